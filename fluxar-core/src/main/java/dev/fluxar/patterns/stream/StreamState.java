package dev.fluxar.patterns.stream;

/** The states of a stream at either side (spec §10.14 and §10.15). */
public enum StreamState {
    /** Accepted from the application, not written; only at the opener. */
    IDLE,
    /** Written, all but parts of the open's payload; only at the opener. §6 */
    SENDING,
    /** Accepted; parts of the open's payload are to come; only at the acceptor. §6 */
    RECEIVING,
    /** Written, or accepted; each direction is open or has ended. */
    ACTIVE,
    /** A {@code cancel} was sent; the other side is still to say its last word. */
    CANCELLING,
    /** Over. */
    CLOSED
}
