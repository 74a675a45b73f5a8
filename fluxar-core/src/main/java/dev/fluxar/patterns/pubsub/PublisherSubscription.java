package dev.fluxar.patterns.pubsub;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.Ledger;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.delivery.AckReader;
import dev.fluxar.patterns.delivery.DeliveryLedger;
import dev.fluxar.patterns.delivery.OpenEvent;
import dev.fluxar.patterns.flow.SendCredit;
import dev.fluxar.session.EnvelopeSink;
import dev.fluxar.session.EnvelopeSource;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription at the publisher (spec §10.32 and §10.33): asks the hub's feed for events as
 * credit, window and connection allow, and writes them. Confined to the session's thread. Start
 * reading at {@link #writeTo}.
 */
final class PublisherSubscription extends EnvelopeSource implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(PublisherSubscription.class);

    /** How long the answer to an unsubscribe is awaited. §10.28 */
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final InboundSubscriptions subscriptions;
    private final long idHigh;
    private final long idLow;
    private final SubscribeMeta terms;
    private final SendCredit credit;
    private final int window;
    private final EventWriter writer;

    private PublisherState state = PublisherState.DECIDING;

    /** What becomes of a grant that comes too late. */
    private Detach undo = Detach.LEFT;

    // Valid once granted.

    /** Null before, and when it is closed. */
    private @Nullable HubFeed feed;

    /** Null in mode 0. */
    private @Nullable DeliveryLedger ledger;

    /** Polled, and not written for want of room in the connection. */
    private @Nullable HubEvent next;

    private int nextSendings;

    /** What was dropped before it. */
    private long nextDropped;

    /** Whether the feed had nothing when it was polled last: it says when that has changed. */
    private boolean drained;

    /** When to poll it again all the same. */
    private long pollAt = Session.NEVER;

    private long patienceEnd = Session.NEVER;

    // The timer.
    private long deadline = Session.NEVER;
    private int heapIndex = -1;

    PublisherSubscription(
            InboundSubscriptions subscriptions,
            EnvelopeView open,
            SubscribeMeta terms,
            @Nullable Credit first) {
        this.subscriptions = subscriptions;
        this.idHigh = open.idHigh();
        this.idLow = open.idLow();
        this.terms = terms;
        this.credit = new SendCredit(first);
        this.window = SubscribeTerms.window(first);
        this.writer = new EventWriter(idHigh, idLow);
    }

    private Session session() {
        return subscriptions.session();
    }

    // What the hub says

    void onGranted(Grant grant) {
        if (!transition(PublisherEvent.GRANTED)) {
            grant.feed().close(undo, grant.ledger(), session().unixMillis());
            return;
        }
        feed = grant.feed();
        Delivery mode = terms.delivery();
        if (mode != Delivery.AT_MOST_ONCE) {
            boolean group = terms.group() != null;
            Session session = session();
            ledger =
                    new DeliveryLedger(
                            grant, mode, group, window, session.now(), session.unixMillis());
        }
        subscriptions.send(this, MessageType.SUBSCRIBE, GrantCodec.encode(grant, mode), null);
        session().ready(this); // Behind the grant. §10.20-3
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
        drained = false;
        HubFeed from = feed;
        if (from != null && !(mayWrite() && mayPoll())) {
            from.decline(session().unixMillis());
        }
        kick();
    }

    void onAckedBefore(HubEvent event) {
        if (ledger != null) {
            ledger.ackedBefore(event);
            kick();
        }
    }

    /** §10.27-3 §10.26-4 */
    void onHubEnded(FluxarException why) {
        if (state == PublisherState.DECIDING) {
            refuse(PublisherEvent.HUB_ENDED, ErrorInfo.of(why));
        } else {
            end(PublisherEvent.HUB_ENDED, ErrorInfo.of(why));
            closeFeed(Detach.LEFT);
        }
    }

    // Events on their way out

    /** Whether the subscriber lets an event be written. §10.12-4 */
    private boolean mayWrite() {
        return state == PublisherState.ACTIVE && credit.mayWrite();
    }

    /** Whether a new event could be sent. §10.22-14 */
    private boolean mayPoll() {
        return ledger == null || ledger.mayAdd();
    }

    /** Gets a turn if it has something to write. */
    private void kick() {
        if (mayWrite() && ((!drained && mayPoll()) || isAgain())) {
            session().ready(this);
        }
    }

    private boolean isAgain() {
        return ledger != null && ledger.nextAgain() != null;
    }

    @Override
    protected boolean writeTo(EnvelopeSink out) {
        HubFeed from = feed;
        if (from == null) {
            return false;
        }
        DeliveryLedger known = ledger;
        boolean more = known == null ? writeOnce(out, from) : write(out, from, known);
        retime();
        return more;
    }

    /** Mode 0. */
    private boolean writeOnce(EnvelopeSink out, HubFeed from) {
        long most = session().peerLimits().envelope();
        while (mayWrite()) {
            HubEvent event = next == null ? poll(from) : next;
            if (event == null) {
                return false;
            }
            long dropped = nextDropped;
            int length = EventWriter.length(event, dropped);
            if (length > most) {
                from.lost(1 + dropped); // §10.21-9
                next = null;
                nextDropped = 0;
                continue;
            }
            WriteBuffer frame = out.begin(length);
            if (frame == null) {
                return true;
            }
            next = null;
            nextDropped = 0;
            writer.write(frame, event, dropped);
            credit.wrote(out.end()); // §10.12-5
        }
        return false;
    }

    /** Modes 1 and 2: what is to be sent again goes first. §10.22-11 */
    private boolean write(EnvelopeSink out, HubFeed from, DeliveryLedger known) {
        long most = session().peerLimits().envelope();
        while (mayWrite()) {
            OpenEvent again = known.nextAgain();
            HubEvent event;
            int before;
            long seq;
            if (again != null) {
                event = again.event();
                before = again.sendings();
                seq = again.seq();
            } else {
                event = !known.mayAdd() ? null : next == null ? poll(from) : next;
                before = nextSendings;
                seq = known.highest() + 1; // §10.21-5
            }
            if (event == null) {
                return false;
            }
            long floor = known.floorToTell();
            int length = EventWriter.length(event, seq, floor, before + 1L);
            if (length > most) {
                giveUp(from, known, again, event); // §10.21-9
                continue;
            }
            WriteBuffer frame = out.begin(length);
            if (frame == null) {
                return true;
            }
            writer.write(frame, event, seq, floor, before + 1L);
            credit.wrote(out.end()); // §10.12-5
            if (floor > 0) {
                known.floorWasTold();
            }
            if (again == null) {
                next = null;
                known.add(event, before, out.now());
            } else {
                known.addAgain(again, out.now());
            }
        }
        return false;
    }

    private void giveUp(
            HubFeed from, DeliveryLedger known, @Nullable OpenEvent again, HubEvent event) {
        if (again == null) {
            next = null;
            from.gaveUp(event, nextSendings);
        } else {
            known.tooLong(again);
        }
    }

    private @Nullable HubEvent poll(HubFeed from) {
        if (drained) {
            return null;
        }
        HubEvent event = from.poll(session().unixMillis());
        next = event;
        if (event == null) {
            drained = true;
            long wake = from.wakeAt();
            pollAt =
                    wake == HubFeed.NEVER
                            ? Session.NEVER
                            : session().now()
                                    + Math.max(0, wake - session().unixMillis()) * 1_000_000;
            return null;
        }
        if (ledger == null) {
            nextDropped = from.takeDropped();
        } else {
            nextSendings = terms.group() == null ? 0 : from.sendings();
        }
        return event;
    }

    // What is read

    void onAnswer(EnvelopeView view, boolean nack) {
        if (state == PublisherState.CLOSED) {
            return;
        }
        DeliveryLedger known = ledger;
        AckReader in = subscriptions.acks();
        in.reset(view, nack, known == null ? 0 : known.highest());
        while (in.next()) {
            if (known != null && nack) {
                known.nack(
                        in.first(),
                        in.last(),
                        in.attempt(),
                        in.delayMillis(),
                        session().now(),
                        mayWrite());
            } else if (known != null) {
                known.ack(in.first(), in.last());
            }
        }
        transition(PublisherEvent.ANSWER);
        kick();
        retime();
    }

    void onFlow(boolean pause, @Nullable Credit more) {
        if (!transition(PublisherEvent.FLOW)) {
            return;
        }
        if (pause) {
            credit.pause();
        } else {
            credit.resume(more);
            kick();
        }
    }

    /** The first unsubscribe, or the answer to this side's. */
    void onUnsubscribe(boolean deletes) {
        boolean answers = state == PublisherState.ENDING;
        Detach how = deletes && !answers ? Detach.UNSUBSCRIBED : Detach.LEFT; // §10.26-7
        if (!transition(PublisherEvent.UNSUBSCRIBE_READ)) {
            return;
        }
        if (!answers) {
            subscriptions.send(this, MessageType.UNSUBSCRIBE, null, null); // §10.28-3
        }
        undo = how;
        close(how);
    }

    // The end

    /** This side ends the subscription: from now on nothing of it is written. §10.28-4 §10.28-5 */
    private void end(PublisherEvent event, ErrorInfo why) {
        if (!transition(event)) {
            return;
        }
        subscriptions.send(this, MessageType.UNSUBSCRIBE, null, why);
        patienceEnd = session().now() + PATIENCE_NANOS;
        if (ledger == null) {
            closeFeed(Detach.LEFT);
        } else {
            ledger.end(); // Acks still count. §10.28-8
        }
        retime();
    }

    private void closeFeed(Detach how) {
        HubFeed open = feed;
        if (open == null) {
            return;
        }
        feed = null;
        Session session = session();
        long unixMillis = session.unixMillis();
        Ledger last =
                ledger == null
                        ? Ledger.NEW
                        : ledger.toLedger(next, nextSendings, session.now(), unixMillis);
        next = null;
        open.close(how, last, unixMillis);
    }

    private void close(Detach how) {
        closeFeed(how);
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

    @Override
    public void onSessionEnded(SessionEnd end) {
        if (transition(PublisherEvent.SESSION_ENDED)) {
            close(Detach.LEFT); // §10.36-2
        }
    }

    // Time

    /** Sets the timer, if it would come too late; one that comes too early is set again then. */
    private void retime() {
        long at = due();
        if (at >= deadline && heapIndex >= 0) {
            return;
        }
        subscriptions.untime(this);
        deadline = at;
        if (at != Session.NEVER && state != PublisherState.CLOSED) {
            subscriptions.time(this);
        }
    }

    private long due() {
        return switch (state) {
            case DECIDING, CLOSED -> Session.NEVER;
            case ENDING -> patienceEnd;
            case ACTIVE -> Math.min(pollAt, ledger == null ? Session.NEVER : ledger.deadline());
        };
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void onDeadline() {
        long now = session().now();
        if (now >= patienceEnd && transition(PublisherEvent.PATIENCE_OVER)) {
            close(Detach.LEFT);
            return;
        }
        if (now >= pollAt) {
            pollAt = Session.NEVER;
            drained = false;
        }
        if (ledger != null) {
            ledger.expire(now, mayWrite());
        }
        kick();
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
        PublisherState to = PublisherTable.TABLE.next(state, event);
        if (to == null) {
            return false;
        }
        if (LOG.isTraceEnabled()) {
            LOG.trace("publisher: {} -> {} by {}", state, to, event);
        }
        state = to;
        return true;
    }
}
