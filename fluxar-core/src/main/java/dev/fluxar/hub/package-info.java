/**
 * What a hub is to the sessions that publish to it and subscribe at it, so that others than the one
 * in {@code memory} can stand behind them; pure. Start reading at {@link dev.fluxar.hub.TopicHub}.
 * Spec: chapter 10, topics, as far as it is the hub's.
 */
@NullMarked
package dev.fluxar.hub;

import org.jspecify.annotations.NullMarked;
