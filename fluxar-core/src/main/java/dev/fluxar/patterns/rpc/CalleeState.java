package dev.fluxar.patterns.rpc;

/** The states of a call at the callee (spec §10.7). */
public enum CalleeState {
    /** The handler runs. */
    RUNNING,
    /** The handler was told that the reply is no longer wanted. */
    GIVEN_UP,
    /** The reply was handed on. */
    CLOSED
}
