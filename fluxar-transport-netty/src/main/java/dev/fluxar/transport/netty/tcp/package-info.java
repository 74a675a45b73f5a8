/**
 * Layer 0, transport: {@code tcp:}. Frames follow each other on one TCP connection. Start with
 * {@code TcpTransport}. Spec: chapter 5.1.
 */
@NullMarked
package dev.fluxar.transport.netty.tcp;

import org.jspecify.annotations.NullMarked;
