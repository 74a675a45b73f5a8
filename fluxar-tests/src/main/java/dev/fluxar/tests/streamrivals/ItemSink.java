package dev.fluxar.tests.streamrivals;

/** Takes the items of one stream. Called by one thread at a time, and never blocks it. */
public interface ItemSink {

    /**
     * An item is here; see {@link ItemPayloads}.
     *
     * @param payloadBytes its length
     * @param stamp its first eight bytes
     * @param number its next eight bytes
     */
    void item(int payloadBytes, long stamp, long number);

    /** No item follows, because the stream was cancelled. */
    void cancelled();

    /** No item follows, and nobody asked for that. */
    void failed(Throwable cause);
}
