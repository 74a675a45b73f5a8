package dev.fluxar.patterns.rpc;

/** The states of a call at the caller (spec §10.6). */
public enum CallerState {
    /** Accepted, not written. */
    QUEUED,
    /** Written, all but parts of its payload. §6 */
    SENDING,
    /** Written; the reply is awaited. */
    AWAITING,
    /** Written, and completed for the application; the reply is still to come. */
    ABANDONED,
    /** Over. */
    CLOSED
}
