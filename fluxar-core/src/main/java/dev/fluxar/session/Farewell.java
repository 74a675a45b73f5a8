package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.hello.Bye;
import org.jspecify.annotations.Nullable;

/** The byes of a session, its own and the other side's (spec §9.2). Not thread-safe. */
final class Farewell {

    /** How long a bye without grace may take to be written, in milliseconds. §9.2-5 */
    private static final long WRITE_TIME = 1000;

    /** A longer grace is none that anyone waits for, in milliseconds: ten years. */
    private static final long MAX_GRACE = 315_360_000_000L;

    private boolean sent;

    /** Whether the own grace has begun: with the first writing, or without a connection. §9.16-5 */
    private boolean runs;

    private long graceMillis = MAX_GRACE;
    private long graceEnd = Session.NEVER;
    private long theirGraceEnd = Session.NEVER;

    /** Where the other side says to connect instead. */
    private @Nullable String alternative;

    // Valid for a connection.
    private @Nullable Envelope bye;
    private boolean written;
    private boolean answered;
    private boolean read;

    boolean sent() {
        return sent;
    }

    /** Makes the own bye, which tells when it is written. */
    Envelope bye(IdGenerator id, Bye said, Runnable onWritten) {
        sent = true;
        Envelope made = SessionMessages.bye(id, said, onWritten);
        bye = made;
        return made;
    }

    /** Sets or shortens the own grace. */
    void grace(long now, long millis) {
        graceMillis = Math.min(graceMillis, millis);
        // The bye must be written first, which a peer that does not read can prevent.
        long most = graceMillis == 0 ? WRITE_TIME : graceMillis;
        graceEnd = Math.min(graceEnd, now + most * 1_000_000);
    }

    /** There is no connection to say it over: its grace counts nevertheless. §9.16-5 */
    void noted() {
        runs = true;
    }

    /** The own bye is written: from its first writing on its grace counts. §9.2-5 */
    void written(long now) {
        written = true;
        if (graceMillis > 0 && !runs) {
            graceEnd = now + graceMillis * 1_000_000;
        }
        runs = true;
    }

    /** The grace that is left of the own bye, in milliseconds. §9.16-1 */
    long graceLeft(long now) {
        return Math.max(0, Math.min(graceMillis, (graceEnd - now) / 1_000_000));
    }

    /** Whether the own grace has passed. */
    boolean graceOver(long now) {
        return graceEnd != Session.NEVER && now >= graceEnd;
    }

    long deadline() {
        return graceEnd;
    }

    /** The other side's bye was read. §9.2-2 */
    void read(Bye theirs, long now) {
        if (read) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR, "a second bye, expected one only");
        }
        read = true;
        alternative = theirs.alternative();
        theirGraceEnd = now + Math.min(theirs.graceMillis(), MAX_GRACE) * 1_000_000;
    }

    @Nullable String alternative() {
        return alternative;
    }

    /** Whether an id is that of the own bye, not answered yet. */
    boolean isBye(long high, long low) {
        return bye != null && !answered && high == bye.idHigh() && low == bye.idLow();
    }

    /** Returns false when that answers no bye of ours. */
    boolean answered(long refHigh, long refLow) {
        boolean own = isBye(refHigh, refLow);
        answered |= own;
        return own;
    }

    /** Whether the own bye lets the session end now. §9.2-5 §9.16-4 */
    boolean over(int live, boolean nothingKept) {
        return written && (graceMillis == 0 || (answered && live == 0 && nothingKept));
    }

    /** Whether an end of the transport is one in order. §9.4-2 */
    boolean orderly() {
        return read || answered;
    }

    // Where the session outlives its connection

    /** Whether an end of the transport ends the session in order, and does not detach it. */
    boolean ends(long now, boolean nothingLeft) {
        // §9.10-4
        boolean graceOver = (read && now >= theirGraceEnd) || (answered && graceOver(now));
        return orderly() && (nothingLeft || graceOver);
    }

    /** When a session without a connection ends by the grace of a bye, whose ever. §9.16-5 */
    long detachedDeadline() {
        return Math.min(graceEnd, theirGraceEnd);
    }

    /**
     * The connection is lost, and what was said over it.
     *
     * @return a bye that is not written yet, to be taken back; null for none
     */
    @Nullable Envelope detach() {
        Envelope waiting = written ? null : bye;
        runs |= bye != null;
        bye = null;
        written = false;
        answered = false;
        read = false;
        return waiting;
    }
}
