package dev.fluxar.patterns.pubsub;

/** The states of a subscription at the publisher (spec §10.32). */
public enum PublisherState {
    /** Read, not answered. */
    DECIDING,
    /** Granted. */
    ACTIVE,
    /** The publisher's unsubscribe is written, not answered. */
    ENDING,
    /** Over. */
    CLOSED
}
