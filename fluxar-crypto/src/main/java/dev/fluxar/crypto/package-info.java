/**
 * Layer 2, wire: the encryption stage and the key agreement before it, and the keys and passwords
 * these start from. Spec: chapter 8.
 */
@NullMarked
package dev.fluxar.crypto;

import org.jspecify.annotations.NullMarked;
