package dev.fluxar.transport.netty;

import dev.fluxar.transport.BoundEndpoint;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Dialling and listening, as all transports on Netty do it. */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes are told to listeners
public abstract class NettyTransport implements Transport {

    private static final WriteBufferWaterMark WATER_MARKS =
            new WriteBufferWaterMark(128 * 1024, 256 * 1024);

    private final String scheme;
    private final Supplier<EventLoops> loops;

    /**
     * A transport of one scheme.
     *
     * @param scheme in lower case
     * @param loops where its connections live; asked when first needed
     */
    protected NettyTransport(String scheme, Supplier<EventLoops> loops) {
        this.scheme = scheme;
        this.loops = loops;
    }

    /**
     * Checks a URI.
     *
     * @param uri of this transport's scheme
     * @return what it says
     * @throws IllegalArgumentException when it does not fit the scheme
     */
    protected abstract Address address(URI uri);

    /**
     * The type of outgoing channels.
     *
     * @param from the loops in use
     * @return fits them
     */
    protected Class<? extends Channel> channelType(EventLoops from) {
        return from.tcp();
    }

    /**
     * The type of listening channels.
     *
     * @param from the loops in use
     * @return fits them
     */
    protected Class<? extends ServerChannel> serverType(EventLoops from) {
        return from.tcpServer();
    }

    /**
     * Fills the pipeline of a channel that is about to connect. On its loop.
     *
     * @param channel empty
     * @param address where to
     * @param endpoint what the caller gave
     * @param acceptor to be asked when the connection opens
     * @param opening to be told how it ends
     */
    protected abstract void dialling(
            Channel channel,
            Address address,
            Endpoint endpoint,
            ConnectionAcceptor acceptor,
            Opening opening);

    /**
     * Fills the pipeline of a channel that was accepted. On its loop.
     *
     * @param channel empty
     * @param address what is being listened on
     * @param endpoint what the caller gave
     * @param acceptor to be asked when the connection opens
     */
    protected abstract void accepted(
            Channel channel, Address address, Endpoint endpoint, ConnectionAcceptor acceptor);

    @Override
    public final Set<String> schemes() {
        return Set.of(scheme);
    }

    @Override
    public CompletionStage<Void> connect(Endpoint endpoint, ConnectionAcceptor acceptor) {
        Address address = checked(endpoint.uri());
        EventLoops on;
        try {
            on = loops.get();
        } catch (IllegalStateException unavailable) {
            return CompletableFuture.failedFuture(Faults.connecting(address.text(), unavailable));
        }
        EventLoop loop = on.next();
        Opening opening = new Opening(address.text(), endpoint.connectTimeout(), loop);
        ChannelHandler pipeline =
                initializer(channel -> dialling(channel, address, endpoint, acceptor, opening));
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(channelType(on))
                        // The opening's own timer covers the whole attempt, and its last address.
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                        .option(ChannelOption.RECVBUF_ALLOCATOR, reads(on))
                        .handler(pipeline)
                        .disableResolver();
        address.resolve(on)
                .whenCompleteAsync(
                        (found, failure) -> {
                            if (failure != null) {
                                opening.fail(failure);
                            } else {
                                dial(bootstrap, found, 0, opening);
                            }
                        },
                        loop);
        return opening.stage();
    }

    /** Tries one address after the other; each has its share of the time that is left. */
    private static void dial(
            Bootstrap bootstrap, List<SocketAddress> found, int at, Opening opening) {
        if (opening.over()) {
            return;
        }
        int left = found.size() - at;
        Bootstrap attempt =
                left == 1
                        ? bootstrap
                        : bootstrap
                                .clone()
                                .option(
                                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                        opening.shareMillis(left));
        ChannelFuture dialled = attempt.connect(found.get(at));
        opening.dialling(dialled.channel());
        dialled.addListener(
                (ChannelFutureListener)
                        done -> {
                            if (done.isSuccess() || opening.over()) {
                                return;
                            }
                            if (at + 1 < found.size()) {
                                dial(bootstrap, found, at + 1, opening);
                            } else {
                                opening.fail(done.cause());
                            }
                        });
    }

    @Override
    public CompletionStage<BoundEndpoint> bind(Endpoint endpoint, ConnectionAcceptor acceptor) {
        Address address = checked(endpoint.uri());
        EventLoops on;
        try {
            on = loops.get();
        } catch (IllegalStateException unavailable) {
            return CompletableFuture.failedFuture(Faults.listening(address.text(), unavailable));
        }
        ChannelHandler pipeline =
                initializer(channel -> accepted(channel, address, endpoint, acceptor));
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(on.group())
                        .channel(serverType(on))
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                        .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads(on))
                        .childHandler(pipeline);
        CompletableFuture<BoundEndpoint> bound = new CompletableFuture<>();
        address.resolve(on)
                .whenComplete(
                        (found, failure) -> {
                            if (failure != null) {
                                failed(bound, address, failure);
                            } else {
                                listen(bootstrap, found.get(0), address, bound);
                            }
                        });
        return bound;
    }

    private static void listen(
            ServerBootstrap bootstrap,
            SocketAddress on,
            Address address,
            CompletableFuture<BoundEndpoint> bound) {
        bootstrap
                .bind(on)
                .addListener(
                        (ChannelFutureListener)
                                done -> {
                                    if (!done.isSuccess()) {
                                        failed(bound, address, done.cause());
                                        return;
                                    }
                                    Channel channel = done.channel();
                                    URI uri = address.uri(channel.localAddress());
                                    if (!bound.complete(new NettyBoundEndpoint(channel, uri))) {
                                        channel.close();
                                    }
                                });
    }

    private static void failed(
            CompletableFuture<BoundEndpoint> bound, Address address, Throwable failure) {
        Throwable reported =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        bound.completeExceptionally(Faults.listening(address.text(), reported));
    }

    /**
     * What channels are read with.
     *
     * @param from the loops in use
     * @return by default the one for byte streams
     */
    protected RecvByteBufAllocator reads(EventLoops from) {
        return from.streamReads();
    }

    /**
     * Checks the scheme, then the rest.
     *
     * @param uri of an endpoint
     * @return as {@link #address}
     */
    protected final Address checked(URI uri) {
        if (uri.getScheme() == null || !scheme.equals(uri.getScheme().toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "URI has scheme " + uri.getScheme() + "; expected " + scheme);
        }
        return address(uri);
    }

    private static ChannelHandler initializer(Consumer<Channel> fill) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                fill.accept(channel);
            }
        };
    }
}
