package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.ErrorInfo;

/**
 * The bytes held for one peer, over all queues: bounded, because every holder asks here first (spec
 * §11.3). Not thread-safe.
 */
public final class Budget {

    private final long limit;
    private long used;

    /**
     * Starts with nothing held.
     *
     * @param limit bytes
     */
    public Budget(long limit) {
        this.limit = limit;
    }

    /**
     * Takes bytes if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryReserve(long bytes) {
        if (used + bytes > limit) {
            return false;
        }
        used += bytes;
        return true;
    }

    /**
     * Takes bytes for what cannot be refused.
     *
     * @param bytes how many
     */
    void force(long bytes) {
        used += bytes;
    }

    /**
     * Gives bytes back.
     *
     * @param bytes how many were taken
     */
    public void release(long bytes) {
        used -= bytes;
    }

    /**
     * Whether so many more would fit.
     *
     * @param bytes how many
     * @return whether
     */
    public boolean fits(long bytes) {
        return used + bytes <= limit;
    }

    /**
     * What is held now.
     *
     * @return bytes
     */
    public long used() {
        return used;
    }

    /**
     * What may be held.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }

    /** What a peer is told that asks and does not read. §11.3-2 */
    ErrorInfo overrun() {
        return new ErrorInfo(
                ErrorCode.OVERLOADED.code(),
                used
                        + " bytes are held for a peer that does not read, at most "
                        + limit
                        + " allowed",
                null,
                1000);
    }
}
