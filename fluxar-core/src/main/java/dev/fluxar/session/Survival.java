package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.Payload;
import dev.fluxar.session.hello.Bye;
import dev.fluxar.session.hello.Capabilities;
import dev.fluxar.session.hello.Offer;
import dev.fluxar.session.hello.ResumeAnswer;
import dev.fluxar.session.hello.ResumeGrant;
import dev.fluxar.session.hello.ResumeOffer;
import dev.fluxar.session.resume.Attempt;
import dev.fluxar.session.resume.KnownSession;
import dev.fluxar.session.resume.ProofInput;
import dev.fluxar.session.resume.Proofs;
import dev.fluxar.session.resume.Receiving;
import dev.fluxar.session.resume.ReplayBuffer;
import dev.fluxar.session.resume.ResumeHello;
import dev.fluxar.session.resume.Uncertain;
import dev.fluxar.session.resume.Unreceived;
import org.jspecify.annotations.Nullable;

/**
 * A session's life beyond one connection (spec §9.10 to §9.16): it is detached when the connection
 * is lost, and resumed over another. Confined to the session's thread, as the session is.
 */
public final class Survival {

    private final Session session;
    private final SessionHandler handler;
    private final SessionControl control;
    private final SessionSettings settings;
    private final ResumeGrant grant;
    private final byte[] id;
    private final ReplayBuffer replay;
    private final Receiving receiving;

    /** The greatest that was stated, or accepted; 0 before the first. §9.11-3 §9.12-1 */
    private long epoch;

    /** Whether a bye was sent or answered on any connection, or is to be sent. §9.16-2 */
    private boolean drains;

    // Valid while there is no connection.
    private long windowEnd = Session.NEVER;
    private @Nullable SessionEnd lost;

    /** That of a session whose handshake is done; null where it ends with its connection. */
    static @Nullable Survival of(
            Session session,
            SessionHandler handler,
            SessionControl control,
            SessionSettings settings,
            Established established) {
        ResumeGrant grant = established.grant();
        ReplayBuffer replay = session.replay;
        Receiving receiving = session.receiving;
        if (grant == null || replay == null || receiving == null) {
            return null;
        }
        return new Survival(
                session,
                handler,
                control,
                settings,
                grant,
                established.session(),
                replay,
                receiving);
    }

    private Survival(
            Session session,
            SessionHandler handler,
            SessionControl control,
            SessionSettings settings,
            ResumeGrant grant,
            byte[] id,
            ReplayBuffer replay,
            Receiving receiving) {
        this.session = session;
        this.handler = handler;
        this.control = control;
        this.settings = settings;
        this.grant = grant;
        this.id = id;
        this.replay = replay;
        this.receiving = receiving;
    }

    // Getters

    /**
     * The session's id.
     *
     * @return 16 bytes, not to be changed
     */
    public byte[] id() {
        return id;
    }

    /**
     * What was granted when the session was established.
     *
     * @return holds the secret
     */
    public ResumeGrant grant() {
        return grant;
    }

    /**
     * What a resume of this session is judged by.
     *
     * @param state whether it lives
     * @param channelClass of the channel on which it was established
     * @return as it is now
     */
    public KnownSession known(KnownSession.State state, int channelClass) {
        return new KnownSession(
                grant.secret(),
                state,
                grant.windowMillis(),
                epoch,
                channelClass,
                Handshake.VERSION,
                session.parts(),
                replay.written(),
                replay.acked(),
                receiving.received());
    }

    boolean drains() {
        return drains;
    }

    void draining() {
        drains = true;
    }

    // Loss

    /**
     * The connection is lost or given up; nothing that still comes from it may reach the session.
     * Without effect where there is none. §9.10-1
     *
     * @param why what is told of it
     * @param cause what broke it, or null
     */
    public void lose(ErrorInfo why, @Nullable Throwable cause) {
        SessionEnd told = new SessionEnd(SessionEvent.LOST, why, cause);
        if (!session.connected() || !session.transition(SessionEvent.LOST, why.toString())) {
            return;
        }
        lost = told;
        windowEnd = session.now() + grant.windowMillis() * 1_000_000; // §9.10-6
        session.outbox.detach();
        control.detach();
        handler.detached(told); // §9.14-2
    }

    /** Whether an end of the transport ends the session in order. §9.10-4 */
    boolean ends() {
        return control.ends();
    }

    /** The application goes away. §9.16-6 */
    void drain(Bye bye) {
        boolean nothingLeft = handler.live() == 0 && replay.isEmpty();
        if (bye.graceMillis() == 0 || nothingLeft) {
            session.end(SessionEvent.ABORTED, null, null);
            return;
        }
        control.drainDetached(bye);
        if (!drains) {
            drains = true;
            session.ackAtOnce(); // §9.8-2
            handler.draining();
        }
    }

    /** Ends the session where it has no connection: more of them are kept than may be. §11.6-4 */
    public void evict() {
        if (session.established() && !session.connected()) {
            end(
                    SessionEvent.BOUND_EXCEEDED,
                    ErrorInfo.of(ErrorCode.OVERLOADED, "too many sessions without a connection"),
                    null);
        }
    }

    /** When it wants to be called, while there is no connection. */
    long deadline() {
        return Math.min(windowEnd, control.detachedDeadline());
    }

