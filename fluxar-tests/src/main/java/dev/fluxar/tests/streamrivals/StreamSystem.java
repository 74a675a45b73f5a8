package dev.fluxar.tests.streamrivals;

import dev.fluxar.tests.rivals.LocalServer;

/**
 * A system under measurement: a server that answers a request with an endless stream of {@link
 * ItemPayloads}, as fast as its own flow control lets it.
 */
public interface StreamSystem {

    /** Library, version, transport, flow control and what else makes it fast, in a few words. */
    String describe();

    /** Starts the server on a free port of the loopback interface. */
    LocalServer listen() throws Exception;

    /** Connects to the server at {@code port} of the loopback interface. */
    StreamClient connect(int port) throws Exception;
}
