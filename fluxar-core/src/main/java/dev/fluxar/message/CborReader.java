package dev.fluxar.message;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A cursor over encoded CBOR (RFC 8949) that checks well-formedness to the letter: preferred or
 * not, definite or indefinite (§1.2-2). Reusable, not thread-safe.
 */
public final class CborReader extends CborCursor {

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
        expect(TEXT, what);
        int length = tryDefinite(TEXT);
        if (length < 0) {
            byte[] joined = string(TEXT, what);
            return Utf8.decode(joined, 0, joined.length, what);
        }
        int from = position;
        position += length;
        return Utf8.decode(buffer, from, length, what);
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
                Utf8.require(buffer, position, length, what);
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
    public int tryDefinite(int kind) {
        int start = position;
        head();
        if (info == INDEFINITE) {
            position = start;
            return -1;
        }
        return length();
    }
}
