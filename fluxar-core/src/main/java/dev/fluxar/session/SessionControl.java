package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.hello.Bye;
import dev.fluxar.session.rate.SecondCount;
import dev.fluxar.session.resume.Receiving;
import dev.fluxar.session.resume.ReplayBuffer;

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
    private final Liveness liveness;
    private final Farewell farewell = new Farewell();
    private final SecondCount pings = new SecondCount(PINGS);
    private final SecondCount read = new SecondCount(MOST_READ);

    /** Whether a ping waits until there have been fewer of late. */
    private boolean pingWaits;

    SessionControl(Session session, SessionHandler handler, long heartbeatMillis) {
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
        } else if (EnvelopeRules.isBye(view)) {
            farewell.read(Bye.decode(view.copyPayload()));
            session.sendUrgent(SessionMessages.reply(view, null, null)); // §9.2-1
            session.leave(SessionEvent.BYE_READ, "the other side says bye");
        } else {
            // §8.1-6
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR, "a second hello, expected one only");
        }
    }

    /** Whether an id is that of the own ping or bye, not answered yet. */
    boolean isLive(long idHigh, long idLow) {
        return liveness.isPing(idHigh, idLow) || farewell.isBye(idHigh, idLow);
    }

    private void onAnswer(EnvelopeView view) {
        if (view.hasPayload()) {
            Violations.requireMap(view);
        }
        long roundTrip = liveness.answered(view.refHigh(), view.refLow(), session.now());
        if (roundTrip >= 0) {
            handler.roundTrip(roundTrip);
        } else if (!farewell.answered(view.refHigh(), view.refLow())) {
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
            session.send(
                    farewell.bye(session.nextId(), bye, () -> farewell.written(session.now())));
        }
        farewell.grace(session.now(), bye.graceMillis());
        session.leave(SessionEvent.BYE_SENT, "bye is sent");
    }

    void onTimer() {
        long now = session.now();
        if (session.receiving != null) {
            session.receiving.acks().onTimer(now);
        }
        if (farewell.graceOver(now)) {
            session.end(SessionEvent.GRACE_OVER, null, null);
        } else if (liveness.silent(now)) {
            // §9.1-3
            session.fatal(
                    SessionEvent.SILENCE,
                    ErrorInfo.of(
                            ErrorCode.HEARTBEAT_TIMEOUT,
                            "nothing received for " + liveness.quietMillis() + " ms"));
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
