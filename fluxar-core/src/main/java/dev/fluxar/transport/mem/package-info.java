/**
 * Layer 0, transport: {@code mem:} connects two ends in one process, for tests and embedding. Start
 * with {@code MemTransport}. Spec: chapter 5.1.
 */
@NullMarked
package dev.fluxar.transport.mem;

import org.jspecify.annotations.NullMarked;
