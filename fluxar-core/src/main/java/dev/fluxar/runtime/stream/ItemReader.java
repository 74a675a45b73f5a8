package dev.fluxar.runtime.stream;

import dev.fluxar.Cbor;
import dev.fluxar.FluxarException;
import dev.fluxar.payload.Payloads;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Turns the items of a stream into values of the application. On the loop. */
final class ItemReader {

    /** Instead of a value that cannot be read: the stream has failed with it. */
    static final Object UNREADABLE = new Object();

    /** From so many bytes on, an item is not copied where it need not be. */
    private static final int LONG = 4096;

    private ItemReader() {}

    static @Nullable Object read(
            RuntimeStream stream, byte[] source, int offset, int length, Type type) {
        if (type == ByteBuffer.class) {
            int at = Payloads.contentOfBytes(source, offset);
            if (at >= 0) {
                return bytes(stream, source, at, offset + length);
            }
        }
        try {
            Object value = Payloads.standard().decode(source, offset, length, type);
            if (value == null && type == Cbor.class) {
                return Cbor.of(Arrays.copyOfRange(source, offset, offset + length));
            }
            return value;
        } catch (RuntimeException | Error e) {
            // Whatever a class of the application does while it is read. §10.10-8
            String why = e instanceof FluxarException ? e.getMessage() : e.toString();
            stream.exchange().unreadable("the item cannot be read: " + why);
            return UNREADABLE;
        }
    }

    /**
     * A view where nobody else uses the array; read-only, since there is more in it. So it is where
     * the item waited in one of its own: in a frame's something always follows.
     */
    private static ByteBuffer bytes(RuntimeStream stream, byte[] source, int from, int end) {
        boolean own =
                end == source.length
                        || (end - from >= LONG && stream.loop.keep(source, end - from));
        return own
                ? ByteBuffer.wrap(source, from, end - from).slice().asReadOnlyBuffer()
                : ByteBuffer.wrap(Arrays.copyOfRange(source, from, end));
    }
}
