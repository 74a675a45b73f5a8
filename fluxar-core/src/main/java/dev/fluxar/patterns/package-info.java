/**
 * Layer 5, patterns: what calls, streams and topics have in common: exchanges, found by their ref,
 * counted and timed. Start at {@link dev.fluxar.patterns.Exchanges}. Spec: chapters 2.3, 10 and 11.
 */
@NullMarked
package dev.fluxar.patterns;

import org.jspecify.annotations.NullMarked;
