package dev.fluxar.patterns.rpc;

/** The states of a call at the callee (spec §10.7). */
public enum CalleeState {
    /** Accepted; parts of its payload are to come. §6 */
    RECEIVING,
    /** The handler runs. */
    RUNNING,
    /** The handler was told that the reply is no longer wanted. */
    GIVEN_UP,
    /** The handler has ended; parts of the reply are to be written. §6.4-8 */
    REPLYING,
    /** The reply was handed on. */
    CLOSED
}