    void onTimer() {
        long now = session.now();
        if (now >= windowEnd) {
            SessionEnd why = lost;
            ErrorInfo told = why == null ? null : why.error();
            end(
                    SessionEvent.WINDOW_OVER,
                    ErrorInfo.of(
                            ErrorCode.UNAVAILABLE,
                            (told == null ? "" : told.message() + "; ")
                                    + "not resumed within "
                                    + grant.windowMillis()
                                    + " ms"),
                    null);
        } else if (now >= control.detachedDeadline()) {
            session.end(SessionEvent.GRACE_OVER, null, null); // §9.16-5
        }
    }

    /** §9.15-4 */
    private void end(SessionEvent event, ErrorInfo error, @Nullable Unreceived unreceived) {
        SessionEnd why = lost;
        session.end(
                new SessionEnd(
                        event,
                        error,
                        why == null ? null : why.cause(),
                        unreceived,
                        new Uncertain()));
    }

    // At the initiator

    /**
     * Begins an attempt: uses an epoch up, and states what was received, as nothing can come in any
     * more. §9.11-3 §9.11-4
     *
     * @param proofs make and compare proofs
     * @return null where the session has a connection, or an attempt is under way, or it has ended
     */
    public @Nullable Attempt attempt(Proofs proofs) {
        if (!session.transition(SessionEvent.ATTEMPT_BEGUN, "attempt " + (epoch + 1))) {
            return null;
        }
        epoch++;
        Capabilities wished = settings.capabilities();
        return new Attempt(
                new Capabilities(wished.batch(), session.parts(), true, wished.auth()), // §9.11-2
                Offer.clamp(settings.heartbeatMillis()),
                id,
                epoch,
                receiving.received(),
                grant.secret(),
                proofs);
    }

    /**
     * The attempt has failed, and the session may still be resumed.
     *
     * @param reason for the log
     */
    public void attemptOver(String reason) {
        session.transition(SessionEvent.ATTEMPT_OVER, reason);
    }

    /**
     * The attempt was accepted: from now on the connection is this session's.
     *
     * @param answer its proof is right
     * @return false when what it says of the session cannot be: that has ended. §9.12-8
     */
    public boolean resumed(ResumeAnswer answer) {
        long theirs = answer.received();
        if (theirs > replay.written() || theirs < replay.acked()) {
            String found = "received is " + theirs;
            String expected = ", expected " + replay.acked() + " to " + replay.written();
            ErrorInfo told = ErrorInfo.of(ErrorCode.PROTOCOL_ERROR, found + expected);
            end(SessionEvent.RESUME_REFUSED, told, null);
            session.outbox.addUrgent(SessionMessages.fatalBye(session.nextId(), told)); // §9.3-1
            return false;
        }
        attach(theirs, answer.capabilities().batch(), answer.heartbeatMillis());
        return true;
    }

    /**
     * The session cannot be resumed any more. §9.15-4
     *
     * @param error what the other side said
     * @param received the highest number that it has received, -1 where it did not say
     */
    public void refused(ErrorInfo error, long received) {
        Unreceived unreceived =
                received < 0 ? null : new Unreceived(replay, received, handler::isLive);
        ErrorInfo told =
                ErrorInfo.of(ErrorCode.RESUME_REFUSED, "the session was lost: " + error.message());
        end(SessionEvent.RESUME_REFUSED, told, unreceived);
    }

    // At the responder

    /**
     * Resumes the session, which has no connection at this moment: the old one was fenced. Its
     * answer is the first that is written. §9.12-3
     *
     * @param hello was found to be in order
     * @param ruling what became of its credentials
     * @param capable whether {@code auth} is chosen
     * @param proofs make and compare proofs
     */
    public void resume(
            ResumeHello hello, SessionAuth.Ruling ruling, boolean capable, Proofs proofs) {
        ResumeOffer offer = hello.asked().content();
        epoch = offer.epoch();
        Capabilities chosen = settings.capabilities().and(offer.capabilities()).withAuth(capable);
        long heartbeat = Math.min(Offer.clamp(settings.heartbeatMillis()), offer.heartbeatMillis());
        ResumeAnswer answer =
                ResumeAnswer.of(
                        Handshake.VERSION,
                        id,
                        chosen,
                        heartbeat,
                        receiving.received(),
                        ruling.answer());
        byte[] input = ProofInput.ofAnswer(offer.encoded(), null, answer.encoded());
        Payload payload = answer.payload(proofs.hmac(grant.secret(), input));
        session.replyToHello(
                SessionMessages.reply(hello.idHigh(), hello.idLow(), payload, null)); // §9.13-1
        attach(offer.received(), chosen.batch(), heartbeat);
    }

    /**
     * What is said to be received does not fit: both sides end the session. §9.15-1
     *
     * @param error that the other side is told
     */
    public void refuse(ErrorInfo error) {
        end(SessionEvent.RESUME_REFUSED, error, null);
    }

    private void attach(long received, boolean batch, long heartbeatMillis) {
        long replayed = replay.written() - received;
        session.settleAgain(batch, received, handler::reopen);
        windowEnd = Session.NEVER;
        lost = null;
        SessionEvent event = drains ? SessionEvent.RESUMED_DRAINING : SessionEvent.RESUMED;
        if (session.transition(event, replayed + " envelopes are sent again")) {
            control.resume(heartbeatMillis);
            handler.resumed(replayed);
        }
    }

    /** Without the secret, which goes into no log. §9.6-4 */
    @Override
    public String toString() {
        return "epoch " + epoch + ", received " + receiving.received();
    }
}
