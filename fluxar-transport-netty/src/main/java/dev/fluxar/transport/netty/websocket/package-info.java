/**
 * Layer 0, transport: {@code ws:}. One frame is one binary message of WebSocket subprotocol {@code
 * fluxar.1}. Start with {@code WebSocketTransport}. Spec: chapter 5.2.
 */
@NullMarked
package dev.fluxar.transport.netty.websocket;

import org.jspecify.annotations.NullMarked;
