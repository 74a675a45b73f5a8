package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.hello.Bye;
import org.jspecify.annotations.Nullable;

/** The byes of a session, its own and the other side's (spec §9.2). Not thread-safe. */
final class Farewell {

    /** How long a bye without grace may take to be written, in milliseconds. §9.3-2 */
    private static final long WRITE_TIME = 1000;

    /** A longer grace is none that anyone waits for, in milliseconds: ten years. */
    private static final long MAX_GRACE = 315_360_000_000L;

    private boolean sent;
    private boolean written;
    private boolean answered;
    private long idHigh;
    private long idLow;
    private long graceMillis;
    private long graceEnd = Session.NEVER;
    private @Nullable Bye theirs;

    boolean sent() {
        return sent;
    }

    /** Makes the own bye. */
    Envelope bye(IdGenerator id, Bye bye) {
        sent = true;
        idHigh = id.high();
        idLow = id.low();
        return SessionMessages.bye(id, bye, () -> written = true);
    }

    /** Sets or shortens the own grace. */
    void grace(long now, long millis) {
        long bounded = Math.min(millis, MAX_GRACE);
        // Without a grace the bye must still be written, which a peer that does not read can
        // prevent.
        long end = now + (millis == 0 ? WRITE_TIME : bounded) * 1_000_000;
        if (graceEnd == Session.NEVER || end < graceEnd || millis == 0) {
            graceEnd = end;
            graceMillis = millis;
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

    void answered(long refHigh, long refLow) {
        answered |= sent && refHigh == idHigh && refLow == idLow;
    }

    /** Whether the own bye lets the session end now. §9.2-5 */
    boolean over(int live) {
        return written && (graceMillis == 0 || (answered && live == 0));
    }

    /** Whether an end of the transport is one in order. §9.4-2 */
    boolean orderly() {
        return theirs != null || answered;
    }
}
