package dev.fluxar.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Cbor;
import dev.fluxar.Credit;
import dev.fluxar.transport.WriteBuffer;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The meta field of a received envelope: an encoded map with text keys (spec §3). Immutable. */
public final class Meta {

    private final byte[] encoded;

    /**
     * Wraps an encoded map.
     *
     * @param encoded well-formed, keys checked; not copied
     */
    public Meta(byte[] encoded) {
        this.encoded = encoded;
    }

    /**
     * Reads an unsigned integer.
     *
     * @param key of the map
     * @return -1 when absent or null; {@link Long#MAX_VALUE} for anything larger
     * @throws IllegalArgumentException when the value is of another kind
     */
    public long unsigned(String key) {
        CborReader in = find(key);
        if (in == null || in.tryNull()) {
            return -1;
        }
        if (in.peekMajor() != CborReader.UNSIGNED) {
            throw wrong(key, in, "an unsigned integer");
        }
        long value = in.readUnsigned(key);
        return value < 0 ? Long.MAX_VALUE : value;
    }

    /**
     * Reads a boolean.
     *
     * @param key of the map
     * @return false when absent or null
     * @throws IllegalArgumentException when the value is of another kind
     */
    public boolean bool(String key) {
        CborReader in = find(key);
        if (in == null || in.tryNull()) {
            return false;
        }
        int initial = in.peek();
        if (initial != 0xf4 && initial != 0xf5) {
            throw wrong(key, in, "true or false");
        }
        return initial == 0xf5;
    }

