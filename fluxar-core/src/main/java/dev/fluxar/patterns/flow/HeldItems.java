package dev.fluxar.patterns.flow;

import dev.fluxar.session.budget.Budget;

/**
 * What was read of a flow and waits for its application, and what holds its memory: bytes of the
 * session's {@link Prefetch}, which cover what is held and what may come; and the rest of the
 * budget, for what is held beyond them. It keeps the counts; the items are kept by their owner. Not
 * thread-safe.
 */
public final class HeldItems {

    private final Prefetch prefetch;
    private final Budget budget;

    private long items;
    private long heldBytes;

    /** What was announced and is not taken; it is among the items held, its memory is not. §6 */
    private long announcedBytes;

    /** The last of the items held is announced, and not all here. */
    private boolean arriving;

    /** Of the prefetch account: covers what is held, and what may come. */
    private long reserved;

    /** Of the rest of the budget: what is held beyond {@link #reserved}. */
    private long charged;

    /** Nothing may come any more. */
    private boolean stopped;

    HeldItems(Prefetch prefetch) {
        this.prefetch = prefetch;
        this.budget = prefetch.budget();
    }

    // What its owner tells

    /**
     * An item waits for the application.
     *
     * @param bytes that it takes, no more than it {@linkplain ReceiveCredit#count counted}
     * @return false when there is no room for it. §10.12-13
     */
    public boolean hold(long bytes) {
        long more = heldBytes + bytes - reserved - charged;
        if (more > 0) {
            if (!budget.tryReserve(more)) {
                return false;
            }
            charged += more;
        }
        items++;
        heldBytes += bytes;
        return true;
    }

    /**
     * An item that waited has been taken by the application; {@link ReceiveCredit#hand} came
     * before.
     *
     * @param bytes as they were held
     */
    public void taken(long bytes) {
        items--;
        heldBytes -= bytes;
        uncharge();
        if (stopped) {
            coverOnly(0);
        }
    }

    /**
     * An item was announced, which waits and is reserved elsewhere. §6.3-1
     *
     * @param bytes that it announces
     */
    public void announced(long bytes) {
        items++;
        announcedBytes += bytes;
        arriving = true;
    }

    /** The announced item is here. */
    public void arrived() {
        arriving = false;
    }

    /**
     * The announced item has been taken by the application, or abandoned by its sender.
     *
     * @param bytes as they were announced
     */
    public void announcedTaken(long bytes) {
        items--;
        announcedBytes -= bytes;
        arriving = false;
    }

    // What waits is not asked for, unless it is alone and still arriving.

    boolean isAwaited(long demand) {
        return arriving && items == 1 && demand > 0;
    }

    long unaskedItems(long demand) {
        return isAwaited(demand) ? 0 : items;
    }

    long unaskedBytes(long demand) {
        return isAwaited(demand) ? 0 : heldBytes + announcedBytes;
    }

    // What covers it

    /** How many bytes are covered beside what is held; negative where not all of that is. */
    long covered() {
        return reserved - heldBytes;
    }

    /** Has so many bytes to come covered, beside what is held; false: there is no room. */
    boolean tryCover(long toCome) {
        long more = heldBytes + toCome - reserved;
        if (more > 0) {
            if (!budget.tryPrefetch(more)) {
                return false;
            }
            reserved += more;
            uncharge();
        }
        return true;
    }

    /** Gives back what covers neither what is held nor so many bytes to come. */
    void coverOnly(long toCome) {
        long excess = reserved - heldBytes - toCome;
        if (excess > 0) {
            reserved -= excess;
            prefetch.giveBack(excess);
        }
    }

    /** Nothing comes any more: what is held is covered until it is taken. */
    void stop() {
        stopped = true;
        coverOnly(0);
    }

    /** Nothing is held any more; what covers what may come stays. */
    void drop() {
        items = 0;
        heldBytes = 0;
        announcedBytes = 0;
        uncharge();
    }

    private void uncharge() {
        long excess = charged - Math.max(0, heldBytes - reserved);
        if (excess > 0) {
            charged -= excess;
            budget.release(excess);
        }
    }
}
