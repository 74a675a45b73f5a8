package dev.fluxar.patterns.delivery;

/** What happens to one event in one subscription, at the publisher (spec §10.33). */
public enum DeliveryEvent {
    /** Its turn has come, and it is written. */
    WRITTEN,
    /** It is too long for the subscriber. §10.21-9 */
    TOO_LONG,
    /** An ack was read. */
    ACKED,
    /** A nack of this attempt was read, sendings are left. */
    NACKED,
    /** A nack of this attempt was read, none is left. */
    NACKED_LAST,
    /** The time to wait for an ack has passed, sendings are left. */
    OVERDUE,
    /** The time to wait for an ack has passed, none is left. */
    OVERDUE_LAST,
    /** It goes to another member of the group. */
    PASSED
}
