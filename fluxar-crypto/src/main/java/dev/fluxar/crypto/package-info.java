/**
 * Layer 2, crypto: who may come in, by what a file lists: passwords by Argon2id, tokens and keys by
 * their digests. Start reading at {@link dev.fluxar.crypto.CredentialsFile}. Spec: chapter 8.6.
 */
@NullMarked
package dev.fluxar.crypto;

import org.jspecify.annotations.NullMarked;
