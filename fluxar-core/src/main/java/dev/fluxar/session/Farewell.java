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
    private boolean written;
    private boolean answered;
    private long idHigh;
    private long idLow;
    private long graceMillis = MAX_GRACE;
    private long graceEnd = Session.NEVER;
    private @Nullable Bye theirs;

    boolean sent() {
        return sent;
    }

    /** Makes the own bye, which tells when it is written. */
    Envelope bye(IdGenerator id, Bye bye, Runnable onWritten) {
        sent = true;
        idHigh = id.high();
        idLow = id.low();
        return SessionMessages.bye(id, bye, onWritten);
    }

    /** Sets or shortens the own grace. */
    void grace(long now, long millis) {
        graceMillis = Math.min(graceMillis, millis);
        // The bye must be written first, which a peer that does not read can prevent.
        long most = graceMillis == 0 ? WRITE_TIME : graceMillis;
        graceEnd = Math.min(graceEnd, now + most * 1_000_000);
    }

    /** The own bye is written: from now on its grace counts. §9.2-5 */
    void written(long now) {
        written = true;
        if (graceMillis > 0) {
            graceEnd = now + graceMillis * 1_000_000;
        }
    }

    /** Whether the own grace has passed. */
    boolean graceOver(long now) {
        return graceEnd != Session.NEVER && now >= graceEnd;
    }

    long deadline() {
        return graceEnd;
    }

    /** The other side's bye was read. §9.2-2 */
    void read(Bye bye) {
        if (theirs != null) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR, "a second bye, expected one only");
        }
        theirs = bye;
    }

    /** Whether an id is that of the own bye, not answered yet. */
    boolean isBye(long high, long low) {
        return sent && !answered && high == idHigh && low == idLow;
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
        return theirs != null || answered;
    }
}
