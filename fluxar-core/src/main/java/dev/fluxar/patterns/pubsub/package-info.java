/**
 * Layer 5, topics: both sides of a subscription, {@link dev.fluxar.patterns.pubsub.Subscriber} with
 * {@link dev.fluxar.patterns.pubsub.SubscriberTable} and {@code PublisherSubscription} with {@link
 * dev.fluxar.patterns.pubsub.PublisherTable}. Start at {@link dev.fluxar.patterns.pubsub.Topics}.
 * Spec: chapter 10, topics, from 10.19 on.
 */
@NullMarked
package dev.fluxar.patterns.pubsub;

import org.jspecify.annotations.NullMarked;
