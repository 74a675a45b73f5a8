package dev.fluxar.session.budget;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.ErrorInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The bytes held for one peer, over all queues (spec §11.3): bounded, because every holder asks
 * here first. One half is for what this side asks of the peer and has not written, the other for
 * what the peer asks and for the answers: a backlog of this side's own never costs the peer its
 * replies. Within them are accounts that leave room to the rest:
 *
 * <ul>
 *   <li><i>own</i>: opens, and large payloads on their way out. Within it <i>sending</i>, an eighth
 *       of that half, and <i>waiting</i>, a half of it: items and events that wait to be written,
 *       those that credit covers and those that wait for it
 *   <li><i>theirs</i>: requests whose handlers run, answers and verbs that wait to be written,
 *       items and events that were read and not taken, payloads that arrive in parts. Within it
 *       <i>prefetch</i>, a quarter of the budget: what was granted as credit beyond what the
 *       application asked for
 * </ul>
 *
 * <p>Payloads in parts take three quarters of either half at most, for the sake of what goes
 * between the parts. A single one that is larger counts as so much.
 *
 * <p>Everything is confined to the session's thread, except {@link #sending}, {@link #waiting} and
 * the getters, which are for any thread.
 */
public final class Budget {

    private static final VarHandle OWN = account("own");
    private static final VarHandle THEIRS = account("theirs");
    private static final VarHandle PREFETCH = account("prefetch");

    private final long limit;

    /** What is kept for the other side is counted apart. Set once, before anything is held. */
    private volatile long aside;

    private final SendingAccount sending;
    private final SendingAccount waiting;

    // `own` is without `sending`, `theirs` is with `prefetch`.
    @SuppressWarnings("UnusedVariable") // by its handle
    private long own;

    @SuppressWarnings("UnusedVariable") // by its handle
    private long theirs;

    @SuppressWarnings("UnusedVariable") // by its handle
    private long prefetch;

    // Payloads in parts, within `own` and `theirs`; confined to the session's thread.
    private long ownPayloads;
    private long theirPayloads;

    /**
     * Starts with nothing held.
     *
     * @param limit bytes, for both shares together
     */
    public Budget(long limit) {
        this.limit = limit;
        this.sending = new SendingAccount(this, 1, 2);
        this.waiting = new SendingAccount(this, 4, 4);
    }

    /**
     * Sets bytes aside, for what was written and is kept until the other side has received it: what
     * is held beside it has so much less room. What is granted as credit was announced before and
     * keeps its room.
     *
     * @param bytes at most half of the limit
     */
    public void setAside(long bytes) {
        aside = bytes;
    }

