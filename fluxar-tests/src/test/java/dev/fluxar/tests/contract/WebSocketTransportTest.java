package dev.fluxar.tests.contract;

import dev.fluxar.transport.Transport;
import dev.fluxar.transport.netty.EventLoops;
import dev.fluxar.transport.netty.websocket.WebSocketTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

class WebSocketTransportTest {

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

        private final WebSocketTransport transport;
        private ServerSocket mute;

        Contract(EventLoops.Kind kind) {
            transport = new WebSocketTransport(Kinds.loops(kind));
        }

        @Override
        public Transport transport() {
            return transport;
        }

        @Override
        public URI freshUri() {
            return URI.create("ws://127.0.0.1:0/fluxar");
        }

        @Override
        public URI deadUri() {
            return URI.create("ws://127.0.0.1:" + Kinds.closedPort() + "/fluxar");
        }

        /** A server that accepts and never answers the upgrade. */
        @Override
        public Optional<URI> silentUri() {
            try {
                mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
            return Optional.of(URI.create("ws://127.0.0.1:" + mute.getLocalPort() + "/fluxar"));
        }

        @Override
        public boolean boundariesKept() {
            return true;
        }

        @AfterEach
        void closeSocket() throws IOException {
            if (mute != null) {
                mute.close();
            }
        }
    }
}
