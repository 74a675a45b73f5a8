package dev.fluxar.patterns.rpc;

/** What happens to a call at the callee (spec §10.7). */
public enum CalleeEvent {
    /** The last part of its payload was read. §6.2-6 */
    LAST_PART_READ,
    /** The caller gives it up. */
    CANCELLED,
    /** The deadline has passed. */
    DEADLINE,
    /** The handler ended, with a result or a failure. */
    ENDED,
    /** The handler ended with a result that goes out in parts. §6.1-1 */
    ENDED_ANNOUNCED,
    /** The last part of the reply was written. */
    LAST_PART_WRITTEN,
    /** The session has ended. */
    SESSION_ENDED
}
