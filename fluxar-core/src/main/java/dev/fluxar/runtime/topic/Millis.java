package dev.fluxar.runtime.topic;

import java.time.Duration;

/** Times of the wire, which are whole milliseconds. */
final class Millis {

    private static final Duration MOST = Duration.ofDays(36_500);

    private Millis() {}

    /**
     * Rounds up.
     *
     * @throws IllegalArgumentException when the time is negative
     */
    static long of(String what, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(what + " is " + time + ", expected zero or more");
        }
        Duration within = time.compareTo(MOST) > 0 ? MOST : time;
        return within.plusNanos(999_999).toMillis();
    }
}
