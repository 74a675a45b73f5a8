package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.hello.Bye;
import dev.fluxar.session.rate.SecondCount;
import dev.fluxar.session.resume.Receiving;
import dev.fluxar.session.resume.ReplayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What an established session says for itself: ping and bye, and their answers (spec §9.1 and
 * §9.2). Not thread-safe.
 */
final class SessionControl {

    /**
     * Pings in any second, at the wish of the application; with those for silence, ten at most, and
     * all that is said once they are fewer than 64. §11.7-1
     */
    private static final int PINGS = 32;

    /** What is read in any second without an answer's or an ack's reason. §11.7-2 */
    private static final int MOST_READ = 128;

    private final Session session;
    private final SessionHandler handler;
    private Liveness liveness;
    private final Farewell farewell = new Farewell();
    private final @Nullable SessionAuth auth;
    private final SecondCount pings = new SecondCount(PINGS);
    private final SecondCount read = new SecondCount(MOST_READ);

    /** Whether a ping waits until there have been fewer of late. */
    private boolean pingWaits;

    /** The own bye, to be said on each connection; null before it is said. §9.16-1 */
    private @Nullable Bye said;

    SessionControl(
            Session session,
            SessionHandler handler,
            long heartbeatMillis,
            @Nullable SessionAuth auth) {
        this.auth = auth;
        this.session = session;
        this.handler = handler;
        this.liveness = new Liveness(heartbeatMillis, session.now());
    }

    void onBytes() {
        liveness.heard(session.now());
    }

    /** An envelope of type 1 that is no fatal bye. */
    void onMessage(EnvelopeView view) {
        if (view.hasRef()) {
            onAnswer(view);
        } else if (EnvelopeRules.isSessionAck(view)) {
            onAck(SessionMessages.received(view)); // Never answered. §9.8-4
        } else {
            count();
            onOpen(view);
        }
    }

    private void onOpen(EnvelopeView view) {
        if (EnvelopeRules.isPing(view)) {
            session.sendUrgent(SessionMessages.reply(view, null, null)); // §9.1-2
        } else if (auth != null && EnvelopeRules.isAuth(view)) {
            auth.onAuth(view);
        } else if (EnvelopeRules.isBye(view)) {
            farewell.read(Bye.decode(view.copyPayload()), session.now());
            session.outbox.addByeAnswer(SessionMessages.reply(view, null, null)); // §9.2-1
            session.leave(SessionEvent.BYE_READ, "the other side says bye");
        } else {
            // §8.1-6
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR, "a second hello, expected one only");
        }
    }

    @Nullable String alternative() {
        return farewell.alternative();
    }

    /** Whether an id is that of the own ping or bye, not answered yet. */
    boolean isLive(long idHigh, long idLow) {
        return liveness.isPing(idHigh, idLow)
                || farewell.isBye(idHigh, idLow)
                || (auth != null && auth.isLive(idHigh, idLow));
    }

    private void onAnswer(EnvelopeView view) {
        if (view.hasPayload()) {
            Violations.requireMap(view);
        }
        long roundTrip = liveness.answered(view.refHigh(), view.refLow(), session.now());
        if (roundTrip >= 0) {
            handler.roundTrip(roundTrip);
        } else if ((auth == null || !auth.onAnswer(view))
                && !farewell.answered(view.refHigh(), view.refLow())) {
            count(); // What answers nothing is no answer.
        }
    }

    private void count() {
        if (!read.add(session.now())) {
            // §11.7-2
            throw new ProtocolException(
                    ErrorCode.RATE_LIMITED,
                    "more than "
                            + MOST_READ
                            + " envelopes of type 1 in a second, expected 64 at most");
        }
    }

    private void onAck(long received) {
        ReplayBuffer replay = session.replay;
        if (replay == null) {
            throw new IllegalStateException("an ack was let in, expected none without resume");
        }
        if (Long.compareUnsigned(received, replay.written()) > 0) {
            // §9.8-6
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR,
                    "ack of number "
                            + Long.toUnsignedString(received)
                            + ", expected at most "
                            + replay.written());
        }
        if (received <= replay.acked()) {
            count(); // It raises nothing.
        }
        replay.ack(received);
    }

    /** Sends a ping, unless one is unanswered; a moment later where there were many. §11.7-1 */
    void ping() {
        pingWaits = !liveness.pingOutstanding() && !pings.add(session.now());
        if (!pingWaits) {
            sendPing();
        }
    }

    /** Unless one is unanswered. §9.1-1 */
    private void sendPing() {
        if (!liveness.pingOutstanding()) {
            IdGenerator id = session.nextId();
            liveness.pinged(id.high(), id.low(), session.now());
            session.sendUrgent(SessionMessages.ping(id, () -> liveness.pingWritten(session.now())));
        }
    }

    void drain(Bye bye) {
        if (!farewell.sent()) {
            say(bye);
        }
        farewell.grace(session.now(), bye.graceMillis());
        session.leave(SessionEvent.BYE_SENT, "bye is sent");
    }

    private void say(Bye bye) {
        said = bye;
        session.send(farewell.bye(session.nextId(), bye, () -> farewell.written(session.now())));
    }

    // Where the session outlives its connection

    /** Pings and byes are forgotten with their connection. §9.10 */
    void detach() {
        Envelope waiting = farewell.detach();
        if (waiting != null) {
            session.outbox.take(waiting);
        }
    }

    /** There is a connection again; what was said is said again. §9.16-1 */
    void resume(long heartbeatMillis) {
        liveness = new Liveness(heartbeatMillis, session.now());
        Bye bye = said;
        if (bye != null) {
            say(new Bye(bye.code(), farewell.graceLeft(session.now()), bye.alternative()));
        }
    }

    /** The application goes away while there is no connection. §9.16-6 */
    void drainDetached(Bye bye) {
        said = said == null ? bye : said;
        farewell.grace(session.now(), bye.graceMillis());
        farewell.noted();
    }

    /** Whether an end of the transport ends the session in order. §9.10-4 */
    boolean ends() {
        boolean nothingKept = session.replay == null || session.replay.isEmpty();
        return farewell.ends(session.now(), nothingKept && handler.live() == 0);
    }

    /** When a detached session ends by the grace of a bye. §9.16-5 */
    long detachedDeadline() {
        return farewell.detachedDeadline();
    }

    void onTimer() {
        long now = session.now();
        if (session.receiving != null) {
            session.receiving.acks().onTimer(now);
        }
        if (farewell.graceOver(now)) {
            session.end(SessionEvent.GRACE_OVER, null, null);
        } else if (liveness.silent(now)) {
            session.onSilence(liveness.silence()); // §9.1-3
        } else if (liveness.pingDue(now)) {
            sendPing();
        } else if (pingWaits) {
            ping();
        }
    }

    long deadline() {
        long next = Math.min(liveness.deadline(), farewell.deadline());
        next = Math.min(next, session.outbox.deadline(session.now()));
        if (pingWaits) {
            next = Math.min(next, pings.nextAt());
        }
        Receiving receiving = session.receiving;
        return receiving == null ? next : Math.min(next, receiving.acks().deadline());
    }

    /**
     * Whether the own bye lets the session end, with everything written (§9.2-5) and nothing kept
     * (§9.16-4), also where the other side's crossed it (§9.2-7).
     */
    boolean over() {
        ReplayBuffer replay = session.replay;
        return farewell.over(handler.live(), replay == null || replay.isEmpty());
    }

    /** Whether an end of the transport now is one in order. §9.4-2 */
    boolean orderly() {
        return farewell.orderly();
    }
}
