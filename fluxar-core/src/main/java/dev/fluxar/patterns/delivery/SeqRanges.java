package dev.fluxar.patterns.delivery;

/**
 * A set of seqs as ranges, ascending and never adjacent. What is added at its end, and removed at
 * its beginning, costs no search. Whoever fills it bounds the number of ranges. Not thread-safe.
 */
public final class SeqRanges {

    private static final int INITIAL = 4;

    /** What {@link #clear} lets the arrays keep, in ranges. */
    private static final int RETAINED = 256;

    private long[] firsts = new long[INITIAL];
    private long[] lasts = new long[INITIAL];

    /** The ranges are those from here on. */
    private int head;

    private int tail;

    /**
     * How many ranges there are.
     *
     * @return 0 or more
     */
    public int count() {
        return tail - head;
    }

    /**
     * The first seq of a range.
     *
     * @param index 0 to {@link #count} - 1
     * @return from 1
     */
    public long first(int index) {
        return firsts[head + index];
    }

    /**
     * The last seq of a range.
     *
     * @param index 0 to {@link #count} - 1
     * @return at least {@link #first}
     */
    public long last(int index) {
        return lasts[head + index];
    }

    /**
     * Whether a seq is in the set.
     *
     * @param seq from 1
     * @return whether
     */
    public boolean contains(long seq) {
        int at = rangeFrom(seq);
        return at < tail && firsts[at] <= seq;
    }

    /** The index of the first range that ends at a seq or behind it. */
    private int rangeFrom(long seq) {
        if (head == tail || lasts[tail - 1] < seq) {
            return tail;
        }
        int low = head;
        int high = tail - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lasts[middle] < seq) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Adds a seq.
     *
     * @param seq from 1
     * @return false, and nothing changed, when it is there already
     */
    public boolean add(long seq) {
        int at = rangeFrom(seq);
        if (at < tail && firsts[at] <= seq) {
            return false;
        }
        boolean behind = at > head && lasts[at - 1] == seq - 1;
        boolean before = at < tail && firsts[at] == seq + 1;
        if (behind && before) {
            lasts[at - 1] = lasts[at];
            close(at);
        } else if (behind) {
            lasts[at - 1] = seq;
        } else if (before) {
            firsts[at] = seq;
        } else {
            insert(at, seq);
        }
        return true;
    }

    private void close(int at) {
        System.arraycopy(firsts, at + 1, firsts, at, tail - at - 1);
        System.arraycopy(lasts, at + 1, lasts, at, tail - at - 1);
        tail--;
    }

    private void insert(int index, long seq) {
        int at = index;
        if (tail == firsts.length) {
            at -= head;
            makeRoom();
        }
        System.arraycopy(firsts, at, firsts, at + 1, tail - at);
        System.arraycopy(lasts, at, lasts, at + 1, tail - at);
        firsts[at] = seq;
        lasts[at] = seq;
        tail++;
    }

    /** Moves the ranges to the beginning of arrays with room for another. */
    private void makeRoom() {
        int count = count();
        long[] from = firsts;
        long[] to = lasts;
        if (count * 4 > from.length * 3) {
            firsts = new long[from.length * 2];
            lasts = new long[from.length * 2];
        }
        System.arraycopy(from, head, firsts, 0, count);
        System.arraycopy(to, head, lasts, 0, count);
        head = 0;
        tail = count;
    }

    /**
     * Forgets all seqs below one.
     *
     * @param floor the lowest that stays, if it is there
     */
    public void removeBelow(long floor) {
        while (head < tail && lasts[head] < floor) {
            head++;
        }
        if (head == tail) {
            head = 0;
            tail = 0;
        } else if (firsts[head] < floor) {
            firsts[head] = floor;
        }
    }

    /**
     * Forgets the first ranges.
     *
     * @param ranges how many, 0 to {@link #count}
     */
    public void removeFirst(int ranges) {
        head += ranges;
        if (head == tail) {
            clear();
        }
    }

    /** Forgets all. */
    public void clear() {
        head = 0;
        tail = 0;
        if (firsts.length > RETAINED) {
            firsts = new long[INITIAL];
            lasts = new long[INITIAL];
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = head; i < tail; i++) {
            text.append(i == head ? "" : ", ").append(firsts[i]).append('-').append(lasts[i]);
        }
        return text.append(']').toString();
    }
}
