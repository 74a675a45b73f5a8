package dev.fluxar.tests.rivals;

/** One open connection to an echo. */
public interface CallClient extends AutoCloseable {

    /**
     * Issues one call. Never blocks; may be used from any thread, and from a completion.
     *
     * @param payload the bytes to send; never changed by either side
     * @param completion told exactly once how the call ended
     */
    void call(byte[] payload, CallCompletion completion);

    /** Does not wait. */
    @Override
    void close();
}
