/**
 * Layer 5, calls: one exchange of request, reply and cancellation, from both sides: {@link
 * dev.fluxar.patterns.rpc.OutboundCalls} with {@link dev.fluxar.patterns.rpc.CallerTable}, {@link
 * dev.fluxar.patterns.rpc.InboundCalls} with {@link dev.fluxar.patterns.rpc.CalleeTable}. Start at
 * {@link dev.fluxar.patterns.rpc.Calls}. Spec: chapter 10.
 */
@NullMarked
package dev.fluxar.patterns.rpc;

import org.jspecify.annotations.NullMarked;
