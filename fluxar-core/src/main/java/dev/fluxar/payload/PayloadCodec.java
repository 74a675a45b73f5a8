package dev.fluxar.payload;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns Java values into CBOR items and back. {@link Payloads} asks it for everything that it does
 * not read and write itself. Must be safe for use from any thread.
 */
public interface PayloadCodec {

    /**
     * Encodes a value.
     *
     * @param value never null, {@code byte[]}, {@code String} or {@link dev.fluxar.Cbor}
     * @return exactly one well-formed CBOR item in preferred serialization (spec §1.2-1), which
     *     nests at most 63 deep
     * @throws RuntimeException when the value cannot be encoded
     */
    byte[] encode(Object value);

    /**
     * Decodes an item.
     *
     * @param source holds the item; must be neither kept nor changed
     * @param offset first byte
     * @param length how long the item is: it is well-formed and nests at most 63 deep, and nothing
     *     follows it
     * @param type what to read it as
     * @return a value of that type, or null
     * @throws PayloadException when the item does not fit the type: the sender's fault
     * @throws RuntimeException when the type cannot be read at all: a fault on this side
     */
    @Nullable Object decode(byte[] source, int offset, int length, Type type);
}
