/**
 * Layer 2, wire: the stages that a frame passes between CBOR and the bytes in it, compression and
 * encryption, each behind one interface. Spec: chapter 7.
 */
@NullMarked
package dev.fluxar.wire;

import org.jspecify.annotations.NullMarked;
