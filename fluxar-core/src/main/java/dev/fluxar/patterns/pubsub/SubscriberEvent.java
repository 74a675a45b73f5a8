package dev.fluxar.patterns.pubsub;

/**
 * What happens to a subscription at the subscriber (spec §10.31). Whether the application holds
 * events is part of some: those are two.
 */
public enum SubscriberEvent {
    /** It is not accepted: too long, too many, or no session. §4.3-1 */
    NOT_ACCEPTED,
    /** The subscribe was written. */
    WRITTEN,
    /** A grant was read. */
    GRANTED,
    /** A refusal was read. */
    REFUSED,
    /** An event was read. */
    EVENT,
    /** An event was read that credit or window forbids. */
    EVENT_BEYOND,
    /** The application unsubscribes and holds nothing. */
    UNSUBSCRIBED,
    /** The application unsubscribes and holds events. */
    UNSUBSCRIBED_HOLDING,
    /** The application settles an event and holds others. */
    SETTLED,
    /** The application settles the last event that it holds. */
    SETTLED_LAST,
    /** An unsubscribe was read, the application holds nothing. */
    UNSUBSCRIBE_READ,
    /** An unsubscribe was read, the application holds events. */
    UNSUBSCRIBE_READ_HOLDING,
    /** A bye was sent or answered. */
    DRAINING,
    /** The session has ended. */
    SESSION_ENDED,
    /** Given up before the other side received its open, which is not sent again. §9.13-4 */
    REPLACED
}
