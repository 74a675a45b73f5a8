package dev.fluxar.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.transport.WriteBuffer;

/** Writes CBOR items in preferred serialisation (RFC 8949 §4.1), definite lengths. */
public final class CborWriter {

    /** The longest head of an item, in bytes. */
    public static final int MAX_HEAD = 9;

    private CborWriter() {}

    /**
     * Writes an item's head into an array with room for it.
     *
     * @param array to write to
     * @param at first byte
     * @param major 0 to 7
     * @param argument unsigned
     * @return index after the last byte
     */
    public static int head(byte[] array, int at, int major, long argument) {
        int top = major << 5;
        if (argument >= 0 && argument < 24) {
            array[at] = (byte) (top | (int) argument);
            return at + 1;
        }
        return longHead(array, at, top, argument);
    }

    private static int longHead(byte[] array, int at, int top, long argument) {
        if ((argument & ~0xffL) == 0) {
            array[at] = (byte) (top | 24);
            array[at + 1] = (byte) argument;
            return at + 2;
        }
        if ((argument & ~0xffffL) == 0) {
            array[at] = (byte) (top | 25);
            CborReader.SHORTS.set(array, at + 1, (short) argument);
            return at + 3;
        }
        if ((argument & ~0xffff_ffffL) == 0) {
            array[at] = (byte) (top | 26);
            CborReader.INTS.set(array, at + 1, (int) argument);
            return at + 5;
        }
        array[at] = (byte) (top | 27);
        CborReader.LONGS.set(array, at + 1, argument);
        return at + 9;
    }

    /**
     * How long a head is.
     *
     * @param argument unsigned
     * @return 1, 2, 3, 5 or 9 bytes
     */
    public static int headLength(long argument) {
        if (argument >= 0 && argument < 24) {
            return 1;
        }
        if ((argument & ~0xffL) == 0) {
            return 2;
        }
        if ((argument & ~0xffffL) == 0) {
            return 3;
        }
        return (argument & ~0xffff_ffffL) == 0 ? 5 : 9;
    }

    /**
     * Appends a head.
     *
     * @param out to append to
     * @param major 0 to 7
     * @param argument unsigned
     */
    public static void head(WriteBuffer out, int major, long argument) {
        byte[] array = out.reserve(MAX_HEAD);
        out.advance(head(array, out.position(), major, argument));
    }

    /**
     * Appends an integer.
     *
     * @param out to append to
     * @param value signed
     */
    public static void integer(WriteBuffer out, long value) {
        byte[] array = out.reserve(MAX_HEAD);
        out.advance(integer(array, out.position(), value));
    }

    /**
     * Writes an integer.
     *
     * @param array to write to, with room for {@link #MAX_HEAD} bytes
     * @param at first byte
     * @param value signed
     * @return index after the last byte
     */
    public static int integer(byte[] array, int at, long value) {
        return value >= 0
                ? head(array, at, CborReader.UNSIGNED, value)
                : head(array, at, CborReader.NEGATIVE, ~value);
    }

    /**
     * Appends a byte string.
     *
     * @param out to append to
     * @param bytes its content
     */
    public static void bytes(WriteBuffer out, byte[] bytes) {
        head(out, CborReader.BYTES, bytes.length);
        out.write(bytes, 0, bytes.length);
    }

    /**
     * Appends a text string.
     *
     * @param out to append to
     * @param text its content
     */
    public static void text(WriteBuffer out, String text) {
        text(out, text.getBytes(UTF_8));
    }

    /**
     * Appends a text string.
     *
     * @param out to append to
     * @param utf8 its content
     */
    public static void text(WriteBuffer out, byte[] utf8) {
        head(out, CborReader.TEXT, utf8.length);
        out.write(utf8, 0, utf8.length);
    }

    /**
     * Appends a boolean.
     *
     * @param out to append to
     * @param value true or false
     */
    public static void bool(WriteBuffer out, boolean value) {
        out.writeByte(value ? 0xf5 : 0xf4);
    }

    /**
     * Appends null.
     *
     * @param out to append to
     */
    public static void nil(WriteBuffer out) {
        out.writeByte(0xf6);
    }

    /**
     * Appends a double in the shortest of the three float widths that holds it exactly.
     *
     * @param out to append to
     * @param value any
     */
    public static void floating(WriteBuffer out, double value) {
        byte[] array = out.reserve(MAX_HEAD);
        out.advance(floating(array, out.position(), value));
    }

    /**
     * Writes a double in the shortest of the three float widths that holds it exactly.
     *
     * @param array to write to, with room for {@link #MAX_HEAD} bytes
     * @param at first byte
     * @param value any
     * @return index after the last byte
     */
    public static int floating(byte[] array, int at, double value) {
        float single = (float) value;
        if (Double.isNaN(value)) {
            return half(array, at, 0x7e00);
        }
        if (Double.compare(single, value) != 0) {
            array[at] = (byte) 0xfb;
            CborReader.LONGS.set(array, at + 1, Double.doubleToRawLongBits(value));
            return at + 9;
        }
        int half = halfBits(single);
        if (half >= 0) {
            return half(array, at, half);
        }
        array[at] = (byte) 0xfa;
        CborReader.INTS.set(array, at + 1, Float.floatToRawIntBits(single));
        return at + 5;
    }

    private static int half(byte[] array, int at, int bits) {
        array[at] = (byte) 0xf9;
        CborReader.SHORTS.set(array, at + 1, (short) bits);
        return at + 3;
    }

    /** The half-precision bits of a float, or -1 where it has none. */
    private static int halfBits(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int exponent = (bits >>> 23) & 0xff;
        int fraction = bits & 0x7f_ffff;
        if (exponent == 0xff) {
            return fraction == 0 ? sign | 0x7c00 : -1;
        }
        if (exponent == 0 && fraction == 0) {
            return sign;
        }
        int half = exponent - 127 + 15;
        if (half >= 1 && half <= 30) {
            return (fraction & 0x1fff) == 0 ? sign | half << 10 | fraction >>> 13 : -1;
        }
        // Subnormal halves: the implied bit moves into the fraction.
        int shift = 14 - half;
        if (half > 0 || shift > 24) {
            return -1;
        }
        int full = fraction | 0x80_0000;
        return (full & ((1 << shift) - 1)) == 0 ? sign | full >>> shift : -1;
    }
}
