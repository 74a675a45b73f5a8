package dev.fluxar.patterns;

import dev.fluxar.session.Session;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a session's exchanges: a binary heap whose members know their place, so that an
 * exchange that ends early leaves nothing behind. Bounded by the limits of exchanges. Not
 * thread-safe.
 */
public final class Deadlines {

    private static final int INITIAL = 8;

    private @Nullable Timed[] heap = new @Nullable Timed[0];
    private int size;

    /**
     * The moment so long from now.
     *
     * @param now nanoseconds of the session
     * @param millis until then; negative for never
     * @return nanoseconds of the session, or {@link Session#NEVER}
     */
    public static long after(long now, long millis) {
        if (millis < 0 || millis > (Session.NEVER - Math.max(0, now)) / 1_000_000 - 1) {
            return Session.NEVER;
        }
        return now + millis * 1_000_000;
    }

    /**
     * Adds a deadline.
     *
     * @param timed not added yet
     */
    public void add(Timed timed) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, Math.max(INITIAL, size * 2));
        }
        up(size++, timed);
    }

    /**
     * Takes a deadline away; nothing happens when it is not there.
     *
     * @param timed any
     */
    public void remove(Timed timed) {
        int at = timed.heapIndex();
        if (at < 0) {
            return;
        }
        timed.heapIndex(-1);
        Timed last = at(--size);
        heap[size] = null;
        if (at < size) {
            down(at, last);
            if (heap[at] == last) {
                up(at, last);
            }
        }
    }

    /**
     * The earliest deadline.
     *
     * @return nanoseconds, or {@link Session#NEVER}
     */
    public long earliest() {
        return size == 0 ? Session.NEVER : at(0).deadline();
    }

    /**
     * Tells all whose deadline has passed.
     *
     * @param now nanoseconds
     */
    public void expire(long now) {
        while (size > 0 && at(0).deadline() <= now) {
            Timed first = at(0);
            remove(first);
            first.onDeadline();
        }
    }

    private Timed at(int index) {
        Timed timed = heap[index];
        assert timed != null : index;
        return timed;
    }

    private void set(int index, Timed timed) {
        heap[index] = timed;
        timed.heapIndex(index);
    }

    private void up(int from, Timed timed) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (at(parent).deadline() <= timed.deadline()) {
                break;
            }
            set(at, at(parent));
            at = parent;
        }
        set(at, timed);
    }

    private void down(int from, Timed timed) {
        int at = from;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && at(child + 1).deadline() < at(child).deadline()) {
                child++;
            }
            if (timed.deadline() <= at(child).deadline()) {
                break;
            }
            set(at, at(child));
            at = child;
        }
        set(at, timed);
    }
}
