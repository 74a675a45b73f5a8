package dev.fluxar.transport.netty.unix;

import dev.fluxar.transport.BoundEndpoint;
import dev.fluxar.transport.ChannelClass;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.TransportException;
import dev.fluxar.transport.netty.Address;
import dev.fluxar.transport.netty.ByteStreamConnection;
import dev.fluxar.transport.netty.EventLoops;
import dev.fluxar.transport.netty.NettyTransport;
import dev.fluxar.transport.netty.Opening;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code unix:/path/to.sock}. The socket's file is as private as its directory: listen in one that
 * others cannot enter.
 */
public final class UnixTransport extends NettyTransport {

    /** On the process's shared loops. */
    public UnixTransport() {
        super("unix", EventLoops::shared);
    }

    /**
     * On loops of one's choice.
     *
     * @param loops where its connections live
     */
    public UnixTransport(EventLoops loops) {
        super("unix", () -> loops);
    }

    @Override
    protected Address address(URI uri) {
        return new UnixAddress(uri);
    }

    @Override
    protected Class<? extends Channel> channelType(EventLoops from) {
        return from.unix();
    }

    @Override
    protected Class<? extends ServerChannel> serverType(EventLoops from) {
        return from.unixServer();
    }

    @Override
    public CompletionStage<BoundEndpoint> bind(Endpoint endpoint, ConnectionAcceptor acceptor) {
        UnixAddress address = (UnixAddress) checked(endpoint.uri());
        try {
            address.clear();
        } catch (TransportException taken) {
            return CompletableFuture.failedFuture(taken);
        }
        return super.bind(endpoint, acceptor).thenApply(bound -> new UnixBound(bound, address));
    }

    @Override
    protected void dialling(
            Channel channel,
            Address address,
            Endpoint endpoint,
            ConnectionAcceptor acceptor,
            Opening opening) {
        add(channel, acceptor, address, opening);
    }

    @Override
    protected void accepted(
            Channel channel, Address address, Endpoint endpoint, ConnectionAcceptor acceptor) {
        // The other end of a Unix socket has no name of its own.
        add(channel, acceptor, address, null);
    }

    private static void add(
            Channel channel,
            ConnectionAcceptor acceptor,
            Address address,
            @Nullable Opening opening) {
        channel.pipeline()
                .addLast(
                        new ByteStreamConnection(
                                channel, acceptor, address.text(), opening, ChannelClass.TRUSTED));
    }
}
