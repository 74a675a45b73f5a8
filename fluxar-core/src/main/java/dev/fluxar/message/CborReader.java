package dev.fluxar.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A cursor over encoded CBOR (RFC 8949) that checks well-formedness to the letter: preferred or
 * not, definite or indefinite. Reusable, not thread-safe.
 */
public final class CborReader {

    /** Major type 0. */
    public static final int UNSIGNED = 0;

    /** Major type 1. */
    public static final int NEGATIVE = 1;

    /** Major type 2. */
    public static final int BYTES = 2;

    /** Major type 3. */
    public static final int TEXT = 3;

    /** Major type 4. */
    public static final int ARRAY = 4;

    /** Major type 5. */
    public static final int MAP = 5;

    /** Major type 6. */
    public static final int TAG = 6;

    /** Major type 7: simple values and floats. */
    public static final int SIMPLE = 7;

    /** How deep arrays, maps and tags may nest, the envelope's array included. §1.2-4 */
    public static final int MAX_DEPTH = 64;

    static final byte NULL = (byte) 0xf6;
    static final int INDEFINITE = 31;

    static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] buffer = new byte[0];
    private int position;
    private int end;

    // The head read last.
    private int major;
    private int info;
    private long argument;

    /**
     * Starts over.
     *
     * @param source holds the bytes
     * @param offset first byte
     * @param limit index after the last byte
     * @return this
     */
    public CborReader reset(byte[] source, int offset, int limit) {
        buffer = source;
        position = offset;
        end = limit;
        return this;
    }

    /**
     * Where the next byte is read.
     *
     * @return an index of the array
     */
    public int position() {
        return position;
    }

    /**
     * Whether bytes are left.
     *
     * @return false at the end
     */
    public boolean hasRemaining() {
        return position < end;
    }

    /**
     * Moves the cursor.
     *
     * @param newPosition an index of the array
     */
    public void position(int newPosition) {
        position = newPosition;
    }

    /**
     * The initial byte of the next item.
     *
     * @return 0 to 255
     */
    public int peek() {
        if (position >= end) {
            throw ProtocolException.malformed("input ended where an item was expected");
        }
        return buffer[position] & 0xff;
    }

    /**
     * The major type of the next item.
     *
     * @return 0 to 7
     */
    public int peekMajor() {
        return peek() >> 5;
    }

    /**
     * Whether the next item is null; if so it is read.
     *
     * @return whether
     */
    public boolean tryNull() {
        if (peek() == 0xf6) {
            position++;
            return true;
        }
        return false;
    }

    /** Reads an item's head into {@link #major}, {@link #info} and {@link #argument}. */
    private void head() {
        int initial = peek();
        position++;
        major = initial >> 5;
        info = initial & 31;
        switch (info) {
            case 24 -> argument = buffer[need(1)] & 0xff;
            case 25 -> argument = (short) SHORTS.get(buffer, need(2)) & 0xffff;
            case 26 -> argument = (int) INTS.get(buffer, need(4)) & 0xffff_ffffL;
            case 27 -> argument = (long) LONGS.get(buffer, need(8));
            case 28, 29, 30 ->
                    throw ProtocolException.malformed(
                            "initial byte 0x" + Integer.toHexString(initial) + " is reserved");
            case INDEFINITE -> {
                if (major == UNSIGNED || major == NEGATIVE || major == TAG) {
                    throw ProtocolException.malformed(
                            "initial byte 0x"
                                    + Integer.toHexString(initial)
                                    + ": major type "
                                    + major
                                    + " has no indefinite length");
                }
                argument = 0;
            }
            default -> argument = info;
        }
    }

    private int need(int bytes) {
        int at = position;
        if (end - at < bytes) {
            throw ProtocolException.malformed("input ended within the head of an item");
        }
        position = at + bytes;
        return at;
    }

    /** The argument as a length within the input. */
    private int length() {
        if (argument < 0 || argument > end - position) {
            throw ProtocolException.malformed(
                    "string of "
                            + Long.toUnsignedString(argument)
                            + " bytes announced, "
                            + (end - position)
                            + " left");
        }
        return (int) argument;
    }

    /**
     * Skips one item of any kind and checks that it is well-formed.
     *
     * @param depth how deep it may nest: 0 for no array, map or tag at all
     * @throws ProtocolException when it is not
     */
    public void skip(int depth) {
        head();
        switch (major) {
            case UNSIGNED, NEGATIVE -> {}
            case BYTES, TEXT -> skipString();
            case ARRAY, MAP -> skipContainer(depth);
            case TAG -> skip(inner(depth));
            default -> skipSimple();
        }
    }

    /** Skips the tags in front of an item, if there are any. */
    public void skipTags() {
        while (peekMajor() == TAG) {
            head();
        }
    }

    private static int inner(int depth) {
        if (depth == 0) {
            throw ProtocolException.malformed("nesting deeper than " + MAX_DEPTH + " levels");
        }
        return depth - 1;
    }

    private void skipString() {
        if (info != INDEFINITE) {
            position += length();
            return;
        }
        int kind = major;
        while (!tryBreak()) {
            chunk(kind);
            position += length();
        }
    }

    /** Reads the head of a chunk of an indefinite-length string. */
    private void chunk(int kind) {
        head();
        if (major != kind || info == INDEFINITE) {
            throw ProtocolException.malformed(
                    "chunk of major type "
                            + major
                            + (info == INDEFINITE ? " and indefinite length" : "")
                            + " within a string of major type "
                            + kind);
        }
    }

    private boolean tryBreak() {
        if (peek() == 0xff) {
            position++;
            return true;
        }
        return false;
    }

    private void skipContainer(int depth) {
        int inner = inner(depth);
        boolean map = major == MAP;
        if (info == INDEFINITE) {
            while (!tryBreak()) {
                skip(inner);
                if (map) {
                    skip(inner);
                }
            }
            return;
        }
        long items = argument;
        // Every item takes a byte at least: a count beyond that is told at once.
        if (items < 0 || items > end - position || (map && items * 2 > end - position)) {
            throw ProtocolException.malformed(
                    (map ? "map of " : "array of ")
                            + Long.toUnsignedString(items)
                            + " entries announced, "
                            + (end - position)
                            + " bytes left");
        }
        for (long left = map ? items * 2 : items; left > 0; left--) {
            skip(inner);
        }
    }

    private void skipSimple() {
        if (info == INDEFINITE) {
            throw ProtocolException.malformed("break outside an indefinite-length item");
        }
        if (info == 24 && argument < 32) {
            throw ProtocolException.malformed("simple value " + argument + " in two bytes");
        }
    }

    /**
     * Reads an unsigned integer.
     *
     * @param what names the item in the error
     * @return the value as an unsigned long
     */
    public long readUnsigned(String what) {
        expect(UNSIGNED, what);
        head();
        return argument;
    }

    /**
     * Reads an unsigned integer that is a duration, a size or a count: it never wraps. §1.2-10
     *
     * @param what names the item in the error
     * @param greatest stands for anything greater
     * @return 0 to {@code greatest}
     */
    public long readAtMost(String what, long greatest) {
        long value = readUnsigned(what);
        return value < 0 || value > greatest ? greatest : value;
    }

    /**
     * Reads any one item as it is.
     *
     * @param depth how deep it may nest
     * @return a copy of the encoded item
     */
    public byte[] readItem(int depth) {
        int from = position;
        skip(depth);
        return Arrays.copyOfRange(buffer, from, position);
    }

    /**
     * Reads a negative integer: a {@code Long}, or a {@code BigInteger} where that is too small.
     */
    Number readNegative() {
        expect(NEGATIVE, "value");
        head();
        return argument >= 0
                ? (Number) Long.valueOf(~argument)
                : new BigInteger(Long.toUnsignedString(argument)).not();
    }

    /** Reads a tag's head; the cursor stands at the tagged item then. */
    long readTag() {
        expect(TAG, "value");
        head();
        return argument;
    }

    /**
     * Reads an array's head.
     *
     * @param what names the item in the error
     * @return the number of items, or -1 when they end with a break ({@link #atBreak})
     */
    public int readArray(String what) {
        return readContainer(ARRAY, what);
    }

    /**
     * Reads a map's head.
     *
     * @param what names the item in the error
     * @return the number of entries, or -1 when they end with a break ({@link #atBreak})
     */
    public int readMap(String what) {
        return readContainer(MAP, what);
    }

    private int readContainer(int kind, String what) {
        expect(kind, what);
        head();
        if (info == INDEFINITE) {
            return -1;
        }
        if (argument < 0 || argument > end - position) {
            throw ProtocolException.malformed(
                    what
                            + " of "
                            + Long.toUnsignedString(argument)
                            + " entries announced, "
                            + (end - position)
                            + " bytes left");
        }
        return (int) argument;
    }

    /**
     * Whether an indefinite-length container ends here; if so the break is read.
     *
     * @return whether
     */
    public boolean atBreak() {
        return tryBreak();
    }

    /**
     * Whether another entry of a container follows; reads the break where one ends it.
     *
     * @param size what {@link #readArray} or {@link #readMap} returned
     * @param index how many entries were read
     * @return whether
     */
    public boolean more(int size, int index) {
        return size < 0 ? !tryBreak() : index < size;
    }

    /**
     * Reads a byte string.
     *
     * @param what names the item in the error
     * @return a copy of its bytes
     */
    public byte[] readBytes(String what) {
        return string(BYTES, what);
    }

    /**
     * Reads a text string.
     *
     * @param what names the item in the error
     * @return the text
     * @throws ProtocolException when it is none, or no UTF-8
     */
    public String readText(String what) {
        byte[] bytes = string(TEXT, what);
        return utf8(bytes, 0, bytes.length, what);
    }

    /**
     * Decodes UTF-8 strictly.
     *
     * @param source holds the bytes
     * @param offset first byte
     * @param length number of bytes
     * @param what names the item in the error
     * @return the text
     */
    static String utf8(byte[] source, int offset, int length, String what) {
        requireUtf8(source, offset, length, what);
        return new String(source, offset, length, UTF_8);
    }

    /** §1.2-5 */
    static void requireUtf8(byte[] source, int offset, int length, String what) {
        if (!isUtf8(source, offset, offset + length)) {
            throw ProtocolException.malformed(what + " is not valid UTF-8");
        }
    }

    /** Whether bytes are UTF-8 by RFC 3629: shortest forms, no surrogates, up to U+10FFFF. */
    static boolean isUtf8(byte[] source, int from, int limit) {
        int at = from;
        while (at < limit) {
            int first = source[at++];
            if (first >= 0) {
                continue;
            }
            first &= 0xff;
            int more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
            if (first < 0xc2 || first > 0xf4 || limit - at < more) {
                return false;
            }
            int second = source[at] & 0xff;
            int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
            int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
            if (second < least || second > most) {
                return false;
            }
            for (int i = 1; i < more; i++) {
                if ((source[at + i] & 0xc0) != 0x80) {
                    return false;
                }
            }
            at += more;
        }
        return true;
    }

    /** Reads a text string and tells whether it has these bytes. */
    boolean readTextIs(byte[] utf8) {
        int length = tryDefinite(TEXT);
        if (length < 0) {
            return Arrays.equals(string(TEXT, "key"), utf8);
        }
        int from = position;
        position += length;
        return Arrays.equals(buffer, from, position, utf8, 0, utf8.length);
    }

    /** The content of a string, its chunks joined; each chunk of a text is UTF-8 by itself. */
    byte[] string(int kind, String what) {
        expect(kind, what);
        head();
        if (info != INDEFINITE) {
            int from = position;
            position += length();
            return Arrays.copyOfRange(buffer, from, position);
        }
        int first = position;
        int total = 0;
        while (!tryBreak()) {
            chunk(kind);
            int length = length();
            if (kind == TEXT) {
                requireUtf8(buffer, position, length, what);
            }
            total += length;
            position += length;
        }
        int after = position;
        byte[] joined = new byte[total];
        position = first;
        for (int at = 0; at < total; ) {
            head();
            int length = (int) argument;
            System.arraycopy(buffer, position, joined, at, length);
            at += length;
            position += length;
        }
        position = after;
        return joined;
    }

    private void expect(int kind, String what) {
        if (peekMajor() != kind) {
            throw ProtocolException.malformed(
                    what + " is " + describe(peek()) + ", expected " + describe(kind << 5));
        }
    }

    /**
     * Reads a definite-length string's head in place.
     *
     * @param kind {@link #BYTES} or {@link #TEXT}, which the caller has checked
     * @return the length, with the cursor at the first byte; -1 when the length is indefinite, with
     *     the cursor unmoved
     */
    int tryDefinite(int kind) {
        int start = position;
        head();
        if (info == INDEFINITE) {
            position = start;
            return -1;
        }
        return length();
    }

    /**
     * Names the kind of item that an initial byte begins.
     *
     * @param initial 0 to 255
     * @return for example {@code a text string}
     */
    static String describe(int initial) {
        return switch (initial >> 5) {
            case UNSIGNED -> "an unsigned integer";
            case NEGATIVE -> "a negative integer";
            case BYTES -> "a byte string";
            case TEXT -> "a text string";
            case ARRAY -> "an array";
            case MAP -> "a map";
            case TAG -> "a tagged item";
            default -> initial == 0xf6 ? "null" : "a simple value or float";
        };
    }
}
