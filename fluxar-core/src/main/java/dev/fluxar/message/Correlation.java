package dev.fluxar.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the exchange that a ref names: a map from ids (two longs) to exchanges, open-addressed, so
 * that looking up allocates nothing. Ids may be chosen by a hostile peer, so the hash is seeded.
 * Its size is bounded by the limits of exchanges of both sides. Not thread-safe.
 *
 * @param <X> type of the exchanges
 */
public final class Correlation<X> {

    private static final int INITIAL = 4;

    private final long seed;
    private long[] highs = new long[INITIAL];
    private long[] lows = new long[INITIAL];
    private @Nullable Object[] values = new @Nullable Object[INITIAL];
    private int shift = Long.SIZE - Integer.numberOfTrailingZeros(INITIAL);
    private int size;

    /**
     * Creates an empty one.
     *
     * @param seed random
     */
    public Correlation(long seed) {
        this.seed = seed;
    }

    /**
     * How many exchanges are live.
     *
     * @return 0 or more
     */
    public int size() {
        return size;
    }

    /**
     * Finds an exchange.
     *
     * @param high high half of its id
     * @param low low half
     * @return null when there is none
     */
    @SuppressWarnings("unchecked")
    public @Nullable X get(long high, long low) {
        return (X) values[slot(high, low)];
    }

    /**
     * Adds an exchange.
     *
     * @param high high half of its id
     * @param low low half
     * @param exchange to be found by it
     * @return false, and nothing changed, when the id is taken. §1.3-4
     */
    public boolean put(long high, long low, X exchange) {
        int at = slot(high, low);
        if (values[at] != null) {
            return false;
        }
        highs[at] = high;
        lows[at] = low;
        values[at] = exchange;
        if (++size * 2 > values.length) {
            grow();
        }
        return true;
    }

    /**
     * Removes an exchange.
     *
     * @param high high half of its id
     * @param low low half
     * @return what was removed; null when there was none
     */
    @SuppressWarnings("unchecked")
    public @Nullable X remove(long high, long low) {
        int at = slot(high, low);
        X removed = (X) values[at];
        if (removed != null) {
            size--;
            close(at);
        }
        return removed;
    }

    /**
     * All exchanges.
     *
     * @return a snapshot in the order of the ids; UUIDs of version 7 grow, so that is the order in
     *     which each side opened them
     */
    @SuppressWarnings("unchecked")
    public List<X> snapshot() {
        List<Integer> slots = new ArrayList<>(size);
        for (int at = 0; at < values.length; at++) {
            if (values[at] != null) {
                slots.add(at);
            }
        }
        slots.sort(this::compareIds);
        List<X> all = new ArrayList<>(size);
        slots.forEach(at -> all.add((X) values[at]));
        return all;
    }

    private int compareIds(int one, int other) {
        int byHigh = Long.compareUnsigned(highs[one], highs[other]);
        return byHigh == 0 ? Long.compareUnsigned(lows[one], lows[other]) : byHigh;
    }

    /**
     * Where an id belongs. The halves meet only after one of them was mixed with the seed, so that
     * ids cannot be made to meet without knowing it.
     */
    private int home(long high, long low) {
        long mixed = (high ^ seed) * 0x9e37_79b9_7f4a_7c15L;
        mixed = (mixed ^ (mixed >>> 32) ^ low) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 32)) * 0x94d0_49bb_1331_11ebL;
        return (int) (mixed >>> shift);
    }

    /** The slot that holds the id, or the free one where it belongs. */
    private int slot(long high, long low) {
        int mask = values.length - 1;
        int at = home(high, low);
        while (values[at] != null && (lows[at] != low || highs[at] != high)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** Closes a gap by moving later entries of its run back, so that no tombstones are needed. */
    private void close(int gap) {
        int mask = values.length - 1;
        int hole = gap;
        for (int at = (gap + 1) & mask; values[at] != null; at = (at + 1) & mask) {
            int distance = (at - home(highs[at], lows[at])) & mask;
            if (distance >= ((at - hole) & mask)) {
                highs[hole] = highs[at];
                lows[hole] = lows[at];
                values[hole] = values[at];
                hole = at;
            }
        }
        values[hole] = null;
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        @Nullable Object[] oldValues = values;
        int capacity = oldValues.length * 2;
        highs = new long[capacity];
        lows = new long[capacity];
        values = Arrays.copyOf(new @Nullable Object[0], capacity);
        shift--;
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int at = slot(oldHighs[i], oldLows[i]);
                highs[at] = oldHighs[i];
                lows[at] = oldLows[i];
                values[at] = oldValues[i];
            }
        }
    }
}
