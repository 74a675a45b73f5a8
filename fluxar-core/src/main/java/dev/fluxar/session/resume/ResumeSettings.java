package dev.fluxar.session.resume;

import dev.fluxar.session.hello.Announced;

/**
 * How a side takes part in sessions that survive (spec §9.6 and §9.9).
 *
 * @param replay bytes of envelopes that it keeps for the other side at most, from 4096
 * @param windowMillis how long a detached session is kept; what a responder states
 * @param secret 32 bytes of a cryptographically secure random source, for this session alone; what
 *     a responder states, empty for an initiator
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ResumeSettings(long replay, long windowMillis, byte[] secret) {

    /** Checks the ranges. */
    public ResumeSettings {
        if (replay < Announced.MIN_REPLAY) {
            throw new IllegalArgumentException(
                    "replay is " + replay + ", expected at least " + Announced.MIN_REPLAY);
        }
        if (windowMillis < 1) {
            throw new IllegalArgumentException(
                    "window is " + windowMillis + " ms, expected at least 1");
        }
    }

    /** Without the secret, which goes into no log. §9.6-4 */
    @Override
    public String toString() {
        return "replay " + replay + ", window " + windowMillis + " ms";
    }
}
