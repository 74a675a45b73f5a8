package dev.fluxar.tests.fuzz;

import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.SimTransport;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.WriteBuffer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Stands between an initiator and a responder, and may change what passes. */
final class Relay {

    /** What becomes of the bytes of one read. */
    interface Change {
        byte[] of(byte[] bytes, boolean fromInitiator);
    }

    private final SimNetwork network;
    private final URI responder;
    private final Change change;

    private Relay(SimNetwork network, URI responder, Change change) {
        this.network = network;
        this.responder = responder;
        this.change = change;
    }

    /** Listens at the network's first address, and connects to the other one for every caller. */
    static void between(SimNetwork network, URI responder, Change change) {
        Relay relay = new Relay(network, responder, change);
        new SimTransport().bind(endpoint(network, network.uri()), relay::accept);
    }

    static Endpoint endpoint(SimNetwork network, URI uri) {
        return new Endpoint(uri, 1 << 24, Duration.ofSeconds(10), network::loop);
    }

    private ConnectionHandler accept(Connection initiator) {
        Side near = new Side(initiator, true);
        new SimTransport()
                .connect(
                        endpoint(network, responder),
                        accepted -> {
                            Side far = new Side(accepted, false);
                            near.join(far);
                            far.join(near);
                            return far;
                        });
        return near;
    }

    /** What comes in on one side goes out at the other. */
    private final class Side implements ConnectionHandler {

        private final Connection connection;
        private final boolean ofInitiator;
        private final List<byte[]> early = new ArrayList<>();
        private Side other;
        private boolean over;

        Side(Connection connection, boolean ofInitiator) {
            this.connection = connection;
            this.ofInitiator = ofInitiator;
        }

        void join(Side otherSide) {
            other = otherSide;
            early.forEach(this::pass);
            if (over) {
                otherSide.connection.close();
            }
        }

        private void pass(byte[] bytes) {
            byte[] changed = change.of(bytes, ofInitiator);
            if (changed.length > 0 || connection.keepsBoundaries()) {
                WriteBuffer out = new WriteBuffer(changed.length);
                out.write(changed, 0, changed.length);
                other.connection.write(out);
                other.connection.flush();
            }
        }

        @Override
        public void onBytes(byte[] source, int offset, int length) {
            byte[] bytes = Arrays.copyOfRange(source, offset, offset + length);
            if (other == null) {
                early.add(bytes);
            } else {
                pass(bytes);
            }
        }

        @Override
        public void onReadComplete() {
            // Passed on already.
        }

        @Override
        public void onWritable() {
            // Whatever fits or not: the ends mind their own limits.
        }

        @Override
        public void onClosed(Throwable cause) {
            over = true;
            if (other != null) {
                other.connection.close();
            }
        }
    }
}
