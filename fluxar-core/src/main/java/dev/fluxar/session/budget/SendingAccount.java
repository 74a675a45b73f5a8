package dev.fluxar.session.budget;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An account of a {@link Budget} for items and events that wait to be written (spec §11.3): there
 * is one for what the peer's credit covers, which waits for the connection only, and one for what
 * waits for credit; neither takes the room of the other. Where one is used up, those who wait for
 * room are told when some has come up. Safe from any thread.
 */
public final class SendingAccount {

    private static final VarHandle HELD;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(SendingAccount.class, "held", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Budget budget;

    /** What it may hold, in eighths of this side's half. */
    private final int eighths;

    private final int eighthsNext;

    /** Called when room has come up; set once, before it is used. */
    private Runnable onRoom = () -> {};

    @SuppressWarnings("UnusedVariable") // by its handle
    private long held;

    SendingAccount(Budget budget, int eighths, int eighthsNext) {
        this.budget = budget;
        this.eighths = eighths;
        this.eighthsNext = eighthsNext;
    }

    /**
     * What an item counts here: one that is long counts as a part of the account, so that it finds
     * room, and leaves some.
     *
     * @param bytes that it has
     * @return to be taken, and given back
     */
    public long charge(long bytes) {
        return Math.min(bytes, budget.share() / 16);
    }

    /**
     * Takes bytes, if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none; true in any case when nothing else is
     *     held: one alone may be larger
     */
    public boolean tryTake(long bytes) {
        return tryTake(bytes, most());
    }

    /**
     * Takes bytes for the one item that its flow would write next, where credit covers it and
     * nothing else of the flow waits: of as much again, so that no flow stands still because of
     * what others hold and were told to pause.
     *
     * @param bytes how many, as {@link #charge} tells
     * @return false, and nothing taken, when there is none
     */
    public boolean tryTakeNext(long bytes) {
        return tryTake(bytes, mostNext());
    }

    /**
     * Whether {@link #tryTakeNext} would take so many now.
     *
     * @param bytes how many
     * @return whether
     */
    public boolean fitsNext(long bytes) {
        return fits(held(), bytes, mostNext());
    }

    private boolean tryTake(long bytes, long upTo) {
        while (true) {
            long before = held();
            if (!fits(before, bytes, upTo)) {
                return false;
            }
            if (HELD.compareAndSet(this, before, before + bytes)) {
                return true;
            }
        }
    }

    private boolean fits(long before, long bytes, long upTo) {
        return before == 0 || (bytes <= upTo - before && bytes <= budget.share() - budget.own());
    }

    /** What it takes of this side's half: no more, so that its opens have the rest. */
    long counted() {
        return Math.min(held(), mostNext());
    }

    /**
     * Takes bytes for an item that the application was asked for, and that cannot be refused.
     *
     * @param bytes how many
     */
    public void take(long bytes) {
        HELD.getAndAdd(this, bytes);
    }

    /**
     * Gives bytes of an item or event back: it is written, or nobody wants it any more.
     *
     * @param bytes how many were taken
     */
    public void giveBack(long bytes) {
        HELD.getAndAdd(this, -bytes); // Seen by whoever stands in line after onRoom has looked.
        onRoom.run();
    }

    /**
     * What it may hold.
     *
     * @return bytes
     */
    public long most() {
        return budget.share() / 8 * eighths;
    }

    private long mostNext() {
        return budget.share() / 8 * eighthsNext;
    }

    /**
     * What is held.
     *
     * @return bytes
     */
    public long held() {
        return (long) HELD.getVolatile(this);
    }

    /**
     * How much is free of the account, and of what this side's own leaves it.
     *
     * @return bytes; negative where more is held than the account has
     */
    public long free() {
        return Math.min(most() - held(), budget.share() - budget.own());
    }

    /**
     * Has an action run whenever there may be more room than before; to be told once, before
     * anything is taken.
     *
     * @param action runs on the thread that gives something back
     */
    public void onRoom(Runnable action) {
        onRoom = action;
    }

    /** The budget holds less of this side's own than before, and whoever looks sees it. */
    void tellRoom() {
        onRoom.run();
    }
}
