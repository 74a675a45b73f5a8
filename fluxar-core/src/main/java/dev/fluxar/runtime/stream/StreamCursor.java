package dev.fluxar.runtime.stream;

import dev.fluxar.Credit;
import dev.fluxar.Cursor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.runtime.loop.Task;
import dev.fluxar.session.budget.Budget;
import java.lang.reflect.Type;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the other side sends, for a thread that waits. Half a window of items is read ahead of it,
 * so that it need not wait for the loop each time: they are held in a ring, and charged as if they
 * waited in the exchange, where the others do. The reader is woken once for what a turn has read.
 *
 * @param <T> type of the items
 */
final class StreamCursor<T extends @Nullable Object> implements Cursor<T>, Reading {

    /** How many items are read ahead at most. */
    private static final long MOST_AHEAD = 256;

    private static final Object NULL = new Object();

    private final RuntimeStream stream;
    private final Type type;

    /** Written by the loop, taken by the reader. */
    private final @Nullable Object[] ring;

    /** What is charged for each. */
    private final int[] sizes;

    private final int mask;
    private final int ahead;
    private final long aheadBytes;

    /** How many the loop has put in; written by it only. */
    private volatile long put;

    /** How many the reader has taken out; written by it only. */
    private volatile long taken;

    /** The loop has stopped asking, as the ring is full or too much is held for the peer. */
    private volatile boolean stalled = true;

    private final AtomicBoolean asking = new AtomicBoolean();
    private final Submission ask = new Task(this::ask);

    private volatile boolean ended;
    private volatile @Nullable FluxarException failure;
    private volatile @Nullable Thread waiting;
    private volatile boolean closed;

    /** The reader has seen the end; its own. */
    private boolean finished;

    // Confined to the loop.
    private boolean begun;

    /** An item was asked for and is not here. */
    private boolean asked;

    /** The item read last found no room in what is held for the peer: it is to be taken first. */
    private boolean crowded;

    /** So many items from the first on are no longer charged. */
    private long settled;

    private long charged;
    private boolean waking;
    private final Runnable wake = this::wake;

    StreamCursor(RuntimeStream stream, Type type, Credit window) {
        this.stream = stream;
        this.type = type;
        this.ahead = (int) Math.max(1, Math.min(MOST_AHEAD, window.items() / 2));
        this.aheadBytes = Math.max(1, window.bytes() / 2);
        int slots = Integer.highestOneBit(2 * ahead - 1);
        this.ring = new @Nullable Object[slots];
        this.sizes = new int[slots];
        this.mask = slots - 1;
    }

    // The reader's thread

    @Override
    public boolean hasNext() {
        while (true) {
            if (put != taken) {
                return true;
            }
            boolean last = ended; // Read before the ring is looked at once more.
            FluxarException why = failure;
            if (put != taken) {
                return true;
            }
            if (why != null && !last) {
                settleAtEnd();
                throw why;
            }
            if (last || closed) {
                settleAtEnd();
                return false;
            }
            await();
        }
    }

    /** What was taken is given back, whether or not the cursor is closed as well. */
    private void settleAtEnd() {
        if (!finished) {
            finished = true;
            if (asking.compareAndSet(false, true)) {
                stream.loop.submit(ask);
            }
        }
    }

    private void await() {
        if (stream.loop.loop().inLoop()) {
            throw new IllegalStateException(
                    "a cursor on the session's loop would wait for ever, expected items() or"
                            + " forEach()");
        }
        askForMore();
        waiting = Thread.currentThread();
        try {
            if (put == taken && !ended && failure == null && !closed) {
                LockSupport.park(this);
            }
        } finally {
            waiting = null;
        }
        if (Thread.currentThread().isInterrupted() && put == taken && !ended) {
            FluxarException why = stream.failure();
            stream.cancel();
            throw why != null ? why : interrupted();
        }
    }

    private static FluxarException interrupted() {
        return FluxarException.ofOperation(
                ErrorCode.CANCELLED.code(),
                "interrupted while waiting for an item",
                Outcome.UNKNOWN,
                null,
                null,
                null);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // T is what the caller said that type is
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the stream has no further item");
        }
        long at = taken;
        int slot = (int) at & mask;
        Object value = ring[slot];
        ring[slot] = null;
        taken = at + 1;
        if (stalled && put - taken <= ahead / 2) {
            askForMore();
        }
        return value == NULL ? (T) null : (T) value;
    }

    private void askForMore() {
        if (stalled && asking.compareAndSet(false, true)) {
            stream.loop.submit(ask);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        taken = put; // Nobody takes what is left.
        if (!ended) {
            stream.cancel();
        }
        if (asking.compareAndSet(false, true)) {
            stream.loop.submit(ask); // To settle.
        }
    }

    // On the loop

    @Override
    public void begin() {
        begun = true;
        refill();
    }

    private void ask() {
        asking.set(false);
        if (closed || ended || failure != null) {
            settle();
        } else if (begun) {
            refill();
        }
    }

    /** Asks for an item if there is room for it, otherwise has the reader say when there is. */
    private void refill() {
        if (!asked && isFull()) {
            stalled = true;
            // Taken before the reader could see that: looked for once more.
            if (isFull()) {
                return;
            }
        }
        if (!asked && !closed) {
            stalled = false;
            asked = true;
            stream.exchange().request(1);
        }
    }

    private boolean isFull() {
        if (!hasRoom()) {
            settle();
        }
        return !hasRoom();
    }

    private boolean hasRoom() {
        return !crowded && put - settled < ahead && charged < aheadBytes;
    }

    /** Gives back what is held for items that were taken. */
    private void settle() {
        long to = closed ? put : taken;
        long bytes = 0;
        for (; settled < to; settled++) {
            int slot = (int) settled & mask;
            bytes += sizes[slot];
            sizes[slot] = 0;
        }
        crowded &= settled < put;
        if (bytes > 0) {
            charged -= bytes;
            budget().release(bytes);
        }
    }

    private Budget budget() {
        return stream.loop.session().budget();
    }

    @Override
    public void item(byte[] source, int offset, int length) {
        asked = false;
        Object value = stream.read(source, offset, length, type);
        if (value == ItemReader.UNREADABLE || closed) {
            return;
        }
        long at = put;
        int slot = (int) at & mask;
        crowded = !budget().tryReserve(length);
        sizes[slot] = crowded ? 0 : length;
        charged += sizes[slot];
        ring[slot] = value == null ? NULL : value;
        put = at + 1;
        refill();
        if (!asked) {
            wake();
        } else if (!waking && waiting != null) {
            waking = true;
            stream.execute(wake);
        }
    }

    private void wake() {
        waking = false;
        Thread reader = waiting;
        if (reader != null) {
            LockSupport.unpark(reader);
        }
    }

    @Override
    public void ended() {
        ended = true;
        wake();
    }

    @Override
    public void over(@Nullable FluxarException why) {
        failure = why;
        wake();
    }
}
