package dev.fluxar.patterns.stream;

/**
 * Takes the items of one direction of a stream as they were read, in order, each once (§10.10-2):
 * as many as were {@linkplain StreamExchange#request asked for}. Called on the session's thread;
 * what it calls may ask for more, end or fail the stream.
 */
public interface ItemSink {

    /**
     * An item. Called within the reading of its envelope where the application had asked for it
     * before, otherwise within {@link StreamExchange#request}.
     *
     * @param source holds the encoded payload, CBOR null included; valid until this returns
     * @param offset where it begins
     * @param length its bytes, at least 1
     */
    void item(byte[] source, int offset, int length);

    /**
     * The other side has ended its direction in order, and the last item has been handed over.
     * Called once at most; also without demand.
     */
    void ended();
}
