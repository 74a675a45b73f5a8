package dev.fluxar.runtime;

import dev.fluxar.tests.contract.TransportBytesContract;
import dev.fluxar.tests.contract.TransportClosingContract;
import dev.fluxar.transport.Transport;
import dev.fluxar.transport.mem.MemTransport;
import dev.fluxar.transport.netty.tcp.TcpTransport;
import dev.fluxar.transport.netty.websocket.WebSocketTransport;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** A connection is a connection, from whichever loop it is used. */
class RelayedTransportTest {

    @Nested
    class OverMemory extends Contract {
        OverMemory() {
            super(new MemTransport(), "mem:" + UUID.randomUUID());
        }
    }

    @Nested
    class OverTcp extends Contract {
        OverTcp() {
            super(new TcpTransport(), "tcp://127.0.0.1:0");
        }
    }

    @Nested
    class OverWebSocket extends Contract {
        OverWebSocket() {
            super(new WebSocketTransport(), "ws://127.0.0.1:0/relayed");
        }

        @Override
        public boolean boundariesKept() {
            return true;
        }
    }

    abstract static class Contract implements TransportBytesContract, TransportClosingContract {

        private final RelayedTransport transport;
        private final URI uri;

        Contract(Transport transport, String uri) {
            this.transport = new RelayedTransport(transport);
            this.uri = URI.create(uri);
        }

        @Override
        public Transport transport() {
            return transport;
        }

        @Override
        public URI freshUri() {
            return uri;
        }

        @Override
        public URI deadUri() {
            throw new UnsupportedOperationException();
        }

        /** Not here: what is told to another loop comes later than what was read with it. */
        @Override
        public void theLongestMessageCanBeChanged() {}

        @AfterEach
        void closeLoops() {
            transport.close();
        }
    }
}