    /**
     * Reads a text.
     *
     * @param key of the map
     * @return null when absent or null
     * @throws IllegalArgumentException when the value is of another kind, or no UTF-8
     */
    public @Nullable String text(String key) {
        CborReader in = find(key);
        if (in == null || in.tryNull()) {
            return null;
        }
        if (in.peekMajor() != CborReader.TEXT) {
            throw wrong(key, in, "a text string");
        }
        try {
            return in.readText("meta key '" + key + "'");
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static IllegalArgumentException wrong(String key, CborReader in, String expected) {
        return new IllegalArgumentException(
                "meta key '"
                        + key
                        + "' is "
                        + CborReader.describe(in.peek())
                        + ", expected "
                        + expected);
    }

    private @Nullable CborReader find(String key) {
        CborReader in = new CborReader().reset(encoded, 0, encoded.length);
        byte[] utf8 = key.getBytes(UTF_8);
        int size = in.readMap("meta");
        for (int i = 0; in.more(size, i); i++) {
            if (in.readTextIs(utf8)) {
                return in;
            }
            in.skip(CborReader.MAX_DEPTH);
        }
        return null;
    }

    /**
     * All of it as Java values. §3.1-4
     *
     * @return in the order received: {@code String}, {@code Long}, {@code BigInteger}, {@code
     *     Boolean}, {@code Double}, {@code byte[]}, otherwise {@link Cbor}, as text that is no
     *     UTF-8 is too (§1.2-9); nulls are left out. Unmodifiable
     */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        CborReader in = new CborReader().reset(encoded, 0, encoded.length);
        int size = in.readMap("meta");
        for (int i = 0; in.more(size, i); i++) {
            String key = in.readText("key");
            if (!in.tryNull()) {
                map.put(key, value(in));
            }
        }
        return Collections.unmodifiableMap(map);
    }

    private Object value(CborReader in) {
        int initial = in.peek();
        return switch (initial >> 5) {
            case CborReader.UNSIGNED -> {
                long value = in.readUnsigned("value");
                yield value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
            }
            case CborReader.NEGATIVE -> in.readNegative();
            case CborReader.BYTES -> in.readBytes("value");
            case CborReader.TEXT -> text(in);
            default -> other(initial, in.position(), in.readItem(CborReader.MAX_DEPTH));
        };
    }

    private static Object text(CborReader in) {
        int from = in.position();
        try {
            return in.readText("value");
        } catch (ProtocolException e) {
            in.position(from);
            return Cbor.of(in.readItem(CborReader.MAX_DEPTH));
        }
    }

    private Object other(int initial, int from, byte[] item) {
        return switch (initial) {
            case 0xf4, 0xf5 -> initial == 0xf5;
            case 0xf9 -> halfToDouble((short) CborReader.SHORTS.get(encoded, from + 1));
            case 0xfa ->
                    (double) Float.intBitsToFloat((int) CborReader.INTS.get(encoded, from + 1));
            case 0xfb -> Double.longBitsToDouble((long) CborReader.LONGS.get(encoded, from + 1));
            default -> Cbor.of(item);
        };
    }

    static double halfToDouble(short bits) {
        int exponent = (bits >> 10) & 31;
        int fraction = bits & 1023;
        double size;
        if (exponent == 0) {
            size = fraction * 0x1p-24;
        } else if (exponent == 31) {
            size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            size = Math.scalb(1024.0 + fraction, exponent - 25);
        }
        return bits < 0 ? -size : size;
    }

    /** Collects keys and values and encodes them. Not thread-safe. */
    public static final class Builder {

        private final WriteBuffer entries = new WriteBuffer(64);
        private final java.util.Set<String> keys = new java.util.HashSet<>(4);

        /**
         * Adds an entry.
         *
         * @param key not given before
         * @param value a {@code String}, integer, {@code Boolean}, {@code Double} or {@code byte[]}
         * @return this
         * @throws IllegalArgumentException when a key comes twice, there are too many, the value is
         *     of another type, or a text has no encoding; nothing is added then
         */
        public Builder put(String key, Object value) {
            byte[] utf8 = Utf8.encode("meta key", key);
            if (keys.contains(key)) {
                throw new IllegalArgumentException("meta key '" + key + "' is given twice");
            }
            if (keys.size() == ProtocolMap.MAX_KEYS) {
                throw new IllegalArgumentException(
                        "more meta keys than the " + ProtocolMap.MAX_KEYS + " allowed");
            }
            if (value instanceof String text) {
                byte[] content = Utf8.encode(named(key), text);
                CborWriter.text(entries, utf8);
                CborWriter.text(entries, content);
            } else if (Names.isTraceKey(key)) {
                throw wrongType(named(key), value, "String"); // §3.1-1
            } else if (value instanceof Boolean bool) {
                CborWriter.text(entries, utf8);
                CborWriter.bool(entries, bool);
            } else if (value instanceof byte[] bytes) {
                CborWriter.text(entries, utf8);
                CborWriter.bytes(entries, bytes);
            } else if (value instanceof Double || value instanceof Float) {
                CborWriter.text(entries, utf8);
                CborWriter.floating(entries, ((Number) value).doubleValue());
            } else if (value instanceof Long
                    || value instanceof Integer
                    || value instanceof Short
                    || value instanceof Byte) {
                CborWriter.text(entries, utf8);
                CborWriter.integer(entries, ((Number) value).longValue());
            } else {
                throw wrongType(named(key), value, "String, integer, Boolean, Double or byte[]");
            }
            keys.add(key);
            return this;
        }

        private static String named(String key) {
            return "meta key '" + key + "'";
        }

        /**
         * Adds credit.
         *
         * @param key not given before
         * @param credit any
         * @return this
         */
        public Builder credit(String key, Credit credit) {
            CborWriter.text(entries, Utf8.encode("meta key", key));
            CreditCodec.write(entries, credit);
            keys.add(key);
            return this;
        }

        private static IllegalArgumentException wrongType(
                String what, @Nullable Object value, String expected) {
            return new IllegalArgumentException(
                    what
                            + " has a value of type "
                            + (value == null ? "null" : value.getClass().getName())
                            + ", expected "
                            + expected);
        }

        /**
         * Whether nothing was added.
         *
         * @return true when the field would be an empty map
         */
        public boolean isEmpty() {
            return keys.isEmpty();
        }

        /**
         * The encoded map.
         *
         * @return never null
         */
        public byte[] encode() {
            WriteBuffer out = new WriteBuffer(entries.length() + 3);
            CborWriter.head(out, CborReader.MAP, keys.size());
            byte[] bytes = entries.toByteArray();
            out.write(bytes, 0, bytes.length);
            return out.toByteArray();
        }
    }
}
