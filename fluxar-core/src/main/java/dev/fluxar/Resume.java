package dev.fluxar;

import java.time.Duration;

/**
 * How sessions outlive their connections (spec §9.6 to §9.17): when one is lost, both sides keep
 * the session for a while, the side that connected connects again, and calls, streams and
 * subscriptions go on. Both sides have to want it. What either side has written is kept until the
 * other is known to have received it; arrays that were given to be sent must therefore not change
 * while the session lives.
 *
 * @param window how long a listener keeps a session without a connection, 1 ms to a day; what the
 *     side that connects says here has no effect
 * @param replay bytes that are kept for the other side at most, 4096 to a quarter of {@link
 *     Limits#budget}; who has written as much waits
 * @param detached how many sessions without a connection a listener keeps at most, and an eighth of
 *     it for one principal or address; the one detached longest ends first
 * @param detachedBytes how many bytes all of them may hold together, from 1 MiB, and an eighth of
 *     it those of one principal or address; likewise
 * @param reconnect how the side that connects tries again
 */
public record Resume(
        Duration window, int replay, int detached, long detachedBytes, Reconnect reconnect) {

    /** A minute, 4 MiB, 1024 sessions and 256 MiB, the usual backoff. */
    public static final Resume DEFAULT =
            new Resume(Duration.ofMinutes(1), 4 * 1024 * 1024, 1024, 256L << 20, Reconnect.DEFAULT);

    /** Checks the ranges. */
    public Resume {
        if (window.toMillis() < 1 || window.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "window is " + window + ", expected 1 millisecond to 1 day");
        }
        if (replay < 4096) {
            throw new IllegalArgumentException("replay is " + replay + ", expected at least 4096");
        }
        if (detached < 1) {
            throw new IllegalArgumentException("detached is " + detached + ", expected at least 1");
        }
        if (detachedBytes < 1 << 20) {
            throw new IllegalArgumentException(
                    "detachedBytes is " + detachedBytes + ", expected at least " + (1 << 20));
        }
    }

    /**
     * The same with another window.
     *
     * @param newWindow 1 ms to a day
     * @return new settings
     */
    public Resume withWindow(Duration newWindow) {
        return new Resume(newWindow, replay, detached, detachedBytes, reconnect);
    }

    /**
     * The same with another bound of what is kept.
     *
     * @param bytes from 4096
     * @return new settings
     */
    public Resume withReplay(int bytes) {
        return new Resume(window, bytes, detached, detachedBytes, reconnect);
    }

    /**
     * The same with another bound of detached sessions.
     *
     * @param most at least 1
     * @return new settings
     */
    public Resume withDetached(int most) {
        return new Resume(window, replay, most, detachedBytes, reconnect);
    }

    /**
     * The same with another bound of what detached sessions hold.
     *
     * @param bytes from 1 MiB
     * @return new settings
     */
    public Resume withDetachedBytes(long bytes) {
        return new Resume(window, replay, detached, bytes, reconnect);
    }

    /**
     * The same with another backoff.
     *
     * @param newReconnect never null
     * @return new settings
     */
    public Resume withReconnect(Reconnect newReconnect) {
        return new Resume(window, replay, detached, detachedBytes, newReconnect);
    }
}
