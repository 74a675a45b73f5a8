package dev.fluxar.transport;

import java.util.Arrays;

/**
 * A growable, reusable buffer that a layer encodes into and a transport drains. Large byte arrays
 * are spliced in by reference, so that a payload is copied once only: by the transport.
 *
 * <p>Encoders reserve room with {@link #reserve}, write into {@link #array} and publish with {@link
 * #advance}; that keeps the hot path free of bounds checks of our own. Not thread-safe: confined to
 * the loop of the session that fills it.
 */
public final class WriteBuffer {

    /** Arrays at least this long (bytes) are worth referencing rather than copying. */
    public static final int SPLICE_THRESHOLD = 4096;

    /** What {@link #clear} lets the array keep (bytes): one burst must not pin memory for ever. */
    private static final int RETAINED = 256 * 1024;

    private static final byte[][] NO_ARRAYS = {};
    private static final int[] NO_INTS = {};

    private byte[] array;
    private int position;

    // Splice i sits before array[spliceAt[i]]; kept in order of position.
    private byte[][] spliceArray = NO_ARRAYS;
    private int[] spliceAt = NO_INTS;
    private int[] spliceOffset = NO_INTS;
    private int[] spliceLength = NO_INTS;
    private int splices;
    private int splicedBytes;

    /**
     * Creates an empty buffer.
     *
     * @param initialCapacity bytes, at least 16
     */
    public WriteBuffer(int initialCapacity) {
        this.array = new byte[Math.max(16, initialCapacity)];
    }

    /** Receives a buffer's content as consecutive segments, in order. */
    @FunctionalInterface
    public interface SegmentConsumer {
        /**
         * Takes one segment; it must be consumed before this returns.
         *
         * @param source array that holds the segment
         * @param offset first byte
         * @param length number of bytes, at least 1
         */
        void segment(byte[] source, int offset, int length);
    }

    /**
     * Makes sure that {@code bytes} more fit behind {@link #position}.
     *
     * @param bytes how many
     * @return the array to write to; stale after the next {@code reserve}
     */
    public byte[] reserve(int bytes) {
        if (array.length - position < bytes) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, position + bytes));
        }
        return array;
    }

    /**
     * The array being written to.
     *
     * @return the current array; stale after the next {@link #reserve}
     */
    public byte[] array() {
        return array;
    }

    /**
     * Where the next byte goes in {@link #array}: splices do not move it.
     *
     * @return index of the next byte
     */
    public int position() {
        return position;
    }

    /**
     * Publishes bytes written behind {@link #position}.
     *
     * @param newPosition the index after the last byte written
     */
    public void advance(int newPosition) {
        position = newPosition;
    }

    /**
     * Bytes held, spliced ones included.
     *
     * @return the total length in bytes
     */
    public int length() {
        return position + splicedBytes;
    }

    /**
     * Appends a byte.
     *
     * @param value its low eight bits count
     */
    public void writeByte(int value) {
        reserve(1)[position++] = (byte) value;
    }

    /**
     * Appends bytes: by reference when there are {@link #SPLICE_THRESHOLD} or more of them, in
     * which case they must not change until the buffer is drained.
     *
     * @param source where they are
     * @param offset first byte
     * @param length how many
     */
    public void write(byte[] source, int offset, int length) {
        if (length >= SPLICE_THRESHOLD) {
            splice(source, offset, length);
        } else {
            System.arraycopy(source, offset, reserve(length), position, length);
            position += length;
        }
    }

    private void splice(byte[] source, int offset, int length) {
        if (splices == spliceAt.length) {
            int grown = Math.max(4, splices * 2); // Most buffers are never spliced into.
            spliceArray = Arrays.copyOf(spliceArray, grown);
            spliceAt = Arrays.copyOf(spliceAt, grown);
            spliceOffset = Arrays.copyOf(spliceOffset, grown);
            spliceLength = Arrays.copyOf(spliceLength, grown);
        }
        spliceArray[splices] = source;
        spliceAt[splices] = position;
        spliceOffset[splices] = offset;
        spliceLength[splices] = length;
        splices++;
        splicedBytes += length;
    }

    /**
     * Hands the content over in order.
     *
     * @param consumer called once per segment
     */
    public void forEachSegment(SegmentConsumer consumer) {
        int from = 0;
        for (int i = 0; i < splices; i++) {
            if (spliceAt[i] > from) {
                consumer.segment(array, from, spliceAt[i] - from);
                from = spliceAt[i];
            }
            consumer.segment(spliceArray[i], spliceOffset[i], spliceLength[i]);
        }
        if (position > from) {
            consumer.segment(array, from, position - from);
        }
    }

    /**
     * Hands the end of the content over in order, apart what the buffer holds itself, and loses
     * with {@link #clear}, and what it refers to.
     *
     * @param from how many bytes at the beginning are left out; what is written at once is left out
     *     as a whole or not at all
     * @param own called once per segment that the buffer holds
     * @param spliced called once per segment that was spliced in
     */
    public void forEachSegment(int from, SegmentConsumer own, SegmentConsumer spliced) {
        int first = splices;
        int before = splicedBytes;
        while (first > 0 && spliceAt[first - 1] + before - spliceLength[first - 1] >= from) {
            before -= spliceLength[--first];
        }
        int at = from - before;
        for (int i = first; i < splices; i++) {
            if (spliceAt[i] > at) {
                own.segment(array, at, spliceAt[i] - at);
                at = spliceAt[i];
            }
            spliced.segment(spliceArray[i], spliceOffset[i], spliceLength[i]);
        }
        if (position > at) {
            own.segment(array, at, position - at);
        }
    }

    /**
     * A copy of the content as one array.
     *
     * @return {@link #length} bytes
     */
    public byte[] toByteArray() {
        return toByteArray(0);
    }

    /**
     * A copy of the end of the content as one array.
     *
     * @param from how many bytes at the beginning are left out, 0 to {@link #length}
     * @return the others
     */
    public byte[] toByteArray(int from) {
        byte[] copy = new byte[length() - from];
        int[] at = {-from};
        forEachSegment(
                (source, offset, length) -> {
                    int skipped = Math.min(length, Math.max(0, -at[0]));
                    if (skipped < length) {
                        System.arraycopy(
                                source, offset + skipped, copy, at[0] + skipped, length - skipped);
                    }
                    at[0] += length;
                });
        return copy;
    }

    /** Empties the buffer for reuse, forgets spliced arrays and gives an outsized array back. */
    public void clear() {
        Arrays.fill(spliceArray, 0, splices, null);
        splices = 0;
        splicedBytes = 0;
        position = 0;
        if (array.length > RETAINED) {
            array = new byte[RETAINED];
        }
    }
}
