package dev.fluxar.tests.contract;

import dev.fluxar.transport.Transport;
import dev.fluxar.transport.netty.EventLoops;
import dev.fluxar.transport.netty.tcp.TcpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

class TcpTransportTest {

    @Nested
    class OnNio extends Contract {
        OnNio() {
            super(EventLoops.Kind.NIO);
        }
    }

    @Nested
    class OnEpoll extends Contract {
        OnEpoll() {
            super(EventLoops.Kind.EPOLL);
        }
    }

    abstract static class Contract implements TransportContract {

        private final TcpTransport transport;
        private final List<AutoCloseable> open = new ArrayList<>();

        Contract(EventLoops.Kind kind) {
            transport = new TcpTransport(Kinds.loops(kind));
        }

        @Override
        public Transport transport() {
            return transport;
        }

        @Override
        public URI freshUri() {
            return URI.create("tcp://127.0.0.1:0");
        }

        @Override
        public URI deadUri() {
            return URI.create("tcp://127.0.0.1:" + Kinds.closedPort());
        }

        /** A listener whose queue is full does not answer any more. */
        @Override
        public Optional<URI> silentUri() {
            try {
                ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                open.add(full);
                for (int i = 0; i < 4; i++) {
                    SocketChannel waiting = SocketChannel.open();
                    open.add(waiting);
                    waiting.configureBlocking(false);
                    waiting.connect(
                            new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
                }
                return Optional.of(URI.create("tcp://127.0.0.1:" + full.getLocalPort()));
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        }

        @AfterEach
        void closeSockets() throws Exception {
            for (AutoCloseable socket : open) {
                try {
                    socket.close();
                } catch (SocketException gone) {
                    // nothing to do
                }
            }
        }
    }
}
