package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.ErrorInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The bytes held for one peer, over all queues (spec §11.3): bounded, because every holder asks
 * here first. One half is for what this side asks of the peer and has not written, the other for
 * what the peer asks and for the answers: a backlog of this side's own never costs the peer its
 * replies. Either half has an account within it that takes half of it at most:
 *
 * <ul>
 *   <li><i>own</i>: opens, and large payloads on their way out. Within it <i>sending</i>: items and
 *       events that wait to be written
 *   <li><i>theirs</i>: requests whose handlers run, answers and verbs that wait to be written,
 *       items and events that were read and not taken, payloads that arrive in parts. Within it
 *       <i>prefetch</i>: what was granted as credit beyond what the application asked for
 * </ul>
 *
 * <p>Payloads in parts take three quarters of either half at most, for the sake of what goes
 * between the parts. A single one that is larger counts as so much.
 *
 * <p>Everything is confined to the session's thread, except what takes and gives back {@link
 * #sending}, and the getters, which are for any thread.
 */
public final class Budget {

    private static final VarHandle OWN = account("own");
    private static final VarHandle SENDING = account("sending");
    private static final VarHandle THEIRS = account("theirs");
    private static final VarHandle PREFETCH = account("prefetch");

    private final long limit;

    /** Called when room for {@code sending} has come up; set once, before it is used. */
    private Runnable onRoom = () -> {};

    // `own` is without `sending`, `theirs` is with `prefetch`.
    @SuppressWarnings("UnusedVariable") // by its handle
    private long own;

    @SuppressWarnings("UnusedVariable") // by its handle
    private long sending;

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
     * Takes bytes for an item or event that waits to be written, and that the peer's credit covers,
     * if there is room. For any thread.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none; true in any case when no other item or
     *     event is held: one alone may be larger
     */
    public boolean trySending(long bytes) {
        return trySending(bytes, subShare(), 0);
    }

    /**
     * Takes bytes for what waits for credit too: of half of the account, so that what waits for
     * credit never takes the room of what may go. For any thread.
     *
     * @param bytes how many
     * @return as of {@link #trySending}
     */
    public boolean trySendingUncovered(long bytes) {
        return trySending(bytes, subShare() / 2, 0);
    }

    /**
     * Takes bytes for the one item or event that its flow would write next, where credit covers it
     * and nothing else of the flow waits: of half an account more, so that no flow stands still
     * because of what others hold and may not write. For any thread.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none; a large one is taken where no more than
     *     the account is held
     */
    public boolean trySendingNext(long bytes) {
        return trySending(bytes, mostNext(), subShare());
    }

    /**
     * Whether {@link #trySendingNext} would take so many now.
     *
     * @param bytes how many
     * @return whether
     */
    public boolean fitsNext(long bytes) {
        return fitsSending(sending(), bytes, mostNext(), subShare());
    }

    private long mostNext() {
        return subShare() + subShare() / 2;
    }

    private boolean trySending(long bytes, long most, long mostBefore) {
        while (true) {
            long held = sending();
            if (!fitsSending(held, bytes, most, mostBefore)) {
                return false;
            }
            if (SENDING.compareAndSet(this, held, held + bytes)) {
                return true;
            }
        }
    }

    private boolean fitsSending(long held, long bytes, long most, long mostBefore) {
        boolean fits =
                bytes <= most - held // its part of the half
                        && bytes <= share() - (long) OWN.getVolatile(this) - held;
        return fits || held == 0 || (held <= mostBefore && bytes > most / 3);
    }

    /**
     * Gives bytes of an item or event back: it is written, or nobody wants it any more. For any
     * thread.
     *
     * @param bytes how many were taken
     */
    public void sent(long bytes) {
        SENDING.getAndAdd(this, -bytes);
        onRoom.run();
    }

    /**
     * Takes bytes for an item that the application was asked for, and that cannot be refused. For
     * any thread.
     *
     * @param bytes how many
     */
    public void takeSending(long bytes) {
        SENDING.getAndAdd(this, bytes);
    }

    /**
     * Has an action run whenever there may be more room for what is sent than before.
     *
     * @param action runs on the thread that gives something back
     */
    public void onRoom(Runnable action) {
        onRoom = action;
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

    /** Takes bytes for what cannot be refused, or was asked for before. */
    void force(long bytes, boolean ofOwn) {
        if (ofOwn) {
            addOwn(bytes);
        } else {
            addTheirs(bytes);
        }
    }

    void unforce(long bytes, boolean ofOwn) {
        force(-bytes, ofOwn);
    }

    // One thread changes these, others may look at them.

    private void addOwn(long bytes) {
        long held = (long) OWN.getOpaque(this) + bytes;
        if (bytes < 0) {
            OWN.setVolatile(this, held); // Seen by whoever stands in line after onRoom has looked.
            onRoom.run();
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
     * What is held of this side's own, {@link #sending} included.
     *
     * @return bytes
     */
    public long own() {
        return (long) OWN.getVolatile(this) + sending();
    }

    /**
     * What is held of items and events that wait to be written.
     *
     * @return bytes
     */
    public long sending() {
        return (long) SENDING.getVolatile(this);
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
        return limit / 2;
    }

    /**
     * What {@link #sending} and {@link #prefetch} may be, each.
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

    /** What a peer is told that asks and does not read. §11.3-2 */
    ErrorInfo overrun() {
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
