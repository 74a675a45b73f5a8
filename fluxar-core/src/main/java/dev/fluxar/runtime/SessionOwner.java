package dev.fluxar.runtime;

import dev.fluxar.message.ErrorInfo;
import dev.fluxar.session.SessionAuth;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.hello.ResumeAnswer;
import dev.fluxar.session.resume.ResumeHello;
import dev.fluxar.session.resume.ResumeJudge;
import org.jspecify.annotations.Nullable;

/** Who opened or accepted a session: hears of its life, on the session's loop. */
interface SessionOwner {

    /** What the other side may use. */
    Offered offered();

    /** The handshake is done. */
    void established(SessionDriver driver);

    /** The session is over; its connection may still be closing. */
    void ended(SessionDriver driver, SessionEnd end);

    /** Whether the application has declared the addresses to be of class 2. §8.6 */
    boolean trusted();

    /** The session has lost its connection, and is kept. */
    default void detached(SessionDriver driver, SessionEnd why) {
        // Nobody needs to know.
    }

    /** The session has no connection, and may hold more than before. */
    default void waits(SessionDriver driver) {
        // Nobody counts it.
    }

    /** Another connection is wanted than the one that is being tried, if one is. */
    default void reconnect() {
        // None is.
    }

    /** The session has a connection again. */
    default void resumed(SessionDriver driver) {
        // Likewise.
    }

    /** Whether a hello that resumes another session proves that it may; null, or the refusal. */
    default @Nullable ErrorInfo proves(ResumeHello hello) {
        return ResumeJudge.unknown();
    }

    /**
     * A hello resumes another session than this one.
     *
     * @return null when that takes the connection over; otherwise what the hello is refused with
     */
    default @Nullable ErrorInfo resumes(
            SessionDriver driver, ResumeHello hello, SessionAuth.Ruling ruling) {
        return ResumeJudge.unknown();
    }

    /** The session that this one was an attempt to resume takes the connection over. */
    default void accepted(SessionDriver driver, ResumeAnswer answer) {
        throw new IllegalStateException("a resume was accepted, expected no attempt");
    }

    /** All is over: the session has no connection any more. */
    void closed(SessionDriver driver, SessionEnd end);
}
