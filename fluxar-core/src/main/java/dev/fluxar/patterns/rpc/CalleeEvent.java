package dev.fluxar.patterns.rpc;

/** What happens to a call at the callee (spec §10.7). */
public enum CalleeEvent {
    /** The caller gives it up. */
    CANCELLED,
    /** The deadline has passed. */
    DEADLINE,
    /** The handler ended, with a result or a failure. */
    ENDED,
    /** The session has ended. */
    SESSION_ENDED
}
