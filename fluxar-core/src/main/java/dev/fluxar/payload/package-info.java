/**
 * Beside the layers: turns Java values into the CBOR of a payload and back. Payloads can always
 * stay raw bytes. Spec: chapter 1 (envelope, field 5).
 */
@NullMarked
package dev.fluxar.payload;

import org.jspecify.annotations.NullMarked;
