package dev.fluxar.runtime.loop;

import dev.fluxar.session.budget.Budget;
import dev.fluxar.session.budget.SendingAccount;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Room for what applications have sent and the connection has not taken: one for all streams and
 * subscriptions of a session, with those in line that found none. Safe from any thread.
 */
public final class SendingRoom {

    private final SendingAccount covered;
    private final SendingAccount uncovered;
    private final AtomicInteger publishers = new AtomicInteger();

    /** Who found no room; each stands in it once at most. */
    private final Queue<Runnable> line = new ConcurrentLinkedQueue<>();

    /**
     * Starts with what the budget has.
     *
     * @param budget of the session
     */
    public SendingRoom(Budget budget) {
        this.covered = budget.sending();
        this.uncovered = budget.waiting();
        covered.onRoom(this::callAll);
        uncovered.onRoom(this::callAll);
    }

    /**
     * How much is free. Whoever holds as much already is to wait: so many that hold something leave
     * each other a share, and to one that begins some room.
     *
     * @return bytes
     */
    public long free() {
        return covered.free();
    }

    /**
     * Takes bytes for what credit covers, if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryTake(long bytes) {
        return covered.tryTake(bytes);
    }

    /**
     * Takes bytes for what credit does not cover, if there is room for such.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryTakeUncovered(long bytes) {
        return uncovered.tryTake(bytes);
    }

    /**
     * Takes bytes for what is covered and would be written next, though others hold all there is.
     *
     * @param bytes how many
     * @return false, and nothing taken, when many others have done so
     */
    public boolean tryTakeNext(long bytes) {
        return covered.tryTakeNext(bytes);
    }

    /**
     * Whether there is room for what would be written next.
     *
     * @param bytes how many
     * @return whether {@link #tryTakeNext} would take them now
     */
    public boolean fitsNext(long bytes) {
        return covered.fitsNext(charge(bytes));
    }

    /**
     * Takes bytes for what was asked for before, and cannot be refused.
     *
     * @param bytes how many
     */
    public void take(long bytes) {
        covered.take(bytes);
    }

    /**
     * Gives bytes back; whoever stands in line is called.
     *
     * @param ofCovered how many were taken for what credit covers
     * @param ofUncovered how many for what it does not
     */
    public void giveBack(long ofCovered, long ofUncovered) {
        if (ofCovered > 0) {
            covered.giveBack(ofCovered);
        }
        if (ofUncovered > 0) {
            uncovered.giveBack(ofUncovered);
        }
    }

    /**
     * What an item counts.
     *
     * @param bytes that it has
     * @return to be taken, and given back
     */
    public long charge(long bytes) {
        return covered.charge(bytes);
    }

    /**
     * A publisher begins to feed a stream, or has ended.
     *
     * @param begins whether
     */
    public void countPublisher(boolean begins) {
        publishers.addAndGet(begins ? 1 : -1);
    }

    /**
     * What each publisher may be asked for: what has not come yet is counted in no other way.
     *
     * @return bytes; one item in any case
     */
    public long publisherShare() {
        return covered.most() / Math.max(1, publishers.get());
    }

    /** Each once, though they may stand in line again at once. */
    private void callAll() {
        if (line.isEmpty()) {
            return;
        }
        for (int left = line.size(); left > 0; left--) {
            Runnable next = line.poll();
            if (next == null) {
                return;
            }
            next.run();
        }
    }

    /**
     * Stands in line. Whoever does so looks for room once more afterwards.
     *
     * @param again called once, on any thread, when something was given back
     */
    public void await(Runnable again) {
        line.add(again);
    }

    /**
     * Leaves the line.
     *
     * @param again as given to {@link #await}
     */
    public void leave(Runnable again) {
        line.remove(again);
    }
}
