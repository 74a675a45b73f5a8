/**
 * Layer 5, patterns: one call as an exchange of request, reply and cancellation. A state machine
 * that is given the time and does no I/O. Spec: chapter 2 (type call).
 */
@NullMarked
package dev.fluxar.patterns.rpc;

import org.jspecify.annotations.NullMarked;
