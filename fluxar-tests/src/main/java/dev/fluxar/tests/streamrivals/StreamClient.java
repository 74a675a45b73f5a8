package dev.fluxar.tests.streamrivals;

/** One open connection to a server of streams. */
public interface StreamClient extends AutoCloseable {

    /**
     * Opens a stream.
     *
     * @param payloadBytes length of each item
     * @param sink is given all items, one after the other
     * @return cancels the stream; does not wait for its end
     */
    Runnable open(int payloadBytes, ItemSink sink) throws Exception;

    /** Does not wait. */
    @Override
    void close();
}
