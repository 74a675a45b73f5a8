package dev.fluxar.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What moves over encoded CBOR: heads, and skipping of whole items with all checks of RFC 8949 §3
 * and appendix C. §1.2-3
 */
abstract class CborCursor {

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

    private static final byte[] NOTHING = {};

    byte[] buffer = NOTHING;
    int position;
    int end;

    // The head read last.
    int major;
    int info;
    long argument;

    /**
     * Where the next byte is read.
     *
     * @return an index of the array
     */
    public final int position() {
        return position;
    }

    /**
     * Whether bytes are left.
     *
     * @return false at the end
     */
    public final boolean hasRemaining() {
        return position < end;
    }

    /**
     * Moves the cursor.
     *
     * @param newPosition an index of the array
     */
    public final void position(int newPosition) {
        position = newPosition;
    }

    /**
     * The initial byte of the next item.
     *
     * @return 0 to 255
     */
    public final int peek() {
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
    public final int peekMajor() {
        return peek() >> 5;
    }

    /**
     * Whether the next item is null; if so it is read.
     *
     * @return whether
     */
    public final boolean tryNull() {
        if (peek() == 0xf6) {
            position++;
            return true;
        }
        return false;
    }

    /** Reads an item's head into {@link #major}, {@link #info} and {@link #argument}. */
    final void head() {
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
    final int length() {
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
    public final void skip(int depth) {
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
    public final void skipTags() {
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
    final void chunk(int kind) {
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

    final boolean tryBreak() {
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
