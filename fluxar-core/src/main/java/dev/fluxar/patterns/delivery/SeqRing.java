package dev.fluxar.patterns.delivery;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entries by seq, ascending, in a ring: the newest is added at its end, the oldest leaves at its
 * beginning, and one that leaves in between leaves a gap that is closed later. So a seq is found by
 * bisection, a range of seqs costs what is in it and not its length, and objects are used again.
 * Whoever fills it bounds it; gaps never make up more than twice what is kept. Not thread-safe.
 *
 * @param <E> type of the entries
 */
final class SeqRing<E extends Numbered> {

    private static final int INITIAL = 8;

    /** So many gaps cost less than closing them. */
    private static final int FREE_GAPS = 16;

    private final Supplier<E> maker;

    /** Entries, gaps among them; outside of {@link #span} objects to be used again, or null. */
    private @Nullable Object[] slots = new @Nullable Object[INITIAL];

    private int head;

    /** How many slots are in use, gaps included. */
    private int span;

    private int gaps;

    SeqRing(Supplier<E> maker) {
        this.maker = maker;
    }

    /** How many entries there are. */
    int count() {
        return span - gaps;
    }

    /** How many places {@link #at} knows. */
    int span() {
        return span;
    }

    /** The object at a place; a gap's is not {@link Numbered#kept}. */
    @SuppressWarnings("unchecked")
    E at(int place) {
        Object entry = slots[(head + place) & (slots.length - 1)];
        assert entry != null : place;
        return (E) entry;
    }

    private void put(int place, @Nullable Object entry) {
        slots[(head + place) & (slots.length - 1)] = entry;
    }

    /** The first entry; null when there is none. */
    @Nullable E first() {
        return span == 0 ? null : at(0);
    }

    /** The place of the first entry or gap with this seq or a greater one. */
    int placeFrom(long seq) {
        if (span == 0 || at(0).seq >= seq) {
            return 0;
        }
        int low = 1;
        int high = span;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).seq < seq) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Nullable E find(long seq) {
        int place = placeFrom(seq);
        if (place == span) {
            return null;
        }
        E entry = at(place);
        return entry.seq == seq && entry.kept ? entry : null;
    }

    /** Adds an entry for a seq that has none; its object may have been used before. */
    E add(long seq) {
        if (span == slots.length) {
            grow();
        }
        int place = span == 0 || at(span - 1).seq < seq ? span : placeFrom(seq);
        E entry;
        if (place < span && at(place).seq == seq) {
            entry = at(place);
            gaps--;
        } else {
            entry = spare();
            for (int i = span; i > place; i--) {
                put(i, at(i - 1));
            }
            put(place, entry);
            span++;
        }
        entry.seq = seq;
        entry.kept = true;
        return entry;
    }

    @SuppressWarnings("unchecked")
    private E spare() {
        Object spare = slots[(head + span) & (slots.length - 1)];
        return spare == null ? maker.get() : (E) spare;
    }

    private void grow() {
        @Nullable Object[] from = slots;
        @Nullable Object[] grown = new @Nullable Object[from.length * 2];
        for (int i = 0; i < span; i++) {
            grown[i] = from[(head + i) & (from.length - 1)];
        }
        slots = grown;
        head = 0;
    }

    /** Takes an entry out; places stay as they are until {@link #tidy}. */
    void drop(E entry) {
        entry.kept = false;
        gaps++;
    }

    /** Gives the places of gaps back, where that is due. */
    void tidy() {
        while (span > 0 && !at(0).kept) {
            head = (head + 1) & (slots.length - 1); // Its object stays behind the last.
            span--;
            gaps--;
        }
        if (gaps > 2 * count() + FREE_GAPS) {
            closeGaps();
        }
    }

    /** Moves what is kept together; the other objects go behind it. */
    private void closeGaps() {
        int to = 0;
        for (int i = 0; i < span; i++) {
            E entry = at(i);
            if (entry.kept) {
                put(i, at(to));
                put(to++, entry);
            }
        }
        span = to;
        gaps = 0;
    }
}
