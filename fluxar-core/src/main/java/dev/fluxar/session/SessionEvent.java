package dev.fluxar.session;

/** What can change the state of a session (spec §9.5 and §9.18). */
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
    /** The transport ended or failed, and nothing outlives it. */
    TRANSPORT_ENDED,
    /** More is held for the other side than may be. §11.3-2 §11.6-4 */
    BOUND_EXCEEDED,
    /** The hello, or its answer, resumes another session: the connection is that one's. §9.12 */
    HANDED_OVER,
    /** The connection is lost or given up, and the session is kept. §9.10-1 */
    LOST,
    /** The initiator tries to resume. */
    ATTEMPT_BEGUN,
    /** An attempt has failed, and the session is kept. */
    ATTEMPT_OVER,
    /** The session has a connection again. */
    RESUMED,
    /** Likewise, and a bye was sent or answered before. §9.16-2 */
    RESUMED_DRAINING,
    /** The other side does not let it be resumed. §9.15-3 */
    RESUME_REFUSED,
    /** It was detached for too long. §9.10-6 */
    WINDOW_OVER
}
