/**
 * Beside the layers: turns Java values into the CBOR of a payload and back. Payloads can always
 * stay raw bytes. Start reading at {@link dev.fluxar.payload.Payloads}. Spec: chapter 1 (envelope,
 * field 5) and §10.3.
 */
@NullMarked
package dev.fluxar.payload;

import org.jspecify.annotations.NullMarked;
