package dev.fluxar.transport.netty.websocket;

import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.netty.HostAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns a request for an upgrade into a connection, and answers everything else in words. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures as events
final class ServerUpgrade extends ChannelInboundHandlerAdapter {

    private static final String PORT = "This is a FLUXAR port (fluxar.1 over WebSocket)";

    private final Endpoint endpoint;
    private final HostAddress address;
    private final ConnectionAcceptor acceptor;
    private final Origins origins;
    private @Nullable Future<?> timer;
    private long acceptedAt;
    private boolean answered;

    /** Bytes came behind the request, which a client may not send before it has the answer. */
    private boolean early;

    ServerUpgrade(
            Endpoint endpoint, HostAddress address, ConnectionAcceptor acceptor, Origins origins) {
        this.endpoint = endpoint;
        this.address = address;
        this.acceptor = acceptor;
        this.origins = origins;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        acceptedAt = System.nanoTime();
        timer =
                context.executor()
                        .schedule(
                                () -> timeOut(context.channel()),
                                endpoint.connectTimeout().toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    private void timeOut(Channel channel) {
        if (answered) {
            channel.close();
        } else {
            refuse(
                    channel,
                    HttpResponseStatus.REQUEST_TIMEOUT,
                    "",
                    "no whole request within " + endpoint.connectTimeout().toMillis() + " ms");
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request && !answered) {
                answered = true;
                answer(context.channel(), request);
            } else if (message instanceof ByteBuf) {
                early = true;
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answer(Channel channel, HttpRequest request) {
        HttpHeaders headers = request.headers();
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        String host = headers.get(HttpHeaderNames.HOST);
        if (request.decoderResult().isFailure()) {
            refuse(
                    channel,
                    HttpResponseStatus.BAD_REQUEST,
                    "",
                    "what came is no HTTP request that can be read");
        } else if (!headers.containsValue(
                HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            refuse(
                    channel,
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "Upgrade: websocket\r\n",
                    "not a web server: connect to it with a FLUXAR peer at " + shown(host));
        } else if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            refuse(
                    channel,
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
                    "expected Sec-WebSocket-Version 13, got "
                            + headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION));
        } else if (!HttpMethod.GET.equals(request.method())
                || !headers.containsValue(
                        HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            refuse(
                    channel,
                    HttpResponseStatus.BAD_REQUEST,
                    "",
                    "expected GET with Connection: Upgrade and Sec-WebSocket-Key");
        } else if (!path(request.uri()).equals(path(address.path()))) {
            refuse(
                    channel,
                    HttpResponseStatus.NOT_FOUND,
                    "",
                    "nothing at " + path(request.uri()) + ", expected " + path(address.path()));
        } else if (!origins.allow(origin, host, address.host())) {
            refuse(
                    channel,
                    HttpResponseStatus.FORBIDDEN,
                    "",
                    "pages of origin "
                            + origin
                            + " may not connect to "
                            + host
                            + "; the listening side allows origins with -D"
                            + Origins.PROPERTY);
        } else {
            upgrade(channel, request);
        }
    }

    private String shown(@Nullable String host) {
        return "ws://"
                + (host == null ? address.host() + ":" + address.port() : host)
                + address.path();
    }

    /** Without its query; never empty. */
    private static String path(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return path.isEmpty() ? "/" : path;
    }

    private static void refuse(
            Channel channel, HttpResponseStatus status, String headers, String words) {
        Refusal.http(channel, status, headers, PORT + ": " + words + ".");
    }

    private void upgrade(Channel channel, HttpRequest request) {
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshaker13(
                        null, WebSocketTransport.SUBPROTOCOL, decoding(endpoint.maxFrame(), true));
        FullHttpRequest whole =
                new DefaultFullHttpRequest(
                        request.protocolVersion(),
                        request.method(),
                        request.uri(),
                        Unpooled.EMPTY_BUFFER,
                        request.headers(),
                        EmptyHttpHeaders.INSTANCE);
        handshaker
                .handshake(channel, whole)
                .addListener(
                        done -> {
                            if (!done.isSuccess()) {
                                channel.close();
                            } else if (handshaker.selectedSubprotocol() == null) {
                                // §5.2-3
                                Refusal.webSocket(
                                        channel,
                                        otherSubprotocol(
                                                request.headers()
                                                        .get(
                                                                HttpHeaderNames
                                                                        .SEC_WEBSOCKET_PROTOCOL)));
                            } else if (early) {
                                Refusal.webSocket(
                                        channel, "bytes came before the upgrade was done");
                            } else {
                                connected(channel);
                            }
                        });
    }

    /** Short enough for a close frame, whatever the other side said. */
    static String otherSubprotocol(@Nullable String got) {
        String shown = got == null ? "none" : got;
        return "expected WebSocket subprotocol "
                + WebSocketTransport.SUBPROTOCOL
                + ", got "
                + (shown.length() > 30 ? shown.substring(0, 30) + "..." : shown);
    }

    private void connected(Channel channel) {
        WebSocketConnection connection =
                new WebSocketConnection(
                        channel,
                        acceptor,
                        HostAddress.text("ws", channel.remoteAddress()),
                        null,
                        acceptedAt,
                        endpoint.maxFrame());
        channel.pipeline().replace(this, null, connection);
        connection.open();
    }

    /** Violations become exceptions: the connection closes with words of its own. */
    static WebSocketDecoderConfig decoding(int maxFrame, boolean masked) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(maxFrame)
                .expectMaskedFrames(masked)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
