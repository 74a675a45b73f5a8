package dev.fluxar.patterns.pubsub;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MetaCursor;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions that this side holds at the other (spec §10.31), counted. Pure, and confined to
 * the session's thread. Start reading at {@link #open}.
 */
final class OutboundSubscriptions {

    private final Exchanges exchanges;
    private final Parts parts;
    private final MetaCursor cursor = EventMeta.cursor();
    private final EventMeta event = new EventMeta();
    private int live;
    private @Nullable SessionEnd end;

    OutboundSubscriptions(Exchanges exchanges, Parts parts) {
        this.exchanges = exchanges;
        this.parts = parts;
    }

    Parts parts() {
        return parts;
    }

    Exchanges exchanges() {
        return exchanges;
    }

    /** Writes a subscribe, or fails it at once; one that was given up meanwhile is left alone. */
    void open(Subscriber subscriber) {
        if (!subscriber.wanted()) {
            return;
        }
        Session session = exchanges.session();
        FluxarException refusal = refusal(subscriber, session);
        if (refusal != null) {
            subscriber.notAccepted(refusal);
            return;
        }
        IdGenerator id = session.nextId();
        while (exchanges.isLive(id.high(), id.low())) {
            id = session.nextId(); // The other side may have guessed it. §1.3-4
        }
        subscriber.opened(id.high(), id.low());
        exchanges.addHere(id.high(), id.low(), subscriber, false); // §11.4-2
        live++;
        session.send(subscriber);
    }

    /** Why a subscribe cannot be accepted. §4.3-1 */
    private @Nullable FluxarException refusal(Subscriber subscriber, Session session) {
        int bytes = subscriber.sizeBound();
        long most = session.peerLimits().envelope();
        return switch (session.standing()) {
            case CONNECTING, HANDSHAKING, AUTHENTICATING ->
                    notSent(ErrorCode.UNAVAILABLE, "the session is not established yet");
            case CLOSED ->
                    end == null
                            ? notSent(ErrorCode.UNAVAILABLE, "the session has ended")
                            : end.failure(Outcome.NOT_SENT);
            case DRAINING -> notSent(ErrorCode.DRAINING, "the session is going away"); // §9.2-3
            case ESTABLISHED, DETACHED, RESUMING -> {
                if (bytes > most) {
                    // §11.1-1
                    yield notSent(
                            ErrorCode.TOO_LARGE,
                            "subscribe of "
                                    + bytes
                                    + " bytes, at most "
                                    + most
                                    + " accepted by the other side");
                }
                if (live >= session.peerLimits().subscriptions()) {
                    // §11.4-2
                    yield overloaded(
                            live + " subscriptions are held, as many as the other side accepts");
                }
                if (!session.mayOpen()) {
                    yield tooOften(session); // §11.5-1
                }
                if (!session.budget().fitsOwn(subscriber.heldBytes())) {
                    yield overloaded(
                            "what waits to be written to this peer takes all of the "
                                    + session.budget().share()
                                    + " bytes allowed");
                }
                yield null;
            }
        };
    }

    static FluxarException notSent(ErrorCode code, String message) {
        return FluxarException.ofOperation(
                code.code(), message, Outcome.NOT_SENT, null, null, null);
    }

    private static FluxarException overloaded(String message) {
        return busy(ErrorCode.OVERLOADED, message, Duration.ofMillis(ErrorInfo.RETRY_MILLIS));
    }

    private static FluxarException tooOften(Session session) {
        long at = session.opensAt();
        Duration retry =
                at == Session.NEVER
                        ? Duration.ofMillis(ErrorInfo.RETRY_MILLIS)
                        : Duration.ofNanos(Math.max(1, at - session.now()));
        return busy(
                ErrorCode.RATE_LIMITED,
                "the other side accepts opens and verbs at the rate of "
                        + session.peerLimits().rate(),
                retry);
    }

    private static FluxarException busy(ErrorCode code, String message, Duration retry) {
        return FluxarException.ofOperation(
                code.code(), message, Outcome.NOT_SENT, retry, null, null);
    }

    /** Removes one whose subscribe is not written and never will be. */
    void withdraw(Subscriber subscriber) {
        if ((subscriber.idHigh() | subscriber.idLow()) != 0) {
            exchanges.session().withdraw(subscriber);
            leave(subscriber);
        }
    }

    /** Removes one that is closed. */
    void leave(Subscriber subscriber) {
        exchanges.removeHere(subscriber.idHigh(), subscriber.idLow(), subscriber, false);
        live--;
    }

    /** Hands an envelope of type 4, 5 or 7 to the subscription that it is about. */
    boolean onContinuation(EnvelopeView view, Subscriber subscriber) {
        switch (view.type()) {
            case SUBSCRIBE -> {
                ErrorInfo error = view.error();
                if (view.hasTarget()) {
                    return false; // Flow control is the subscriber's own. §2.3-2
                }
                if (error == null) {
                    subscriber.onGrant(view);
                } else {
                    subscriber.onRefusal(error);
                }
            }
            case UNSUBSCRIBE -> subscriber.onUnsubscribe(view.error());
            default -> {
                if (EnvelopeRules.isAck(view) || EnvelopeRules.isNack(view)) {
                    return false; // Those are the subscriber's own. §2.3-2
                } else if (EnvelopeRules.isPart(view)) {
                    subscriber.onPart(view, event);
                } else {
                    subscriber.onEvent(view, event);
                }
            }
        }
        return true;
    }

    /** Reads an event's meta. */
    void read(EnvelopeView view, EventMeta into, Delivery mode) {
        into.read(cursor, view, mode);
    }

    void onSessionEnded(SessionEnd why) {
        end = why;
    }
}
