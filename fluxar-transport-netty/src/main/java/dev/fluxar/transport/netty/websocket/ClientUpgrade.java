package dev.fluxar.transport.netty.websocket;

import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.TransportException;
import dev.fluxar.transport.netty.Opening;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** Asks for the upgrade and turns the answer into a connection. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures as events
final class ClientUpgrade extends ChannelInboundHandlerAdapter {

    private final Endpoint endpoint;
    private final ConnectionAcceptor acceptor;
    private final Opening opening;
    private final WebSocketClientHandshaker handshaker;

    ClientUpgrade(Endpoint endpoint, ConnectionAcceptor acceptor, Opening opening) {
        this.endpoint = endpoint;
        this.acceptor = acceptor;
        this.opening = opening;
        // Masking as the standard wants it, no extensions, and no Origin: this is no web page.
        this.handshaker =
                WebSocketClientHandshakerFactory.newHandshaker(
                        endpoint.uri(),
                        WebSocketVersion.V13,
                        WebSocketTransport.SUBPROTOCOL, // §5.2-2
                        false,
                        EmptyHttpHeaders.INSTANCE,
                        endpoint.maxFrame(),
                        true,
                        false,
                        -1,
                        false,
                        false);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        handshaker.handshake(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpResponse response && !opening.over()) {
                answered(context.channel(), response);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answered(Channel channel, HttpResponse response) {
        if (response.decoderResult().isFailure()) {
            fail("the answer to the upgrade is no HTTP", response.decoderResult().cause());
            return;
        }
        if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            fail("the upgrade was refused with " + response.status(), null);
            return;
        }
        String subprotocol = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        // §5.2-4
        if (!WebSocketTransport.SUBPROTOCOL.equals(subprotocol)) {
            fail(ServerUpgrade.otherSubprotocol(subprotocol), null);
            return;
        }
        try {
            handshaker.finishHandshake(
                    channel,
                    new DefaultFullHttpResponse(
                            response.protocolVersion(),
                            response.status(),
                            Unpooled.EMPTY_BUFFER,
                            response.headers(),
                            EmptyHttpHeaders.INSTANCE));
        } catch (WebSocketHandshakeException wrong) {
            fail(String.valueOf(wrong.getMessage()), wrong);
            return;
        }
        WebSocketConnection connection =
                new WebSocketConnection(
                        channel, acceptor, opening.address(), opening, 0, endpoint.maxFrame());
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.replace(
                WebSocket13FrameDecoder.class,
                null,
                new WebSocket13FrameDecoder(ServerUpgrade.decoding(endpoint.maxFrame(), false)));
        pipeline.replace(this, null, connection);
        connection.open();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!opening.over()) {
            fail("the other side closed before it answered the upgrade", null);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!opening.over()) {
            opening.fail(cause);
        }
        context.close();
    }

    private void fail(String words, @Nullable Throwable cause) {
        opening.fail(
                new TransportException(
                        "cannot connect to " + opening.address() + ": " + words, cause));
    }
}
