package dev.fluxar.patterns.publish;

/** The states of a publish at the producer (spec §10.35). */
public enum ProducerState {
    /** Accepted, not written. */
    QUEUED,
    /** Written, all but parts of its payload. §6 */
    SENDING,
    /** Written; the answer is awaited. */
    AWAITING,
    /**
     * Written, and completed for the application; the answer is still to come, or the part that
     * abandons the payload still to go.
     */
    ABANDONED,
    /** Over. */
    CLOSED
}
