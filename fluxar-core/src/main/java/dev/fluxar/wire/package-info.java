/**
 * Layer 2, wire: puts clear content into frames, and gathers many frames into one write to the
 * connection. Spec: chapter 5.3.
 */
@NullMarked
package dev.fluxar.wire;

import org.jspecify.annotations.NullMarked;
