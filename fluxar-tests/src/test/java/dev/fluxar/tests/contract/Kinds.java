package dev.fluxar.tests.contract;

import dev.fluxar.transport.netty.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Assumptions;

/** What the tests of the transports on Netty share. */
final class Kinds {

    private Kinds() {}

    /** Loops of a kind, or the end of the test where its native library is missing. */
    static EventLoops loops(EventLoops.Kind kind) {
        try {
            return EventLoops.of(kind);
        } catch (IllegalStateException missing) {
            return Assumptions.abort(missing.getMessage());
        }
    }

    /** A port of the loopback interface where nobody listens. */
    static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
