package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.ErrorInfo;

/**
 * The bytes held for one peer, over all queues (spec §11.3): bounded, because every holder asks
 * here first. One half is for what this side asks of the peer and has not written, the other for
 * what the peer asks and for the answers: a backlog of this side's own never costs the peer its
 * replies. Not thread-safe.
 */
public final class Budget {

    private final long limit;
    private long own;
    private long theirs;

    /**
     * Starts with nothing held.
     *
     * @param limit bytes, for both shares together
     */
    public Budget(long limit) {
        this.limit = limit;
    }

    /**
     * Takes bytes for an open of this side, if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryReserveOwn(long bytes) {
        if (!fitsOwn(bytes)) {
            return false;
        }
        own += bytes;
        return true;
    }

    /**
     * Whether so many more would fit for an open of this side.
     *
     * @param bytes how many
     * @return whether
     */
    public boolean fitsOwn(long bytes) {
        return own + bytes <= share();
    }

    /**
     * Gives bytes of an open of this side back.
     *
     * @param bytes how many were taken
     */
    public void releaseOwn(long bytes) {
        own -= bytes;
    }

    /**
     * Takes bytes for what the peer asks, if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryReserve(long bytes) {
        if (!fits(bytes)) {
            return false;
        }
        theirs += bytes;
        return true;
    }

    /**
     * Whether so many more would fit for what the peer asks, or for an answer.
     *
     * @param bytes how many
     * @return whether
     */
    public boolean fits(long bytes) {
        return theirs + bytes <= share();
    }

    /**
     * Gives bytes of what the peer asked back.
     *
     * @param bytes how many were taken
     */
    public void release(long bytes) {
        theirs -= bytes;
    }

    /** Takes bytes for what cannot be refused, or was asked for before. */
    void force(long bytes, boolean ofOwn) {
        if (ofOwn) {
            own += bytes;
        } else {
            theirs += bytes;
        }
    }

    /** Gives them back. */
    void unforce(long bytes, boolean ofOwn) {
        force(-bytes, ofOwn);
    }

    /**
     * What is held now.
     *
     * @return bytes
     */
    public long used() {
        return own + theirs;
    }

    /**
     * What may be held for each of the two.
     *
     * @return bytes
     */
    public long share() {
        return limit / 2;
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
                theirs
                        + " bytes are held for a peer that does not read, at most "
                        + share()
                        + " allowed",
                null,
                1000);
    }
}
