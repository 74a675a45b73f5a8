package dev.fluxar.tests.proxy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a relay does to its connections.
 *
 * @param seed of what is drawn
 * @param cutEvery about how old connections get, null for no cutting
 * @param delay how much later than they came bytes are passed on
 * @param jitter at most so much later still
 */
record Faults(long seed, @Nullable Duration cutEvery, Duration delay, Duration jitter) {}
