/**
 * Layer 5, calls: one exchange of request, reply and cancellation, from both sides. {@link
 * dev.fluxar.patterns.rpc.Calls} acts; the states are tables: {@link
 * dev.fluxar.patterns.rpc.CallerTable} and {@link dev.fluxar.patterns.rpc.CalleeTable}. Spec:
 * chapter 10.
 */
@NullMarked
package dev.fluxar.patterns.rpc;

import org.jspecify.annotations.NullMarked;
