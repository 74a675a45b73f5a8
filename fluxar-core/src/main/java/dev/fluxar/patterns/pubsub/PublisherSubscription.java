package dev.fluxar.patterns.pubsub;

import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.delivery.AckReader;
import dev.fluxar.patterns.delivery.DeliveryLedger;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscription at the publisher (spec §10.32). Confined to the session's thread. */
final class PublisherSubscription implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(PublisherSubscription.class);

    /** How long the answer to an unsubscribe is awaited. §10.28 */
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final InboundSubscriptions subscriptions;
    private final long idHigh;
    private final long idLow;
    private final SubscribeMeta terms;
    private final EventFlow flow;

    private PublisherState state = PublisherState.DECIDING;

    /** What becomes of a grant that comes too late. */
    private Detach undo = Detach.LEFT;

    private long patienceEnd = Session.NEVER;

    // The timer.
    private long deadline = Session.NEVER;
    private int heapIndex = -1;

    /**
     * Begins to decide.
     *
     * @param first the subscription's first credit, null for none
     */
    PublisherSubscription(
            InboundSubscriptions subscriptions,
            EnvelopeView open,
            SubscribeMeta terms,
            @Nullable Credit first) {
        this.subscriptions = subscriptions;
        this.idHigh = open.idHigh();
        this.idLow = open.idLow();
        this.terms = terms;
        this.flow =
                new EventFlow(
                        this,
                        subscriptions.session(),
                        subscriptions.parts(),
                        first,
                        terms.group() != null,
                        idHigh,
                        idLow);
    }

    // What the hub says: one answer, whatever it is. §10.20-2

    void onGranted(Grant grant) {
        Session session = subscriptions.session();
        if (!transition(PublisherEvent.GRANTED)) {
            grant.feed().close(undo, grant.ledger(), session.unixMillis());
            return;
        }
        flow.begin(grant, terms.delivery());
        subscriptions.send(
                this, MessageType.SUBSCRIBE, GrantCodec.encode(grant, terms.delivery()), null);
        session.ready(flow); // Behind the grant. §10.20-3
        retime();
    }

    void onRefused(FluxarException why) {
        refuse(PublisherEvent.REFUSED, ErrorInfo.of(why));
    }

    private void refuse(PublisherEvent event, ErrorInfo why) {
        if (transition(event)) {
            subscriptions.send(this, MessageType.SUBSCRIBE, null, why);
            subscriptions.leave(this);
        }
    }

    void onReady() {
        flow.onReady();
    }

    void onAckedBefore(HubEvent event) {
        DeliveryLedger ledger = flow.ledger();
        if (ledger != null) {
            ledger.ackedBefore(event);
            flow.answered();
        }
    }

    /** §10.27-3 §10.26-4 */
    void onHubEnded(FluxarException why) {
        if (state == PublisherState.DECIDING) {
            refuse(PublisherEvent.HUB_ENDED, ErrorInfo.of(why));
        } else {
            end(PublisherEvent.HUB_ENDED, ErrorInfo.of(why));
            flow.close(Detach.LEFT);
        }
    }

    // What is written

    /** Events were written, as far as they may be. */
    void onWritten() {
        if (transition(PublisherEvent.EVENT_DUE)) {
            retime();
        }
    }

    // What is read

    void onAnswer(EnvelopeView view, boolean nack) {
        if (state == PublisherState.CLOSED) {
            return;
        }
        DeliveryLedger ledger = flow.ledger();
        AckReader in = subscriptions.acks();
        in.reset(view, nack, ledger == null ? 0 : ledger.highest());
        while (in.next()) {
            if (ledger != null && nack) {
                ledger.nack(
                        in.first(),
                        in.last(),
                        in.attempt(),
                        in.delayMillis(),
                        subscriptions.session().now(),
                        flow.mayWrite());
            } else if (ledger != null) {
                ledger.ack(in.first(), in.last());
            }
        }
        if (transition(PublisherEvent.ANSWER)) {
            flow.answered();
            retime();
        }
    }

    void onFlow(boolean pause, @Nullable Credit more) {
        if (!transition(PublisherEvent.FLOW)) {
            return;
        }
        if (pause) {
            flow.pause();
        } else {
            flow.resume(more);
        }
    }

    /** The first unsubscribe, or the answer to this side's. */
    void onUnsubscribe(boolean deletes) {
        boolean answers = state == PublisherState.ENDING;
        if (!transition(PublisherEvent.UNSUBSCRIBE_READ)) {
            return;
        }
        if (!answers) { // §10.28-7
            subscriptions.send(this, MessageType.UNSUBSCRIBE, null, null); // §10.28-3
        }
        undo = deletes && !answers ? Detach.UNSUBSCRIBED : Detach.LEFT; // §10.26-7
        close();
    }

    // The end

    /** This side ends it: from now on nothing of it is written. §10.28-4 §10.28-5 */
    private void end(PublisherEvent event, ErrorInfo why) {
        if (!transition(event)) {
            return;
        }
        subscriptions.send(this, MessageType.UNSUBSCRIBE, null, why);
        patienceEnd = subscriptions.session().now() + PATIENCE_NANOS;
        flow.end();
        retime();
    }

    private void close() {
        flow.close(undo);
        subscriptions.leave(this);
    }

    @Override
    public void onDraining() {
        ErrorInfo why = ErrorInfo.of(ErrorCode.DRAINING, "going away");
        if (state == PublisherState.DECIDING) {
            refuse(PublisherEvent.DRAINING, why);
        } else {
            end(PublisherEvent.DRAINING, why); // §10.36-1
        }
    }

    /** Meanwhile the other side could not answer. §9.14-1 */
    @Override
    public void onResumed() {
        if (state == PublisherState.ENDING) {
            patienceEnd = subscriptions.session().now() + PATIENCE_NANOS;
        }
        flow.awaitAnew();
        retime();
    }

    @Override
    public void onSessionEnded(SessionEnd end) {
        if (transition(PublisherEvent.SESSION_ENDED)) {
            close(); // §10.36-2
        }
    }

    // Time

    /** Sets the timer, if it would come too late; one that comes too early is set again then. */
    private void retime() {
        long at =
                switch (state) {
                    case DECIDING, CLOSED -> Session.NEVER;
                    case ENDING -> canAnswer() ? patienceEnd : Session.NEVER;
                    case ACTIVE -> flow.due();
                };
        if (heapIndex < 0 || at < deadline) {
            subscriptions.untime(this);
            deadline = at;
            subscriptions.time(this);
        }
    }

    private boolean canAnswer() {
        return subscriptions.session().connected();
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void onDeadline() {
        if (canAnswer() && subscriptions.session().now() >= patienceEnd) {
            if (transition(PublisherEvent.PATIENCE_OVER)) {
                close();
            }
            return;
        }
        if (state == PublisherState.ACTIVE) {
            flow.onTime();
        }
        retime();
    }

    @Override
    public int heapIndex() {
        return heapIndex;
    }

    @Override
    public void heapIndex(int index) {
        heapIndex = index;
    }

    long idHigh() {
        return idHigh;
    }

    long idLow() {
        return idLow;
    }

    /** The one place where the state changes; false where the event has no effect. */
    private boolean transition(PublisherEvent event) {
        PublisherState next = PublisherTable.TABLE.next(state, event);
        if (next == null) {
            return false;
        }
        if (LOG.isTraceEnabled()) {
            LOG.trace("publisher: {} -> {} by {}", state, next, event);
        }
        state = next;
        return true;
    }
}
