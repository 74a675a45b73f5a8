package dev.fluxar.payload;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.Utf8;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Java values to payloads and back. Bytes, raw CBOR, text, numbers and booleans are written here;
 * everything else by a {@link PayloadCodec}. Immutable, safe for use from any thread.
 *
 * <p>The standard codec maps records and beans to maps, and more:
 *
 * <table>
 * <caption>Java and CBOR</caption>
 * <tr><th>Java</th><th>CBOR</th></tr>
 * <tr><td>record</td><td>map, keys in the order of the components. On reading, unknown keys are
 *     ignored, a missing component is null (or empty, if {@code Optional}), and a component of a
 *     primitive type must be there</td></tr>
 * <tr><td>bean: getters, setters, public fields</td><td>map, keys in alphabetical order; what is
 *     missing keeps the value that the constructor gave it</td></tr>
 * <tr><td>{@code Map}</td><td>map</td></tr>
 * <tr><td>{@code Collection}, array</td><td>array</td></tr>
 * <tr><td>{@code byte[]}, {@code ByteBuffer}</td><td>byte string; inside a map or an array, text in
 *     base64 is read too</td></tr>
 * <tr><td>{@code String}, {@code char}, {@code URI}</td><td>text string</td></tr>
 * <tr><td>enum</td><td>text string, the constant's {@code name()}</td></tr>
 * <tr><td>{@code byte}, {@code short}, {@code int}, {@code long}, {@code BigInteger}</td><td>
 *     integer; bignum beyond 64 bits. A value that the Java type cannot hold, a float or a text does
 *     not fit</td></tr>
 * <tr><td>{@code float}, {@code double}</td><td>float, the shortest that is exact; integers are
 *     read too</td></tr>
 * <tr><td>{@code BigDecimal}</td><td>decimal fraction (tag 4); floats and integers are read
 *     too</td></tr>
 * <tr><td>{@code boolean}</td><td>true or false</td></tr>
 * <tr><td>{@code UUID}</td><td>byte string of 16; text is read too</td></tr>
 * <tr><td>{@code Optional}</td><td>what is in it, or null</td></tr>
 * <tr><td>{@code java.time}, {@code java.util.Date}</td><td>text string in ISO 8601: {@code
 *     2026-11-01T12:00:00Z}, {@code PT1.5S}. Offsets are kept, the name of a zone is not. {@code
 *     Year} and {@code Month} are integers. An {@code Instant} is read from a number of seconds
 *     (tag 1) too</td></tr>
 * <tr><td>{@code Object}</td><td>is read as {@code LinkedHashMap}, {@code ArrayList}, {@code
 *     String}, {@code byte[]}, {@code Boolean}, {@code Integer}, {@code Long}, {@code BigInteger},
 *     {@code Double} or null, whichever fits</td></tr>
 * </table>
 *
 * <p>Tags on other items are ignored. No class is ever chosen by what a payload contains, unless
 * the application's own types ask for that with annotations of Jackson. Types in a named module
 * must be open to {@code tools.jackson.databind}.
 */
public final class Payloads {

    private static final Payloads STANDARD = new Payloads(new JacksonPayloadCodec());

    /** The envelope's array has depth 1. §1.2-4 */
    private static final int DEPTH = CborReader.MAX_DEPTH - 1;

    private static final int NULL = 0xf6;
    private static final int UNDEFINED = 0xf7;

    private final PayloadCodec codec;

    /**
     * Uses a codec of one's own.
     *
     * @param codec for all that is not written here
     */
    public Payloads(PayloadCodec codec) {
        this.codec = codec;
    }

    /**
     * The standard codec.
     *
     * @return shared
     */
    public static Payloads standard() {
        return STANDARD;
    }

