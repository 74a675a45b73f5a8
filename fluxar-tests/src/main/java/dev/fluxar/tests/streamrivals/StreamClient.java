package dev.fluxar.tests.streamrivals;

/** One open connection to a server of streams. */
public interface StreamClient extends AutoCloseable {

    /**
     * Opens a stream.
     *
     * @param payloadBytes length of each item
     * @param window items that may be under way, where the system counts items
     * @param sink is given all items, one after the other
     * @return cancels the stream; does not wait for its end
     */
    Runnable open(int payloadBytes, int window, ItemSink sink) throws Exception;

    /** Does not wait. */
    @Override
    void close();
}
