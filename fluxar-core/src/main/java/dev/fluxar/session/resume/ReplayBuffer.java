package dev.fluxar.session.resume;

import dev.fluxar.transport.WriteBuffer;

/**
 * The tracked envelopes that were written and that the other side is not known to have received
 * (spec §9.9), oldest first, each as it was written. It gives them their numbers (spec §9.7).
 *
 * <p>Short pieces are copied into chunks, which are given back as acks come; long arrays are kept
 * by reference, unless that would keep far more alive than it counts. What is kept is bounded by
 * {@link #fits}, which the writer asks first. Not thread-safe.
 */
public final class ReplayBuffer {

    /** By how much verbs may exceed the bound, in bytes. §9.9-2 */
    public static final int VERB_ALLOWANCE = 65_536;

    /** Of copied pieces, in bytes. */
    static final int CHUNK = 16 * 1024;

    /** How many entries the ring has room for once it has any. */
    private static final int LEAST = 16;

    private static final byte[][] NO_ARRAYS = new byte[0][];
    private static final int[] NO_ENTRIES = new int[0];
    private static final long[] NO_POSITIONS = new long[0];

    private final long limit;
    private final WriteBuffer.SegmentConsumer copying = this::copy;
    private final WriteBuffer.SegmentConsumer referring = this::refer;

    /** The number given last. */
    private long written;

    /** The highest number that the other side has received. */
    private long acked;

    /** Length of everything kept, in bytes. */
    private long kept;

    // A ring: how much of each entry is copied. The first entry has the number acked + 1.
    private int[] copied = NO_ENTRIES;
    private int firstEntry;
    private int entries;

    // A ring of chunks. Positions count the copied bytes from the session's beginning.
    private byte[][] chunks = NO_ARRAYS;
    private int firstChunk;
    private int chunkCount;
    private long firstChunkAt;
    private long start;
    private long end;

    // A ring: what is kept by reference, each before the copied byte at its position. An envelope
    // begins with a byte that is copied, so that no position is that of two entries.
    private byte[][] referred = NO_ARRAYS;
    private long[] referredAt = NO_POSITIONS;
    private int[] referredOffset = NO_ENTRIES;
    private int[] referredLength = NO_ENTRIES;
    private int firstReferred;
    private int referredCount;

    /** How many references were given back. */
    private long referencesGone;

    private final Expiries expiries = new Expiries();

    private final Nulls nulls = new Nulls();

    /**
     * Starts with nothing kept.
     *
     * @param limit bytes of envelopes that may be kept
     */
    public ReplayBuffer(long limit) {
        this.limit = limit;
    }

    // Getters

    /**
     * The number given last.
     *
     * @return 0 before the first
     */
    public long written() {
        return written;
    }

    /**
     * The highest number that the other side is known to have received.
     *
     * @return 0 for nothing
     */
    public long acked() {
        return acked;
    }

    /**
     * Whether nothing is kept.
     *
     * @return whether
     */
    public boolean isEmpty() {
        return entries == 0;
    }

    /**
     * How long the envelopes kept are together. §9.9-2
     *
     * @return bytes
     */
    public long kept() {
        return kept;
    }

    /**
     * What is reserved for them: chunks, rings and arrays referred to.
     *
     * @return bytes, without what objects take
     */
    public long reserved() {
        long bytes = 4L * copied.length + 20L * referred.length + (long) CHUNK * chunkCount;
        bytes += expiries.reserved();
        for (int i = 0; i < referredCount; i++) {
            bytes += referred[ring(firstReferred + i, referred.length)].length;
        }
        return bytes;
    }

    /**
     * Whether an envelope may be written now. §9.9-2
     *
     * @param bound its length in bytes at most
     * @param verb whether it is one of those that may exceed the bound
     * @return whether; true where nothing is kept, because no envelope is longer than half of what
     *     may be kept (§9.9-5), whatever its bound
     */
    public boolean fits(int bound, boolean verb) {
        return bound <= limit - kept + (verb ? VERB_ALLOWANCE : 0) || entries == 0;
    }

    /**
     * Whether any envelope may be written now, whatever its length. §9.9-5
     *
     * @return whether half of what may be kept is free
     */
    public boolean fitsAny() {
        return kept <= limit / 2;
    }

    // What happens

    /**
     * Gives an envelope the next number and keeps it. §9.7-1 §9.9-1
     *
     * @param out ends with the envelope
     * @param from how many bytes stand before it
     */
    public void keep(WriteBuffer out, int from) {
        written++;
        long before = end;
        kept += out.length() - from;
        out.forEachSegment(from, copying, referring);
        if (entries == copied.length) {
            int[] grown = new int[Math.max(LEAST, 2 * entries)];
            for (int i = 0; i < entries; i++) {
                grown[i] = copied[ring(firstEntry + i, entries)];
            }
            copied = grown;
            firstEntry = 0;
        }
        copied[ring(firstEntry + entries++, copied.length)] = (int) (end - before);
    }

    /**
     * The envelope that was kept last states how long it may take. §9.13-3
     *
     * @param at when it expires, in nanoseconds
     */
    public void expires(long at) {
        expiries.add(written, at);
    }

    Expiries expiries() {
        return expiries;
    }

    Nulls nulls() {
        return nulls;
    }

