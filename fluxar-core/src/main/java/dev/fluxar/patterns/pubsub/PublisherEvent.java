package dev.fluxar.patterns.pubsub;

/** What happens to a subscription at the publisher (spec §10.32). */
public enum PublisherEvent {
    /** The hub grants it. */
    GRANTED,
    /** The hub refuses it. */
    REFUSED,
    /** An event is due. */
    EVENT_DUE,
    /** An ack or nack was read. */
    ANSWER,
    /** A pause or resume was read. */
    FLOW,
    /** The hub ends it. */
    HUB_ENDED,
    /** An unsubscribe was read. */
    UNSUBSCRIBE_READ,
    /** No answer came for as long as this side has patience. */
    PATIENCE_OVER,
    /** A bye was sent or answered. */
    DRAINING,
    /** The session has ended. */
    SESSION_ENDED
}
