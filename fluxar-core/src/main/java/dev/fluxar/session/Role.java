package dev.fluxar.session;

/** Which end of the connection a peer is; it matters in the handshake only (spec §8). */
public enum Role {
    /** Opened the connection and says hello. */
    INITIATOR,
    /** Accepted the connection and answers. */
    RESPONDER
}
