package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.ErrorInfo;

/**
 * Notices silence (spec §9.1): any inbound byte is life; after one quiet interval a ping is due,
 * after three the other side is gone. Times are nanoseconds of the session. Not thread-safe.
 */
final class Liveness {

    /** After how many quiet intervals the other side is given up. */
    private static final int INTERVALS = 3;

    private final long interval;
    private long lastHeard;
    private long pingSentAt;
    private long pingHigh;
    private long pingLow;

    Liveness(long intervalMillis, long now) {
        this.interval = intervalMillis * 1_000_000;
        this.lastHeard = now;
    }

    void heard(long now) {
        lastHeard = now;
    }

    boolean pingOutstanding() {
        return (pingHigh | pingLow) != 0;
    }

    boolean isPing(long idHigh, long idLow) {
        return pingOutstanding() && idHigh == pingHigh && idLow == pingLow;
    }

    /** Whether a ping is due. §9.1-1 */
    boolean pingDue(long now) {
        return !pingOutstanding() && now - lastHeard >= interval;
    }

    /** Whether the other side is gone. §9.1-3 */
    boolean silent(long now) {
        return now - lastHeard >= INTERVALS * interval;
    }

    void pinged(long idHigh, long idLow, long now) {
        pingHigh = idHigh;
        pingLow = idLow;
        pingSentAt = now;
    }

    /** The round trip begins when the ping is written. */
    void pingWritten(long now) {
        pingSentAt = now;
    }

    /** The round-trip time that an answer tells, or -1 when it answers no ping of ours. */
    long answered(long refHigh, long refLow, long now) {
        if (!isPing(refHigh, refLow)) {
            return -1;
        }
        pingHigh = 0;
        pingLow = 0;
        return Math.max(0, now - pingSentAt);
    }

    long deadline() {
        return lastHeard + (pingOutstanding() ? INTERVALS * interval : interval);
    }

    /** What is told of a silence. §9.1-3 */
    ErrorInfo silence() {
        return ErrorInfo.of(
                ErrorCode.HEARTBEAT_TIMEOUT,
                "nothing received for " + INTERVALS * interval / 1_000_000 + " ms");
    }
}
