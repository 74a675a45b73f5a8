package dev.fluxar.session;

import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.session.hello.ResumeAnswer;
import dev.fluxar.session.resume.Opens;
import dev.fluxar.session.resume.RefusalReason;
import dev.fluxar.session.resume.ResumeHello;
import org.jspecify.annotations.Nullable;

/** What a session tells the layer above it. Called within the session's own methods. */
public interface SessionHandler {

    /**
     * The handshake is done.
     *
     * @param established what it settled
     */
    void established(Established established);

    /**
     * A valid envelope of types 2 to 7 was read.
     *
     * @param view valid until this returns
     */
    void envelope(EnvelopeView view);

    /**
     * Something was read that is not acted on: a null in place of an envelope, §5.6-4, or an
     * envelope that was received before, §9.7-5.
     *
     * @param view null for a null; valid until this returns
     * @throws dev.fluxar.message.ProtocolException where there is too much of it. §11.5-4
     */
    default void passedOver(@Nullable EnvelopeView view) {}

    /** A bye was sent or answered: nothing may be opened from now on, either way. */
    void draining();

    /**
     * How many exchanges are live, in both directions together.
     *
     * @return 0 lets a draining session end
     */
    int live();

    /**
     * Whether an exchange has an id, whoever opened it. §1.3-4
     *
     * @param idHigh high half
     * @param idLow low half
     * @return whether it is live
     */
    boolean isLive(long idHigh, long idLow);

    /**
     * A ping of this side was answered.
     *
     * @param roundTripNanos nanoseconds
     */
    void roundTrip(long roundTripNanos);

    /**
     * An open is about to be sent again. §9.13-4
     *
     * @param idHigh high half of its id
     * @param idLow low half
     * @return what is to be done with it
     */
    default Opens.Fate reopen(long idHigh, long idLow) {
        return Opens.Fate.UNKNOWN;
    }

    /**
     * The connection is lost, and the session is kept: nothing ends by that. §9.14-2
     *
     * @param why it is lost
     */
    default void detached(SessionEnd why) {
        // Nobody needs to know.
    }

    /**
     * The session has a connection again.
     *
     * @param replayed how many envelopes are sent again
     */
    default void resumed(long replayed) {
        // Likewise.
    }

    /**
     * The hello of the other side resumes another session: whether its proof is right. §9.12-1
     *
     * @param hello with its proof
     * @return null where it is; otherwise what the resume is refused with
     */
    default @Nullable ErrorInfo proves(ResumeHello hello) {
        return RefusalReason.UNKNOWN.refusal("no session is known here", 0);
    }

    /**
     * A hello whose proof is right resumes another session. §9.12
     *
     * @param hello with its proof
     * @param ruling what became of its credentials
     * @return null when that session takes the connection over, and answers; otherwise what the
     *     resume is refused with
     */
    default @Nullable ErrorInfo resumes(ResumeHello hello, SessionAuth.Ruling ruling) {
        return RefusalReason.UNKNOWN.refusal("no session is known here", 0);
    }

    /**
     * The answer to the hello resumes the session that this one was an attempt for: that takes the
     * connection over.
     *
     * @param answer its proof is right
     */
    default void accepted(ResumeAnswer answer) {
        throw new IllegalStateException("a resume was accepted, expected no attempt");
    }

    /**
     * The session is over. Called once, last.
     *
     * @param end why
     */
    void ended(SessionEnd end);
}
