package dev.fluxar.tests.rivals;

/** A listening echo. */
public interface CallServer extends AutoCloseable {

    /** The port it listens on. */
    int port();

    /** Does not wait. */
    @Override
    void close();
}