    /**
     * The other side has received everything up to a number: that is kept no longer. §9.8-5 §9.8-7
     *
     * @param number not greater than {@link #written}; without effect unless greater than {@link
     *     #acked}
     */
    public void ack(long number) {
        while (acked < number) {
            acked++;
            start += copied[firstEntry];
            kept -= copied[firstEntry];
            firstEntry = ring(firstEntry + 1, copied.length);
            entries--;
            while (referredCount > 0 && referredAt[firstReferred] <= start) {
                kept -= referredLength[firstReferred];
                referred[firstReferred] = null;
                firstReferred = ring(firstReferred + 1, referred.length);
                referredCount--;
                referencesGone++;
            }
        }
        expiries.forget(acked);
        nulls.forget(acked);
        if (entries == 0) {
            reset();
        }
        while (chunkCount > 0 && start - firstChunkAt >= CHUNK) {
            chunks[firstChunk] = null;
            firstChunk = ring(firstChunk + 1, chunks.length);
            chunkCount--;
            firstChunkAt += CHUNK;
        }
    }

    /** Nothing is kept: all is given back, so that an idle session costs little. */
    private void reset() {
        firstChunkAt = start;
        firstChunk = 0;
        chunkCount = 0;
        chunks = NO_ARRAYS;
        firstEntry = 0;
        copied = NO_ENTRIES;
        if (referred.length > 0) {
            rings(0);
        }
    }

    private void copy(byte[] source, int offset, int length) {
        int at = offset;
        int left = length;
        while (left > 0) {
            int used = (int) (end - firstChunkAt);
            if (used == chunkCount * CHUNK) {
                addChunk();
            }
            byte[] chunk = chunks[ring(firstChunk + used / CHUNK, chunks.length)];
            int moved = Math.min(left, CHUNK - used % CHUNK);
            System.arraycopy(source, at, chunk, used % CHUNK, moved);
            end += moved;
            at += moved;
            left -= moved;
        }
    }

    private void addChunk() {
        if (chunkCount == chunks.length) {
            byte[][] grown = new byte[Math.max(2, 2 * chunkCount)][];
            for (int i = 0; i < chunkCount; i++) {
                grown[i] = chunks[ring(firstChunk + i, chunkCount)];
            }
            chunks = grown;
            firstChunk = 0;
        }
        chunks[ring(firstChunk + chunkCount++, chunks.length)] = new byte[CHUNK];
    }

    /** A piece of a much longer array is copied: the array would stay alive for its sake. */
    private void refer(byte[] source, int offset, int length) {
        if (length < source.length / 2) {
            copy(source, offset, length);
            return;
        }
        if (referredCount == referred.length) {
            rings(Math.max(2, 2 * referredCount));
        }
        int at = ring(firstReferred + referredCount++, referred.length);
        referred[at] = source;
        referredAt[at] = end;
        referredOffset[at] = offset;
        referredLength[at] = length;
    }

    /** Moves what is referred to into rings of another size. */
    private void rings(int size) {
        byte[][] sources = new byte[size][];
        long[] positions = new long[size];
        int[] offsets = new int[size];
        int[] lengths = new int[size];
        for (int i = 0; i < referredCount; i++) {
            int from = ring(firstReferred + i, referred.length);
            sources[i] = referred[from];
            positions[i] = referredAt[from];
            offsets[i] = referredOffset[from];
            lengths[i] = referredLength[from];
        }
        referred = sources;
        referredAt = positions;
        referredOffset = offsets;
        referredLength = lengths;
        firstReferred = 0;
    }

    private static int ring(int index, int size) {
        return index >= size ? index - size : index;
    }

    // For replays

    /**
     * Begins to go through what is kept, from the first on.
     *
     * @return stays right while acks come
     */
    public Walk walk() {
        return new Walk();
    }

    /** Goes through what is kept, in the order of the numbers. */
    public final class Walk {

        /** The present number. */
        private long number = acked + 1;

        private long position = start;
        private long reference = referencesGone;

        private Walk() {}

        /**
         * The present number.
         *
         * @return greater than {@link #written} behind the last
         */
        public long number() {
            if (number <= acked) { // Acked meanwhile.
                number = acked + 1;
                position = start;
                reference = referencesGone;
            }
            return number;
        }

        private int copied() {
            int index = Math.toIntExact(number() - acked - 1);
            return copied[ring(firstEntry + index, copied.length)];
        }

        /**
         * Hands the present envelope over, as it was written. §9.13-2
         *
         * @param out takes its pieces in order
         */
        public void read(WriteBuffer.SegmentConsumer out) {
            long to = position + copied();
            long from = position;
            for (long next = reference; next < referencesGone + referredCount; next++) {
                int at = ring(firstReferred + (int) (next - referencesGone), referred.length);
                if (referredAt[at] > to) {
                    break;
                }
                copies(from, referredAt[at], out);
                from = referredAt[at];
                out.segment(referred[at], referredOffset[at], referredLength[at]);
            }
            copies(from, to, out);
        }

        /** Turns to the next. */
        public void advance() {
            position += copied();
            number++;
            while (reference < referencesGone + referredCount
                    && referredAt[
                                    ring(
                                            firstReferred + (int) (reference - referencesGone),
                                            referred.length)]
                            <= position) {
                reference++;
            }
        }
    }

    private void copies(long from, long to, WriteBuffer.SegmentConsumer out) {
        long at = from;
        while (at < to) {
            int used = (int) (at - firstChunkAt);
            int length = (int) Math.min(to - at, CHUNK - used % CHUNK);
            byte[] chunk = chunks[ring(firstChunk + used / CHUNK, chunks.length)];
            out.segment(chunk, used % CHUNK, length);
            at += length;
        }
    }
}
