package dev.fluxar.patterns.pubsub;

/** The states of a subscription at the subscriber (spec §10.31). */
public enum SubscriberState {
    /** Not written. */
    QUEUED,
    /** Written, not answered. */
    REQUESTED,
    /** Granted. */
    ACTIVE,
    /** The application has unsubscribed and still holds events. */
    LEAVING,
    /** The subscriber's unsubscribe is written. */
    UNSUBSCRIBING,
    /** The publisher's unsubscribe was read, the application still holds events. */
    ENDED,
    /** Over. */
    CLOSED
}
