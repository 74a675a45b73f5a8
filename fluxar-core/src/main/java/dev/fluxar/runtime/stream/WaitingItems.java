package dev.fluxar.runtime.stream;

import dev.fluxar.message.Payload;
import dev.fluxar.runtime.loop.SendingRoom;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpscGrowableAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The items of one direction that wait to be written, and the room that they take: what credit
 * covers waits for the connection only, of what it does not cover there is little.
 */
final class WaitingItems {

    /** How many items may wait. */
    static final int MOST_ITEMS = 1024;

    /** How many bytes of items may wait, but for a single one. */
    static final long MOST_BYTES = 256 * 1024;

    /** How many bytes of items may wait that credit does not cover, but for a single one. */
    static final long MOST_UNCOVERED = 8 * 1024;

    /** What an item's envelope takes beside its payload, in bytes. */
    static final int OVERHEAD = 23;

    /** Bytes are given back in steps, or when nothing waits any more. */
    private static final long STEP = 2048;

    private final SendingRoom room;

    // Any thread.
    private final MpscGrowableAtomicArrayQueue<Payload> items =
            new MpscGrowableAtomicArrayQueue<>(16, MOST_ITEMS);
    private final AtomicLong held = new AtomicLong();

    /** Of what was taken from the room and not given back: what was for uncovered items. */
    private final AtomicLong uncovered = new AtomicLong();

    /** The bytes that were given back, of all that were ever offered. */
    private volatile long returned;

    // How much may be offered in all that the other side has given credit for.
    private volatile long coveredItems;
    private volatile long coveredBytes;

    // Confined to the loop.
    private long polledItems;
    private long returnedInAll;

    /** Bytes that were polled and not given back. */
    private long polled;

    /** What was taken from the room for them. */
    private long polledCharge;

    WaitingItems(SendingRoom room) {
        this.room = room;
    }

    static long bytesOf(Payload item) {
        return (long) OVERHEAD + item.encodedLength();
    }

    // Any thread

    boolean offer(Payload item) {
        long bytes = bytesOf(item);
        boolean covered = isCovered();
        long before = held.getAndAdd(bytes);
        long most = covered ? Math.min(MOST_BYTES, room.free()) : MOST_UNCOVERED;
        boolean fits = before == 0 || (before + bytes <= most && items.size() < MOST_ITEMS);
        long charge = room.charge(bytes);
        if (fits && take(charge, covered, before == 0)) {
            if (items.offer(item)) {
                return true;
            }
            giveBack(charge);
        }
        held.getAndAdd(-bytes);
        return false;
    }

    /** Whether the next item is within the credit: then it goes as the connection takes it. */
    private boolean isCovered() {
        return items.currentProducerIndex() < coveredItems && returned + held.get() < coveredBytes;
    }

    private boolean take(long charge, boolean covered, boolean first) {
        if (covered) {
            return room.tryTake(charge) || (first && room.tryTakeNext(charge));
        }
        boolean taken = room.tryTakeUncovered(charge);
        if (taken) {
            uncovered.getAndAdd(charge);
        }
        return taken;
    }

    /** Which of the two it was does not matter as long as the sums do. */
    private void giveBack(long charge) {
        long fromUncovered = uncovered.get();
        while (true) {
            long some = Math.min(fromUncovered, charge);
            if (some == 0 || uncovered.compareAndSet(fromUncovered, fromUncovered - some)) {
                room.giveBack(charge - some, some);
                return;
            }
            fromUncovered = uncovered.get();
        }
    }

    /** Takes what was asked for, whether there is room or not; false when it was not. */
    boolean put(Payload item) {
        long bytes = bytesOf(item);
        held.getAndAdd(bytes);
        long charge = room.charge(bytes);
        room.take(charge);
        if (items.offer(item)) {
            return true;
        }
        held.getAndAdd(-bytes);
        giveBack(charge);
        return false;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** Whether it is worth telling who has found none. */
    boolean hasRoom() {
        return items.size() <= MOST_ITEMS / 2
                && held.get() <= MOST_BYTES / 2
                && (held.get() == 0 || isCovered());
    }

    // On the loop

    @Nullable Payload peek() {
        return items.peek();
    }

    @Nullable Payload poll() {
        Payload item = items.poll();
        if (item != null) {
            polledItems++;
            long bytes = bytesOf(item);
            polled += bytes;
            polledCharge += room.charge(bytes);
        }
        return item;
    }

    boolean isMuchPolled() {
        return polled >= STEP;
    }

    /** Gives back what was polled; false when that is nothing. */
    boolean giveBack() {
        long bytes = polled;
        if (bytes == 0) {
            return false;
        }
        long charge = polledCharge;
        polled = 0; // Who is told of the room may come back here.
        polledCharge = 0;
        returnedInAll += bytes;
        returned = returnedInAll;
        held.getAndAdd(-bytes);
        giveBack(charge);
        return true;
    }

    /** So much more may be polled. */
    void cover(long mayGo, long bytes) {
        coveredItems = saturated(polledItems, mayGo);
        coveredBytes = saturated(returnedInAll + polled, bytes);
    }

    private static long saturated(long done, long more) {
        return more > Long.MAX_VALUE - done ? Long.MAX_VALUE : done + more;
    }

    /** Polls all of it. */
    void discard() {
        Payload item = poll();
        while (item != null) {
            item = poll();
        }
    }
}
