package dev.fluxar.session;

/** The states of a session (spec §9.5). */
public enum SessionState {
    /** The transport is being opened. */
    CONNECTING,
    /** The transport is open; hello and answer are under way. */
    HANDSHAKING,
    /** The answer was written or read; credentials are awaited, or not accepted yet. */
    AUTHENTICATING,
    /** The answer was written (responder) or read (initiator). */
    ESTABLISHED,
    /** A bye was sent or answered. */
    DRAINING,
    /** Over; nothing more is acted on. */
    CLOSED
}
