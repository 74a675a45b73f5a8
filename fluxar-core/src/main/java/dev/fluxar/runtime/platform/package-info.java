/**
 * Runtime: what it takes from the platform, and what the process is to others: randomness, threads,
 * proofs, version and frame log.
 */
@NullMarked
package dev.fluxar.runtime.platform;

import org.jspecify.annotations.NullMarked;
