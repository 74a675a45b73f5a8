package dev.fluxar.transport;

/** Takes new connections, on their loop. */
@FunctionalInterface
public interface ConnectionAcceptor {

    /**
     * A connection is open; nothing has been read from it yet.
     *
     * @param connection open and ready to be written to
     * @return who hears of it from now on; never null
     */
    ConnectionHandler accept(Connection connection);
}
