package dev.fluxar.tests.rivals;

/** What listens on the loopback interface, in this process. */
public interface LocalServer extends AutoCloseable {

    /** The port it listens on. */
    int port();

    /** Does not wait. */
    @Override
    void close();
}
