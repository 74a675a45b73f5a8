/**
 * Layer 5, deliveries: what the two sides of a subscription remember of events that must not be
 * lost: the publisher in its {@link dev.fluxar.patterns.delivery.DeliveryLedger}, the subscriber in
 * its {@link dev.fluxar.patterns.delivery.Receipts}. Start at the former. Spec: chapters 10.22,
 * 10.23, 10.33 and 10.34.
 */
@NullMarked
package dev.fluxar.patterns.delivery;

import org.jspecify.annotations.NullMarked;
