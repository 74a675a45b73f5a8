/**
 * Layer 1, framing: cuts a stream of bytes into frames by their length prefix, and writes the
 * prefix. Spec: chapter 5.
 */
@NullMarked
package dev.fluxar.framing;

import org.jspecify.annotations.NullMarked;
