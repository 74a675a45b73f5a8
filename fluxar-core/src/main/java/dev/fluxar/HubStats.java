package dev.fluxar;

/**
 * What a hub holds and has done, at one moment.
 *
 * @param subscriptions granted and not ended
 * @param groups that have members, or are durable
 * @param durables durable subscriptions, attached or not
 * @param retained retained values
 * @param history events kept as history
 * @param producers producers of {@link Delivery#EXACTLY_ONCE} that are remembered
 * @param storedBytes bytes held for groups and durable subscriptions
 * @param accepted publishes accepted since the start, repeated ones not counted
 * @param refused publishes refused since the start
 * @param deliveries how many times an event was given to a subscription or group
 * @param dropped events dropped from subscriptions of {@link Delivery#AT_MOST_ONCE}
 * @param givenUp events given up, with or without a dead-letter handler
 */
public record HubStats(
        int subscriptions,
        int groups,
        int durables,
        int retained,
        int history,
        int producers,
        long storedBytes,
        long accepted,
        long refused,
        long deliveries,
        long dropped,
        long givenUp) {}
