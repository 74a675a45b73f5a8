package dev.fluxar;

import java.time.Duration;

/**
 * How a connection is sought again after it was lost (spec §9.11): with exponential backoff and
 * full jitter, which is a time between none and a bound that doubles, over the addresses of the
 * connector in turn.
 *
 * @param first the bound of the time before the first attempt, more than 0
 * @param most the greatest bound, at least {@code first}
 * @param newSession whether a new session is established where the old one has ended, unless this
 *     side has ended it: it is another {@link Peer}, told by {@link Handlers#onPeer} and by {@link
 *     PeerChange}. It is sought until it is found, or the peer that has ended is closed
 */
public record Reconnect(Duration first, Duration most, boolean newSession) {

    /** At once up to 50 ms, then up to 10 seconds; no new session. */
    public static final Reconnect DEFAULT =
            new Reconnect(Duration.ofMillis(50), Duration.ofSeconds(10), false);

    /** Checks the ranges. */
    public Reconnect {
        if (first.isNegative() || first.isZero()) {
            throw new IllegalArgumentException("first is " + first + ", expected more than 0");
        }
        if (most.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "most is " + most + ", expected at least first, " + first);
        }
    }

    /**
     * The same with a new session where the old one cannot be resumed, or without.
     *
     * @param wanted whether
     * @return new settings
     */
    public Reconnect withNewSession(boolean wanted) {
        return new Reconnect(first, most, wanted);
    }
}
