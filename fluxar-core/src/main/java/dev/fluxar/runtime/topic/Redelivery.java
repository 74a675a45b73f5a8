package dev.fluxar.runtime.topic;

/**
 * When an event is sent again whose handler has failed: after a time that doubles with each
 * sending, so that one which can never be processed does not keep both sides busy.
 */
final class Redelivery {

    private static final long FIRST_MILLIS = 50;
    private static final long MOST_MILLIS = 30_000;

    private Redelivery() {}

    /** 50 ms after the first sending, 100 ms after the second, 30 s at most. */
    static long delayMillis(int attempt) {
        int doublings = Math.min(attempt, 20) - 1;
        return Math.min(MOST_MILLIS, FIRST_MILLIS << Math.max(0, doublings));
    }
}
