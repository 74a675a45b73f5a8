/**
 * Layer 0, transport: what carries frames, as an interface that transport modules implement: send,
 * receive, abort and lanes. Spec: chapter 5.
 */
@NullMarked
package dev.fluxar.transport;

import org.jspecify.annotations.NullMarked;
