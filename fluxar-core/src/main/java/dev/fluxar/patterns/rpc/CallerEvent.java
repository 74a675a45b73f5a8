package dev.fluxar.patterns.rpc;

/** What happens to a call at the caller (spec §10.6). */
public enum CallerEvent {
    /** It is not accepted: too long, too many, or no session. §4.3-1 */
    REFUSED,
    /** The open was written. */
    WRITTEN,
    /** The open of a one-way call was written. */
    WRITTEN_ONEWAY,
    /** The open was written; its payload follows in parts. §6.1-1 */
    WRITTEN_ANNOUNCED,
    /** The last part of the payload was written. */
    LAST_PART,
    /** The last part of a one-way call's payload was written. */
    LAST_PART_ONEWAY,
    /** The application gives it up. */
    CANCELLED,
    /** The application gives a one-way call up. */
    CANCELLED_ONEWAY,
    /** The deadline has passed. */
    DEADLINE,
    /** The deadline of a one-way call has passed. */
    DEADLINE_ONEWAY,
    /** A reply was announced, for which there is no room. §6.3-5 */
    NO_ROOM,
    /** The reply was read, its last part included. */
    REPLY,
    /** A bye was sent or answered. */
    DRAINING,
    /** The session has ended. */
    SESSION_ENDED,
    /** Given up before the other side received its open, which is not sent again. §9.13-4 */
    REPLACED
}
