package dev.fluxar.runtime.loop;

import dev.fluxar.session.Budget;
import dev.fluxar.session.SendingAccount;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Room for what applications have sent and the connection has not taken: one for all streams and
 * subscriptions of a session, with those in line that found none. Safe from any thread.
 */
public final class SendingRoom {

    private final SendingAccount account;

    /** Who found no room; each stands in it once at most. */
    private final Queue<Runnable> line = new ConcurrentLinkedQueue<>();

    /**
     * Starts with what the budget has.
     *
     * @param budget of the session
     */
    public SendingRoom(Budget budget) {
        this.account = budget.sending();
        account.onRoom(this::callAll);
    }

    /**
     * How much is free. Whoever holds as much already is to wait: so many that hold something leave
     * each other a share, and to one that begins some room.
     *
     * @return bytes
     */
    public long free() {
        return account.free();
    }

    /**
     * Takes bytes, if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryTake(long bytes) {
        return account.tryTake(bytes);
    }

    /**
     * Takes bytes for what credit does not cover, if there is room for such.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryTakeUncovered(long bytes) {
        return account.tryTakeUncovered(bytes);
    }

    /**
     * Takes bytes for what is covered and would be written next, though others hold all there is.
     *
     * @param bytes how many
     * @return false, and nothing taken, when many others have done so
     */
    public boolean tryTakeNext(long bytes) {
        return account.tryTakeNext(bytes);
    }

    /**
     * Whether there is room for what would be written next.
     *
     * @param bytes how many
     * @return whether {@link #tryTakeNext} would take them now
     */
    public boolean fitsNext(long bytes) {
        return account.fitsNext(bytes);
    }

    /**
     * Takes bytes for what was asked for before, and cannot be refused.
     *
     * @param bytes how many
     */
    public void take(long bytes) {
        account.take(bytes);
    }

    /**
     * Gives bytes back; whoever stands in line is called.
     *
     * @param bytes how many were taken
     */
    public void giveBack(long bytes) {
        account.giveBack(bytes);
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
