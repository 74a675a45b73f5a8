/**
 * Layer 0, transport: {@code unix:}. Frames follow each other on one Unix socket. Start with {@code
 * UnixTransport}. Spec: chapter 5.1.
 */
@NullMarked
package dev.fluxar.transport.netty.unix;

import org.jspecify.annotations.NullMarked;
