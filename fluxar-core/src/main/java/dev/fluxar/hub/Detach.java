package dev.fluxar.hub;

/** How a subscription ends at its publisher. */
public enum Detach {
    /**
     * By an unsubscribe of the subscriber without an error and without {@code durable} true in its
     * meta: a durable subscription is deleted (spec §10.26-7).
     */
    UNSUBSCRIBED,
    /** In any other way: a durable subscription stays. */
    LEFT
}
