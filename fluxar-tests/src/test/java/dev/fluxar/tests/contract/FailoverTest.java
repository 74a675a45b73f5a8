package dev.fluxar.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.netty.Address;
import dev.fluxar.transport.netty.ByteStreamConnection;
import dev.fluxar.transport.netty.EventLoops;
import dev.fluxar.transport.netty.NettyTransport;
import dev.fluxar.transport.netty.Opening;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A name with several addresses, of which the first ones answer nothing at all. */
class FailoverTest {

    private static final SocketAddress SILENT = new InetSocketAddress("192.0.2.1", 7400);

    @Test
    void aSilentAddressLeavesTimeForTheNext() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            List<SocketAddress> found = List.of(SILENT, SILENT, server.getLocalSocketAddress());
            TransportEnd end = new TransportEnd();
            Endpoint endpoint =
                    new Endpoint(
                            URI.create("three://addresses:7400"),
                            1024,
                            Duration.ofSeconds(3),
                            () -> {
                                throw new AssertionError("it has loops of its own");
                            });
            TransportEnd.get(new ManyAddresses(found).connect(endpoint, end).toCompletableFuture());
            server.accept().close();
            assertThat(end.closed()).isEmpty();
        }
    }

    /** Never hears of {@link #SILENT}, whatever the network here says of it. */
    public static final class DeafChannel extends NioSocketChannel {
        @Override
        protected boolean doConnect(SocketAddress remote, SocketAddress local) throws Exception {
            return !SILENT.equals(remote) && super.doConnect(remote, local);
        }
    }

    private static final class ManyAddresses extends NettyTransport {
        private final List<SocketAddress> found;

        ManyAddresses(List<SocketAddress> found) {
            super("three", () -> EventLoops.of(EventLoops.Kind.NIO));
            this.found = found;
        }

        @Override
        protected Class<? extends Channel> channelType(EventLoops from) {
            return DeafChannel.class;
        }

        @Override
        protected Address address(URI uri) {
            return new Address() {
                @Override
                public String text() {
                    return uri.toString();
                }

                @Override
                public CompletionStage<List<SocketAddress>> resolve(EventLoops loops) {
                    return CompletableFuture.completedFuture(found);
                }

                @Override
                public URI uri(SocketAddress bound) {
                    return uri;
                }
            };
        }

        @Override
        protected void dialling(
                Channel channel,
                Address address,
                Endpoint endpoint,
                ConnectionAcceptor acceptor,
                Opening opening) {
            channel.pipeline()
                    .addLast(new ByteStreamConnection(channel, acceptor, address.text(), opening));
        }

        @Override
        protected void accepted(
                Channel channel, Address address, Endpoint endpoint, ConnectionAcceptor acceptor) {
            throw new UnsupportedOperationException();
        }
    }
}
