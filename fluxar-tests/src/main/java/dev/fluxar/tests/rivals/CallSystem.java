package dev.fluxar.tests.rivals;

/**
 * A system under measurement: an echo of byte payloads, one call and one reply, on one connection.
 */
public interface CallSystem {

    /** Library, version, transport and what else makes it fast, in a few words. */
    String describe();

    /** Starts the echo on a free port of the loopback interface. */
    LocalServer listen() throws Exception;

    /** Connects to the echo at {@code port} of the loopback interface. */
    CallClient connect(int port) throws Exception;
}
