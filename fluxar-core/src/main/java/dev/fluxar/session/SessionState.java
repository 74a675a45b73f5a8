package dev.fluxar.session;

/** The states of a session (spec §9.5 and §9.18). */
public enum SessionState {
    /** The transport is being opened. */
    CONNECTING,
    /** The transport is open; hello and answer are under way. */
    HANDSHAKING,
    /** The answer was written or read; credentials are awaited, or not accepted yet. */
    AUTHENTICATING,
    /** The answer was written (responder) or read (initiator). */
    ESTABLISHED,
    /** The connection was lost, and the session is kept. §9.10 */
    DETACHED,
    /** An attempt to resume it is under way; at the initiator only. §9.11 */
    RESUMING,
    /** A bye was sent or answered, and there is a connection. */
    DRAINING,
    /** Over; nothing more is acted on. */
    CLOSED
}
