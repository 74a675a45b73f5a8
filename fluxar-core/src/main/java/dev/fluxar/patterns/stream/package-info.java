/**
 * Layer 5, streams: items in both directions of one exchange, from both sides: {@link
 * dev.fluxar.patterns.stream.OutboundStream} with {@link dev.fluxar.patterns.stream.OpenerTable},
 * {@link dev.fluxar.patterns.stream.InboundStream} with {@link
 * dev.fluxar.patterns.stream.AcceptorTable}; what they have in common is {@link
 * dev.fluxar.patterns.stream.StreamExchange}. Start at {@link dev.fluxar.patterns.stream.Streams}.
 * Spec: chapter 10, from 10.9 on.
 */
@NullMarked
package dev.fluxar.patterns.stream;

import org.jspecify.annotations.NullMarked;