    /**
     * Encodes a value.
     *
     * @param value any that {@link dev.fluxar.CallSpec#with} takes. A {@code byte[]} is kept by
     *     reference: it must not change while the payload is in use
     * @return exactly one well-formed item
     * @throws IllegalArgumentException when it cannot be encoded
     */
    // For the runtime: a payload on its way out is no business of an application.
    @SuppressWarnings("exports")
    public Payload encode(@Nullable Object value) {
        if (value == null) {
            return Payload.NULL;
        }
        if (value instanceof byte[] bytes) {
            return Payload.bytes(bytes);
        }
        if (value instanceof Cbor cbor) {
            return Payload.item(checked(cbor.toByteArray(), "Cbor"));
        }
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof Number || value instanceof Boolean) {
            Payload scalar = scalar(value);
            if (scalar != null) {
                return scalar;
            }
        }
        String type = value.getClass().getTypeName();
        byte[] encoded;
        try {
            encoded = codec.encode(value);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    "a value of type " + type + " cannot be encoded: " + e.getMessage(), e);
        }
        return Payload.item(checked(encoded, "the encoding of a value of type " + type));
    }

    /** Bytes that are not exactly one item would end the session at the other side. §1.2-3 */
    private static byte[] checked(byte[] encoded, String what) {
        CborReader in = new CborReader().reset(encoded, 0, encoded.length);
        try {
            in.skip(DEPTH);
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(
                    what + " is not a well-formed CBOR item: " + e.getMessage(), e);
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(
                    what
                            + " has "
                            + (encoded.length - in.position())
                            + " bytes after its first CBOR item, expected exactly one item");
        }
        return encoded;
    }

    private static Payload text(String text) {
        byte[] utf8 = Utf8.encode("payload", text);
        byte[] item = new byte[CborWriter.headLength(utf8.length) + utf8.length];
        int at = CborWriter.head(item, 0, CborReader.TEXT, utf8.length);
        System.arraycopy(utf8, 0, item, at, utf8.length);
        return Payload.item(item);
    }

    private static @Nullable Payload scalar(Object value) {
        byte[] item = new byte[CborWriter.MAX_HEAD];
        int end;
        if (value instanceof Boolean bool) {
            item[0] = (byte) (bool ? 0xf5 : 0xf4);
            end = 1;
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            end = CborWriter.integer(item, 0, ((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            end = CborWriter.floating(item, 0, ((Number) value).doubleValue());
        } else {
            return null;
        }
        return Payload.item(Arrays.copyOf(item, end));
    }

    /**
     * Decodes a received payload.
     *
     * @param source holds the item; neither kept nor changed
     * @param offset first byte
     * @param length how long it is: exactly one well-formed item, as {@link
     *     dev.fluxar.message.EnvelopeDecoder} has checked
     * @param type what to read it as: {@code byte[]} takes a byte string only, {@link Cbor} any
     *     item as it is, {@code Void} reads nothing
     * @return null for CBOR null or undefined, but an empty {@code Optional} where that is the type
     * @throws FluxarException INVALID_ARGUMENT when the payload does not fit the type, INTERNAL
     *     when nothing can be read as that type
     */
    public @Nullable Object decode(byte[] source, int offset, int length, Type type) {
        int initial = source[offset] & 0xff;
        if (type == byte[].class && initial >> 5 == CborReader.BYTES) {
            int at = contentOffset(initial, offset);
            if (at >= 0) {
                // Well-formed and exactly one item, so the content reaches to its end.
                return Arrays.copyOfRange(source, at, offset + length);
            }
        }
        if (type == Void.class || type == void.class) {
            return null;
        }
        if (initial == NULL && !needsCodecForNull(type)) {
            return null;
        }
        if (type == Cbor.class) {
            return Cbor.of(Arrays.copyOfRange(source, offset, offset + length));
        }
        if (initial == UNDEFINED && !needsCodecForNull(type)) {
            return null;
        }
        if (type == byte[].class || type == String.class) {
            return string(source, offset, length, type == String.class);
        }
        try {
            return codec.decode(source, offset, length, type);
        } catch (PayloadException e) {
            throw misfit(e.getMessage(), e);
        } catch (RuntimeException | StackOverflowError e) {
            throw failure(ErrorCode.INTERNAL, "payload cannot be read", e);
        }
    }

    /**
     * Finds the content of a byte string.
     *
     * @param source holds an item, as for {@link #decode}
     * @param offset first byte
     * @return where the content begins, up to the item's end; -1 where it is another item, or comes
     *     in chunks
     */
    public static int contentOfBytes(byte[] source, int offset) {
        int initial = source[offset] & 0xff;
        return initial >> 5 == CborReader.BYTES ? contentOffset(initial, offset) : -1;
    }

    /** Where the content of a byte string begins, or -1 when it comes in chunks. */
    private static int contentOffset(int initial, int offset) {
        return switch (initial & 31) {
            case 24 -> offset + 2;
            case 25 -> offset + 3;
            case 26 -> offset + 5;
            case 27 -> offset + 9;
            case 31 -> -1;
            default -> offset + 1;
        };
    }

    /** Primitives refuse null, optionals are empty. */
    private static boolean needsCodecForNull(Type type) {
        Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        if (!(raw instanceof Class<?> c)) {
            return false;
        }
        return c.isPrimitive() || c.getName().startsWith(Optional.class.getName());
    }

    /** A byte string or a text, tagged or in chunks as it may be. */
    private static Object string(byte[] source, int offset, int length, boolean text) {
        CborReader in = new CborReader().reset(source, offset, offset + length);
        try {
            in.skipTags();
            return text ? in.readText("payload") : in.readBytes("payload");
        } catch (ProtocolException e) {
            throw misfit(text ? "expected a text" : "expected a byte string", e);
        }
    }

    private static FluxarException misfit(@Nullable String what, Throwable cause) {
        return failure(ErrorCode.INVALID_ARGUMENT, "payload does not fit: " + what, cause);
    }

    private static FluxarException failure(ErrorCode code, String message, Throwable cause) {
        return new FluxarException(code.code(), message, code.refusalOutcome(), null, null, cause);
    }
}
