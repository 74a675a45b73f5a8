/**
 * Layer 5, publishing: this side as a producer, {@link
 * dev.fluxar.patterns.publish.OutboundPublishes} with {@link
 * dev.fluxar.patterns.publish.ProducerTable}, the other side's publishes, {@link
 * dev.fluxar.patterns.publish.InboundPublishes}, and how a hub's answers come onto the session's
 * thread, {@link dev.fluxar.patterns.publish.HubSignals}. Start at the first. Spec: chapters 10.29,
 * 10.30 and 10.35.
 */
@NullMarked
package dev.fluxar.patterns.publish;

import org.jspecify.annotations.NullMarked;
