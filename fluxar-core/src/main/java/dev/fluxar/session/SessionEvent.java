package dev.fluxar.session;

/** What can change the state of a session (spec §9.5). */
public enum SessionEvent {
    /** The transport is ready for bytes. */
    TRANSPORT_READY,
    /** A program that does not speak FLUXAR was recognised. */
    STRANGER_SEEN,
    /** The responder accepted the hello. */
    HELLO_ACCEPTED,
    /** The responder refused the hello. */
    HELLO_REFUSED,
    /** The initiator read an answer and accepted it. */
    ANSWER_ACCEPTED,
    /** The responder accepted the hello, and awaits credentials. */
    AUTH_AWAITED,
    /** The initiator read an answer and accepted it; its credentials are next. */
    AUTH_NEXT,
    /** The credentials that were awaited are accepted. */
    AUTH_ACCEPTED,
    /** The credentials that were awaited are refused. */
    AUTH_REFUSED,
    /** The initiator read a refusal. */
    REFUSAL_READ,
    /** The handshake took too long. */
    HANDSHAKE_EXPIRED,
    /** A bye was sent. */
    BYE_SENT,
    /** A bye was read and is being answered. */
    BYE_READ,
    /** The own bye is answered and no exchange is live. */
    DRAINED,
    /** The own grace has passed. */
    GRACE_OVER,
    /** The application ends the session at once. */
    ABORTED,
    /** A fatal bye was read. */
    FATAL_BYE_READ,
    /** The other side broke the protocol, or does not read what it is sent. */
    VIOLATION,
    /** Nothing was received for three intervals. */
    SILENCE,
    /** The transport ended or failed. */
    TRANSPORT_ENDED
}
