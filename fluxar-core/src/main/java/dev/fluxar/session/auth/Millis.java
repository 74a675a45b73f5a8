package dev.fluxar.session.auth;

import dev.fluxar.session.Session;
import java.time.Duration;
import java.time.Instant;

/** Times that do not wrap. §1.2-10 */
final class Millis {

    private static final long MOST = Long.MAX_VALUE / 4_000_000;

    private Millis() {}

    static long of(Duration duration) {
        return duration.compareTo(Duration.ofMillis(MOST)) > 0 ? MOST : duration.toMillis();
    }

    /** Nanoseconds, so many milliseconds behind others. */
    static long behind(long nanos, long millis) {
        return millis >= MOST ? Session.NEVER : nanos + millis * 1_000_000;
    }

    /** The time of day, so many milliseconds behind another. */
    static Instant at(long unixMillis, long millis) {
        return Instant.ofEpochMilli(unixMillis + Math.min(millis, MOST));
    }
}
