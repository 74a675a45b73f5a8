package dev.fluxar.patterns.delivery;

/** What happens to one seq of a subscription, at the subscriber (spec §10.34). */
public enum ReceiptEvent {
    /** It was read, in mode 1. */
    READ_AT_LEAST_ONCE,
    /** It was read, in mode 2. */
    READ_EXACTLY_ONCE,
    /** It was read, and there is no room for it. */
    READ_WITHOUT_ROOM,
    /** The application has processed it. */
    PROCESSED,
    /** The application has failed. */
    FAILED
}
