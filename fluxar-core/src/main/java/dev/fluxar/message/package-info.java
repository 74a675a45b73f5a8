/**
 * Layer 3, message: the envelope of seven fields, its types and its rules, read from bytes and
 * written to bytes. Spec: chapters 1 to 4.
 */
@NullMarked
package dev.fluxar.message;

import org.jspecify.annotations.NullMarked;
