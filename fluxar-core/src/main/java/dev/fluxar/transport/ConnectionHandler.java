package dev.fluxar.transport;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a {@link Connection} tells its owner. Every method is called on the connection's loop. */
public interface ConnectionHandler {

    /**
     * Bytes came in: any piece of the stream, or exactly one message where the transport keeps
     * boundaries.
     *
     * @param source holds the bytes; the transport reuses it once this returns
     * @param offset first byte
     * @param length number of bytes, at least 1 (a message may be empty: 0)
     */
    void onBytes(byte[] source, int offset, int length);

    /**
     * Offers bytes that are not in an array, before {@link #onBytes} gets those that were not
     * claimed: what the handler would copy anyway, it may take from here.
     *
     * @param bytes its position is moved behind what was taken; reused once this returns
     */
    default void claim(ByteBuffer bytes) {
        // onBytes will do.
    }

    /** No more bytes are at hand: the moment to write what the bytes before have caused. */
    void onReadComplete();

    /** {@link Connection#writable} has become true again. */
    void onWritable();

    /**
     * The connection is gone. Called exactly once, last.
     *
     * @param cause null when either side closed in order, otherwise what broke it
     */
    void onClosed(@Nullable Throwable cause);
}
