package dev.fluxar.patterns.pubsub;

import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.PatternHandler;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.patterns.publish.HubSignals;
import dev.fluxar.patterns.publish.InboundPublishes;
import dev.fluxar.patterns.publish.OutboundPublish;
import dev.fluxar.patterns.publish.OutboundPublishes;
import dev.fluxar.patterns.publish.Turns;
import dev.fluxar.session.SessionEnd;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a session (spec §10.19 to §10.38): subscribes and publishes, takes the other side's
 * subscriptions and publishes to a hub, and hands what comes in to the one that it concerns. Pure,
 * and confined to the session's thread.
 */
public final class Topics implements PatternHandler {

    private final Prefetch prefetch;
    private final HubSignals signals;
    private final OutboundSubscriptions outbound;
    private final InboundSubscriptions inbound;
    private final OutboundPublishes publishes;
    private final InboundPublishes inboundPublishes;

    /**
     * Registers itself for the message types of topics.
     *
     * @param exchanges of the session, which is bound
     * @param settings of this side
     * @param prefetch shared by all flows of the session
     * @param turns bring what the hub says onto the session's thread
     */
    public Topics(Exchanges exchanges, TopicSettings settings, Prefetch prefetch, Turns turns) {
        Parts parts = new Parts(exchanges, settings.limits());
        this.prefetch = prefetch;
        this.signals = new HubSignals(turns);
        this.outbound = new OutboundSubscriptions(exchanges, parts);
        this.inbound = new InboundSubscriptions(exchanges, parts, settings, signals);
        this.publishes =
                new OutboundPublishes(
                        exchanges, parts, settings.limits().waiting(), settings.producerId());
        this.inboundPublishes =
                new InboundPublishes(
                        exchanges,
                        parts,
                        settings.hub(),
                        settings.principal(),
                        settings.limits().message(),
                        signals);
        exchanges.register(MessageType.SUBSCRIBE, this);
        exchanges.register(MessageType.UNSUBSCRIBE, this);
        exchanges.register(MessageType.PUBLISH, this);
        exchanges.register(MessageType.MESSAGE, this);
    }

    // For the application

    /**
     * Subscribes, or fails the subscription at once.
     *
     * @param subscriber not subscribed before; one that was given up meanwhile is left alone
     */
    public void subscribe(Subscriber subscriber) {
        outbound.open(subscriber);
    }

    /**
     * Publishing, as the producer.
     *
     * @return publishes and gives up
     */
    public OutboundPublishes publishes() {
        return publishes;
    }

    /** Acts upon what the hub has said meanwhile: what {@link Turns#wake} asks for. */
    public void onTurn() {
        signals.run();
    }

    /**
     * Bytes of events that wait for the other side, or are sent to it and not settled, beside the
     * budget (§10.27-4). For any thread.
     *
     * @return how many
     */
    public long beyondBudget() {
        return inbound.allowance().excess();
    }

    // For the layer

    OutboundSubscriptions outboundSubscriptions() {
        return outbound;
    }

    Prefetch prefetch() {
        return prefetch;
    }

    @Override
    public void onOpen(EnvelopeView view) {
        if (view.type() == MessageType.SUBSCRIBE) {
            inbound.onOpen(view);
        } else {
            inboundPublishes.onOpen(view);
        }
    }

    @Override
    public boolean onContinuation(EnvelopeView view, @Nullable Exchange exchange) {
        if (view.type() == MessageType.PUBLISH) {
            if (view.hasTarget()) {
                return inboundPublishes.onPart(view, exchange);
            }
            if (exchange instanceof OutboundPublish publish) {
                publishes.onAnswer(publish, view);
                return true;
            }
        } else if (exchange instanceof Subscriber subscriber) {
            return outbound.onContinuation(view, subscriber);
        } else if (exchange instanceof PublisherSubscription subscription) {
            return inbound.onContinuation(view, subscription);
        }
        // It names no exchange in which its sender has that role. §2.3-1 §2.3-2
        return false;
    }

    // Called once for each of the four types: what is done twice has no effect.

    @Override
    public void onDraining() {
        publishes.onDraining();
    }

    @Override
    public void onSessionEnded(SessionEnd end) {
        outbound.onSessionEnded(end);
        publishes.onSessionEnded(end);
        inbound.onSessionEnded();
    }

    @Override
    public void onRoom() {
        publishes.onRoom();
    }
}
