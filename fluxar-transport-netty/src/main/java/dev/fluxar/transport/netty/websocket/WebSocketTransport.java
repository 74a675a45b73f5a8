package dev.fluxar.transport.netty.websocket;

import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.netty.Address;
import dev.fluxar.transport.netty.EventLoops;
import dev.fluxar.transport.netty.HostAddress;
import dev.fluxar.transport.netty.NettyTransport;
import dev.fluxar.transport.netty.Opening;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.URI;

/**
 * {@code ws://host:port/path}; the port is 80 unless given, and a listener serves exactly its path.
 * Which web pages may connect is said by {@link Origins}.
 */
public final class WebSocketTransport extends NettyTransport {

    /** What both sides must agree on. */
    static final String SUBPROTOCOL = "fluxar.1";

    // Together less than a handshake frame. §5.4-4
    private static final int MAX_LINE = 4096;
    private static final int MAX_HEADERS = 8192;
    private static final int MAX_CHUNK = 4096;

    private final Origins origins = Origins.ofProperty();

    /** On the process's shared loops. */
    public WebSocketTransport() {
        super("ws", EventLoops::shared);
    }

    /**
     * On loops of one's choice.
     *
     * @param loops where its connections live
     */
    public WebSocketTransport(EventLoops loops) {
        super("ws", () -> loops);
    }

    @Override
    protected Address address(URI uri) {
        return HostAddress.ofHttp(uri, 80);
    }

    /** The decoder keeps what it is given until a message is whole. */
    @Override
    protected RecvByteBufAllocator reads(EventLoops from) {
        return new AdaptiveRecvByteBufAllocator(512, 4096, 65_536);
    }

    @Override
    protected void dialling(
            Channel channel,
            Address address,
            Endpoint endpoint,
            ConnectionAcceptor acceptor,
            Opening opening) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.pipeline()
                .addLast(new HttpClientCodec(MAX_LINE, MAX_HEADERS, MAX_CHUNK))
                .addLast(new ClientUpgrade(endpoint, acceptor, opening));
    }

    @Override
    protected void accepted(
            Channel channel, Address address, Endpoint endpoint, ConnectionAcceptor acceptor) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.pipeline()
                .addLast(new FirstBytes())
                .addLast(new HttpServerCodec(MAX_LINE, MAX_HEADERS, MAX_CHUNK))
                .addLast(new ServerUpgrade(endpoint, (HostAddress) address, acceptor, origins));
    }
}
