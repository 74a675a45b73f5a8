/**
 * Layer 5, large payloads: what is too long for one envelope is announced and follows in parts, one
 * a turn; at the other end it is put together as it arrives, within what was reserved. For every
 * pattern alike. Start at {@link dev.fluxar.patterns.parts.Parts}. Spec: chapter 6.
 */
@NullMarked
package dev.fluxar.patterns.parts;

import org.jspecify.annotations.NullMarked;
