package dev.fluxar.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The account of a {@link Budget} for items and events that wait to be written (spec §11.3): a half
 * of what this side's own may take, so that what is sent leaves room for its opens. Where it is
 * used up, those who wait for room are told when some has come up. Safe from any thread.
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

    /** Called when room has come up; set once, before it is used. */
    private Runnable onRoom = () -> {};

    @SuppressWarnings("UnusedVariable") // by its handle
    private long held;

    SendingAccount(Budget budget) {
        this.budget = budget;
    }

    /**
     * Takes bytes for an item or event that waits to be written, and that the peer's credit covers,
     * if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none; true in any case when no other item or
     *     event is held: one alone may be larger
     */
    public boolean tryTake(long bytes) {
        return tryTake(bytes, most(), 0);
    }

    /**
     * Takes bytes for what waits for credit too: of half of the account, so that what waits for
     * credit never takes the room of what may go.
     *
     * @param bytes how many
     * @return as of {@link #tryTake}
     */
    public boolean tryTakeUncovered(long bytes) {
        return tryTake(bytes, most() / 2, 0);
    }

    /**
     * Takes bytes for the one item or event that its flow would write next, where credit covers it
     * and nothing else of the flow waits: of half an account more, so that no flow stands still
     * because of what others hold and may not write.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none; a large one is taken where no more than
     *     the account is held
     */
    public boolean tryTakeNext(long bytes) {
        return tryTake(bytes, mostNext(), most());
    }

    /**
     * Whether {@link #tryTakeNext} would take so many now.
     *
     * @param bytes how many
     * @return whether
     */
    public boolean fitsNext(long bytes) {
        return fits(held(), bytes, mostNext(), most());
    }

    private long most() {
        return budget.subShare();
    }

    private long mostNext() {
        return most() + most() / 2;
    }

    private boolean tryTake(long bytes, long most, long mostBefore) {
        while (true) {
            long before = held();
            if (!fits(before, bytes, most, mostBefore)) {
                return false;
            }
            if (HELD.compareAndSet(this, before, before + bytes)) {
                return true;
            }
        }
    }

    private boolean fits(long before, long bytes, long most, long mostBefore) {
        boolean fits =
                bytes <= most - before // its part of the half
                        && bytes <= budget.share() - budget.besideSending() - before;
        return fits || before == 0 || (before <= mostBefore && bytes > most / 3);
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
