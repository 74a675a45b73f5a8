package dev.fluxar.patterns.rpc;

/** What happens to a call at the caller (spec §10.6). */
public enum CallerEvent {
    /** It is not accepted: too long, too many, or no session. §4.3-1 */
    REFUSED,
    /** The open was written. */
    WRITTEN,
    /** The open of a one-way call was written. */
    WRITTEN_ONEWAY,
    /** The application gives it up. */
    CANCELLED,
    /** The deadline has passed. */
    DEADLINE,
    /** The reply was read. */
    REPLY,
    /** A bye was sent or answered. */
    DRAINING,
    /** The session has ended. */
    SESSION_ENDED
}
