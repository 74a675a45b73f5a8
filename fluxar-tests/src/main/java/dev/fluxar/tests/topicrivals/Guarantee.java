package dev.fluxar.tests.topicrivals;

/** What a system promises of an event. */
public enum Guarantee {
    /** Nobody confirms anything. */
    AT_MOST_ONCE,
    /** The hub confirms events to the publisher, the subscriber confirms them to the hub. */
    AT_LEAST_ONCE,
    /** As before, and both confirmations are safe against being repeated. */
    EXACTLY_ONCE
}
