package dev.fluxar.patterns.pubsub;

import dev.fluxar.Authorizer;
import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.hub.TopicHub;
import dev.fluxar.hub.TopicPattern;
import dev.fluxar.message.CreditCodec;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.MetaCursor;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.Timed;
import dev.fluxar.patterns.delivery.AckReader;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.patterns.publish.HubSignals;
import dev.fluxar.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions that the other side holds at this one (spec §10.20 and §10.32), counted. Pure,
 * and confined to the session's thread. Start reading at {@link #onOpen}.
 */
final class InboundSubscriptions {

    private static final MetaCursor.Keys DURABLE = new MetaCursor.Keys("durable");

    private final Exchanges exchanges;
    private final Parts parts;
    private final TopicSettings settings;
    private final HubSignals signals;
    private final SendingAllowance allowance;
    private final AckReader acks = new AckReader();
    private final MetaCursor durable = new MetaCursor(DURABLE);
    private int live;
    private boolean over;
    private boolean told;

    InboundSubscriptions(
            Exchanges exchanges, Parts parts, TopicSettings settings, HubSignals signals) {
        this.exchanges = exchanges;
        this.parts = parts;
        this.settings = settings;
        this.signals = signals;
        this.allowance = new SendingAllowance(exchanges.session().budget());
    }

    Session session() {
        return exchanges.session();
    }

    SendingAllowance allowance() {
        return allowance;
    }

    Parts parts() {
        return parts;
    }

    AckReader acks() {
        return acks;
    }

    /** Asks the hub, or refuses. §10.20-1 */
    void onOpen(EnvelopeView view) {
        SubscribeMeta meta = SubscribeMeta.of(view);
        TopicHub hub = settings.hub();
        ErrorInfo refusal = refusal(view, meta);
        if (refusal == null && hub == null) {
            refusal = ErrorInfo.of(ErrorCode.NOT_FOUND, "there is no hub here");
        }
        if (refusal != null || hub == null) {
            send(view.idHigh(), view.idLow(), MessageType.SUBSCRIBE, null, refusal);
            return;
        }
        Session session = session();
        Credit first = meta.credit();
        if (first == null) {
            first = session.peerLimits().credit(); // §10.12-1
        }
        PublisherSubscription subscription = new PublisherSubscription(this, view, meta, first);
        exchanges.addThere(view.idHigh(), view.idLow(), subscription);
        exchanges.freeThere(); // It counts by itself. §11.4-3
        live++;
        hub.subscribe(
                new SubscribeRequest(
                        session,
                        settings.principal().get(),
                        view.target(),
                        meta.delivery(),
                        meta.group(),
                        meta.durable(),
                        meta.from(),
                        meta.overflow(),
                        meta.ackWaitMillis(),
                        allowance,
                        session.unixMillis()),
                new HubLink(subscription, signals));
    }

    /** Rows 1 to 5, in their order; 7 and 8 are the hub's. */
    private @Nullable ErrorInfo refusal(EnvelopeView view, SubscribeMeta meta) {
        if (session().draining()) {
            return ErrorInfo.of(ErrorCode.DRAINING, "going away"); // §9.2-4
        }
        int most = settings.limits().message();
        if (view.length() > most) {
            // §11.1-2
            return ErrorInfo.of(
                    ErrorCode.TOO_LARGE,
                    "subscribe of " + view.length() + " bytes, at most " + most + " accepted");
        }
        ErrorInfo tooOften = exchanges.overRate(); // §11.5-3
        if (tooOften != null) {
            return tooOften;
        }
        if (live >= settings.limits().subscriptions()) {
            // §11.4-3 §4.1-3
            return new ErrorInfo(
                    ErrorCode.OVERLOADED.code(),
                    "as many subscriptions are live as are accepted",
                    null,
                    ErrorInfo.RETRY_MILLIS);
        }
        String fault = meta.fault(); // §3.2-1
        if (fault == null) {
            // §8.8-1
            ErrorInfo forbidden = exchanges.forbidden(Authorizer.Action.SUBSCRIBE, view);
            if (forbidden != null) {
                return forbidden;
            }
            fault = TopicPattern.faultOf(view.target()); // §10.19-2
        }
        if (fault == null && meta.durable() != null && meta.delivery() == Delivery.AT_MOST_ONCE) {
            fault = "a durable subscription of mode 0, expected mode 1 or 2";
        }
        return fault == null ? null : ErrorInfo.of(ErrorCode.INVALID_ARGUMENT, fault);
    }

    /** Hands an envelope of type 4, 5 or 7 to the subscription that it is about. */
    boolean onContinuation(EnvelopeView view, PublisherSubscription subscription) {
        switch (view.type()) {
            case SUBSCRIBE -> {
                if (EnvelopeRules.isPause(view)) {
                    subscription.onFlow(true, null);
                } else if (EnvelopeRules.isResume(view)) {
                    subscription.onFlow(false, CreditCodec.ofResume(view));
                } else {
                    return false; // Grants and refusals are the publisher's own. §2.3-2
                }
            }
            case UNSUBSCRIBE -> subscription.onUnsubscribe(deletes(view));
            default -> {
                boolean nack = EnvelopeRules.isNack(view);
                if (!nack && !EnvelopeRules.isAck(view)) {
                    return false; // Events are the publisher's own. §2.3-2
                }
                subscription.onAnswer(view, nack);
            }
        }
        return true;
    }

    /** Whether an unsubscribe deletes a durable subscription. §10.26-7 */
    private boolean deletes(EnvelopeView view) {
        boolean stays = view.error() != null;
        try {
            durable.reset(view);
            for (int key = durable.next(); key != MetaCursor.END; key = durable.next()) {
                stays |= durable.bool();
            }
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(
                    ErrorCode.MALFORMED, "unsubscribe: " + e.getMessage()); // §3.2-2
        }
        return !stays;
    }

    void send(
            PublisherSubscription to,
            MessageType type,
            @Nullable Payload payload,
            @Nullable ErrorInfo error) {
        send(to.idHigh(), to.idLow(), type, payload, error);
    }

    private void send(
            long refHigh,
            long refLow,
            MessageType type,
            @Nullable Payload payload,
            @Nullable ErrorInfo error) {
        Session session = session();
        ErrorInfo told =
                error == null ? null : error.fitting(session.peerLimits().envelope()); // §4.1-4
        session.sendUrgent(new Envelope(type, 0, 0, refHigh, refLow, null, null, payload, told));
    }

    void time(Timed timed) {
        exchanges.time(timed);
    }

    void untime(Timed timed) {
        exchanges.untime(timed);
    }

    /** One is closed. */
    void leave(PublisherSubscription subscription) {
        exchanges.closeThere(subscription.idHigh(), subscription.idLow(), subscription);
        live--;
        tellOver();
    }

    /** Called before the subscriptions are told. */
    void onSessionEnded() {
        over = true;
        tellOver();
    }

    /** Behind the last feed that is closed. §10.30-7 */
    private void tellOver() {
        TopicHub hub = settings.hub();
        if (over && live == 0 && hub != null && !told) {
            told = true;
            hub.sessionEnded(session(), session().unixMillis());
        }
    }
}
