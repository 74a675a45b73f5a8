package dev.fluxar.patterns.delivery;

/** The states of one event in one subscription, at the publisher (spec §10.33). */
public enum DeliveryState {
    /** Never sent on it. */
    WAITING,
    /** Open: an answer is awaited. */
    SENT,
    /** Open: to be sent again at its time. */
    AGAIN,
    /** Acked. */
    SETTLED,
    /** Not sent again here. */
    GIVEN_UP
}