    private static VarHandle account(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(Budget.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Takes bytes for an open of this side, or a large payload that it sends, if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryReserveOwn(long bytes) {
        if (!fitsOwn(bytes)) {
            return false;
        }
        addOwn(bytes);
        return true;
    }

    /**
     * Whether so many more would fit for an open of this side, or a large payload that it sends.
     *
     * @param bytes how many
     * @return whether
     */
    public boolean fitsOwn(long bytes) {
        return bytes <= share() - own();
    }

    /**
     * Gives bytes of an open or a payload of this side back.
     *
     * @param bytes how many were taken
     */
    public void releaseOwn(long bytes) {
        addOwn(-bytes);
    }

    /**
     * Takes bytes for what the peer asks or sends, if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryReserve(long bytes) {
        if (!fits(bytes)) {
            return false;
        }
        addTheirs(bytes);
        return true;
    }

    /**
     * Whether so many more would fit for what the peer asks or sends, or for an answer.
     *
     * @param bytes how many
     * @return whether
     */
    public boolean fits(long bytes) {
        return bytes <= share() - theirs();
    }

    /**
     * Gives bytes of what the peer asked or sent back.
     *
     * @param bytes how many were taken
     */
    public void release(long bytes) {
        addTheirs(-bytes);
    }

    /**
     * Takes bytes for credit that is granted beyond what the application asked for, if there is
     * room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryPrefetch(long bytes) {
        if (bytes > subShare() - prefetch() || !tryReserve(bytes)) {
            return false;
        }
        addPrefetch(bytes);
        return true;
    }

    /**
     * Gives bytes of such credit back.
     *
     * @param bytes how many were taken
     */
    public void releasePrefetch(long bytes) {
        addPrefetch(-bytes);
        release(bytes);
    }

    /**
     * Takes bytes for a payload that this side sends in parts, if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryReserveOwnPayload(long bytes) {
        long counted = counted(bytes);
        if (counted > payloadShare() - ownPayloads || !tryReserveOwn(counted)) {
            return false;
        }
        ownPayloads += counted;
        return true;
    }

    /**
     * How long a payload of this side may be to go out in parts beside those that do.
     *
     * @return bytes; {@link Long#MAX_VALUE} where there are none
     */
    public long roomOfOwnPayloads() {
        return ownPayloads == 0 ? Long.MAX_VALUE : payloadShare() - ownPayloads;
    }

    /**
     * Takes bytes for a payload that this side sends in parts, and that {@link #sending} has held
     * until now.
     *
     * @param bytes how many, at most {@link #roomOfOwnPayloads}
     */
    public void takeOwnPayload(long bytes) {
        ownPayloads += counted(bytes);
        addOwn(counted(bytes));
    }

    /**
     * Gives them back.
     *
     * @param bytes how many were asked for
     */
    public void releaseOwnPayload(long bytes) {
        ownPayloads -= counted(bytes);
        releaseOwn(counted(bytes));
    }

    /**
     * Whether a payload in parts of the peer's, or one that answers it, would fit.
     *
     * @param bytes how many
     * @return whether
     */
    public boolean fitsPayload(long bytes) {
        long counted = counted(bytes);
        return counted <= payloadShare() - theirPayloads && fits(counted);
    }

    /**
     * Takes bytes for a payload in parts of the peer's, or one that answers it, if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none
     */
    public boolean tryReservePayload(long bytes) {
        if (!fitsPayload(bytes)) {
            return false;
        }
        theirPayloads += counted(bytes);
        addTheirs(counted(bytes));
        return true;
    }

    /**
     * Gives them back.
     *
     * @param bytes how many were asked for
     */
    public void releasePayload(long bytes) {
        theirPayloads -= counted(bytes);
        release(counted(bytes));
    }

    private long counted(long bytes) {
        return Math.min(bytes, payloadShare());
    }

    private long payloadShare() {
        return share() / 4 * 3;
    }

    /**
     * Takes bytes for what cannot be refused, or was asked for before.
     *
     * @param bytes how many
     * @param ofOwn whether they are of this side's own opens
     */
    public void force(long bytes, boolean ofOwn) {
        if (ofOwn) {
            addOwn(bytes);
        } else {
            addTheirs(bytes);
        }
    }

    /**
     * Gives back what was {@linkplain #force forced}.
     *
     * @param bytes how many
     * @param ofOwn as then
     */
    public void unforce(long bytes, boolean ofOwn) {
        force(-bytes, ofOwn);
    }

    // One thread changes these, others may look at them.

    private void addOwn(long bytes) {
        long held = (long) OWN.getOpaque(this) + bytes;
        if (bytes < 0) {
            OWN.setVolatile(this, held); // Seen by whoever stands in line after onRoom has looked.
            sending.tellRoom();
        } else {
            OWN.setOpaque(this, held);
        }
    }

    private void addTheirs(long bytes) {
        THEIRS.setOpaque(this, theirs() + bytes);
    }

    private void addPrefetch(long bytes) {
        PREFETCH.setOpaque(this, prefetch() + bytes);
    }

    /**
     * What is held now.
     *
     * @return bytes
     */
    public long used() {
        return own() + theirs();
    }

    /**
     * What is held of this side's own, {@link #sending} and {@link #waiting} included.
     *
     * @return bytes
     */
    public long own() {
        return opens() + sending.counted() + waiting.counted();
    }

    /**
     * What is held of opens and large payloads of this side.
     *
     * @return bytes
     */
    public long opens() {
        return (long) OWN.getVolatile(this);
    }

    /**
     * The account of items and events that wait to be written.
     *
     * @return the same one always; for any thread
     */
    public SendingAccount sending() {
        return sending;
    }

    /**
     * The account of items and events that wait for credit.
     *
     * @return for any thread
     */
    public SendingAccount waiting() {
        return waiting;
    }

    /**
     * What is held of what the peer asked or sent, answers and {@link #prefetch} included.
     *
     * @return bytes
     */
    public long theirs() {
        return (long) THEIRS.getOpaque(this);
    }

    /**
     * What is granted as credit beyond what the application asked for.
     *
     * @return bytes
     */
    public long prefetch() {
        return (long) PREFETCH.getOpaque(this);
    }

    /**
     * What may be held for each of the two.
     *
     * @return bytes
     */
    public long share() {
        return (limit - aside) / 2;
    }

    /**
     * What {@link #prefetch} may be.
     *
     * @return bytes
     */
    public long subShare() {
        return limit / 4;
    }

    /**
     * What may be held.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }

    /**
     * What a peer is told that asks and does not read. §11.3-2
     *
     * @return OVERLOADED
     */
    public ErrorInfo overrun() {
        return new ErrorInfo(
                ErrorCode.OVERLOADED.code(),
                theirs()
                        + " bytes are held for a peer that does not read, at most "
                        + share()
                        + " allowed",
                null,
                1000);
    }
}
