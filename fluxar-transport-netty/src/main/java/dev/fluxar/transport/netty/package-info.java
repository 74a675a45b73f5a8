/**
 * Layer 0, transport: TCP, Unix sockets, WebSocket and QUIC on Netty, behind the interface of
 * {@code dev.fluxar.transport}. Spec: chapter 5.
 */
@NullMarked
package dev.fluxar.transport.netty;

import org.jspecify.annotations.NullMarked;
