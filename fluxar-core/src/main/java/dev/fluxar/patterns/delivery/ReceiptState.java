package dev.fluxar.patterns.delivery;

/** The states of one seq of a subscription, at the subscriber (spec §10.34). */
public enum ReceiptState {
    /** Never read, or not remembered. */
    UNSEEN,
    /** With the application, not settled. */
    HELD,
    /** A nack was written last. */
    NACKED,
    /** An ack was written last. */
    ACKED
}
