/** TCP, Unix socket, WebSocket and QUIC transports on Netty. */
module dev.fluxar.transport.netty {
    requires transitive dev.fluxar;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires org.slf4j;
    requires static org.jspecify;
    requires static io.netty.transport.classes.epoll;
    requires static io.netty.transport.classes.io_uring;
    requires static io.netty.transport.unix.common;

    provides dev.fluxar.transport.Transport with
            dev.fluxar.transport.netty.tcp.TcpTransport,
            dev.fluxar.transport.netty.unix.UnixTransport,
            dev.fluxar.transport.netty.websocket.WebSocketTransport;
}
