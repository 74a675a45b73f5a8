package dev.fluxar.patterns.pubsub;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.delivery.Acks;
import dev.fluxar.patterns.delivery.Reading;
import dev.fluxar.patterns.delivery.Receipts;
import dev.fluxar.patterns.pubsub.EventInbox.Room;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription at the subscriber: the envelope of its subscribe, and what becomes of it (spec
 * §10.31 and §10.34). Made by any thread, confined to the session's from {@link Topics#subscribe}
 * on.
 */
public final class Subscriber extends Envelope implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

    /** How long acks are gathered. §10.22-2 */
    private static final long GATHER_NANOS = 100_000_000;

    private final OutboundSubscriptions subscriptions;
    private final SubscribeTerms terms;
    private final Map<String, Object> metaEntries;
    private final EventSink sink;
    private final EventInbox inbox;

    /** Null in mode 0. */
    private final @Nullable Receipts receipts;

    private final Acks acks = new Acks();
    private final SubscriberVerbs verbs;

    private SubscriberState state = SubscriberState.QUEUED;
    private int heapIndex = -1;

    /** When gathered acks must be written. */
    private long deadline = Session.NEVER;

    /** Whether the application has unsubscribed. */
    private boolean left;

    // What the application is told of the end.
    private boolean completed;
    private boolean told;
    private boolean toldClosed;
    private @Nullable FluxarException failure;
    private @Nullable FluxarException sessionFailure;

    /**
     * Describes a subscription.
     *
     * @param topics of the session
     * @param pattern UTF-8, 1 to 255 bytes
     * @param metaEntries of the application; not changed any more
     * @param terms what is asked for
     * @param sink takes events, and what comes of the subscription
     * @throws IllegalArgumentException when the meta has too many keys, or one has no encoding
     */
    public Subscriber(
            Topics topics,
            byte[] pattern,
            Map<String, Object> metaEntries,
            SubscribeTerms terms,
            EventSink sink) {
        super(
                MessageType.SUBSCRIBE,
                0,
                0,
                0,
                0,
                pattern,
                SubscribeMeta.encode(metaEntries, terms, Credit.UNLIMITED),
                null,
                null);
        this.subscriptions = topics.outboundSubscriptions();
        this.terms = terms;
        this.metaEntries = metaEntries;
        this.sink = sink;
        this.verbs = new SubscriberVerbs(subscriptions.exchanges(), this);
        this.inbox = new EventInbox(sink, terms.window(), topics.prefetch(), verbs);
        this.receipts =
                terms.delivery() == Delivery.AT_MOST_ONCE
                        ? null
                        : new Receipts(terms.delivery(), SubscribeTerms.window(terms.window()));
    }

    // What the application asks for

    /**
     * The application is ready for so many more events. Those that wait here are handed over within
     * this call, or behind the present one where it is made by {@link EventSink#event}; also when
     * the subscription has ended, for as long as some wait.
     *
     * @param events at least 1; {@link Long#MAX_VALUE}, also as a sum: all that come
     */
    public void request(long events) {
        if (inbox.request(events)) {
            tell();
        }
    }

    /**
     * The application has processed an event. In mode 0 nothing happens.
     *
     * @param seq of an event that it was handed and has not settled since
     */
    public void ack(long seq) {
        if (receipts != null && receipts.processed(seq)) {
            if (mayAck()) {
                acks.add(seq);
            }
            settled(receipts);
        }
    }

    /**
     * The application has failed to process an event. In mode 0 nothing happens.
     *
     * @param seq of an event that it was handed and has not settled since
     * @param delayMillis when it is to be sent again, 0 for at once
     */
    public void nack(long seq, long delayMillis) {
        long attempt = receipts == null ? 0 : receipts.failed(seq);
        if (receipts != null && attempt > 0) {
            if (mayAck()) {
                verbs.nack(seq, attempt, delayMillis); // §10.22-3
            }
            settled(receipts);
        }
    }

    private boolean mayAck() {
        return state == SubscriberState.ACTIVE
                || state == SubscriberState.LEAVING
                || state == SubscriberState.ENDED;
    }

    private void settled(Receipts of) {
        boolean last = of.held() == 0;
        boolean leaving = state == SubscriberState.LEAVING;
        if (last && state != SubscriberState.ACTIVE) {
            flush(); // §10.28-2
        }
        if (!transition(last ? SubscriberEvent.SETTLED_LAST : SubscriberEvent.SETTLED)) {
            return;
        }
        if (last && leaving) {
            verbs.unsubscribe(null);
            complete(null);
        } else if (state == SubscriberState.CLOSED) {
            verbs.unsubscribe(null); // §10.28-6
            leave();
            tell();
        } else {
            gathered();
        }
    }

    /** Acks are written when there are as many as half of what the window has left. §10.22-2 */
    private void gathered() {
        if (acks.count() == 0) {
            return;
        }
        int held = receipts == null ? 0 : receipts.held() - inbox.waiting();
        if (2L * acks.count() >= SubscribeTerms.window(terms.window()) - held) {
            flush();
        } else if (heapIndex < 0) {
            deadline = subscriptions.exchanges().session().now() + GATHER_NANOS;
            subscriptions.exchanges().time(this);
        }
    }

    /** Writes the acks that were gathered so far. */
    public void flush() {
        subscriptions.exchanges().untime(this);
        verbs.acks(acks);
    }

    /** The other side shall send nothing for now; what is under way still comes. §10.12-8 */
    public void pause() {
        if (!left) {
            verbs.pause();
        }
    }

    /** The other side may go on. §10.12-9 */
    public void resume() {
        if (!left) {
            verbs.resume();
        }
    }

    /**
     * The application unsubscribes: no further event is handed over. What it holds is still to be
     * settled; then the other side is told. Has no effect again.
     *
     * @param keep whether a durable subscription stays. §10.26-7
     */
    public void unsubscribe(boolean keep) {
        if (left) {
            return;
        }
        left = true;
        verbs.keepDurable(keep && terms.durable() != null);
        dropWaiting(); // §10.28-1
        boolean holds = holds();
        boolean queued = state == SubscriberState.QUEUED;
        boolean ended = state == SubscriberState.ENDED;
        if (ended && receipts != null && !holds) {
            settled(receipts);
        } else if (ended) {
            tell();
        } else if (holds && transition(SubscriberEvent.UNSUBSCRIBED_HOLDING)) {
            verbs.leave();
        } else if (!holds) {
            flush(); // §10.28-2
            if (transition(SubscriberEvent.UNSUBSCRIBED)) {
                if (queued) {
                    subscriptions.withdraw(this);
                } else {
                    verbs.unsubscribe(null);
                }
                complete(null);
            } else {
                tell();
            }
        } else {
            tell();
        }
    }

    private boolean holds() {
        return receipts != null && receipts.held() > 0;
    }

    private void dropWaiting() {
        for (ReceivedEvent event = inbox.drop(); event != null; event = inbox.drop()) {
            if (receipts != null) {
                receipts.dropped(event.seq());
            }
        }
    }

    // The beginning

    SubscribeTerms terms() {
        return terms;
    }

    SubscriberState state() {
        return state;
    }

    /**
     * What is remembered of events.
     *
     * @return null in mode 0
     */
    public @Nullable Receipts receipts() {
        return receipts;
    }

    void opened(long high, long low) {
        id(high, low);
    }

    void notAccepted(FluxarException why) {
        if (transition(SubscriberEvent.NOT_ACCEPTED)) {
            complete(why);
        }
    }

    /** The credit is settled when it is written: what can be had now. */
    @Override
    protected byte[] meta(long now) {
        return SubscribeMeta.encode(metaEntries, terms, first());
    }

    /** §10.22-14 */
    private Credit first() {
        return receipts == null
                ? inbox.credit.open()
                : inbox.credit.open(SubscribeTerms.window(terms.window()));
    }

    @Override
    public boolean wanted() {
        return state != SubscriberState.CLOSED;
    }

    @Override
    public void written() {
        forgetContent();
        if (transition(SubscriberEvent.WRITTEN)) {
            verbs.opened();
            inbox.credit.opened();
        }
    }

    void onGrantWritten(long items, long bytes) {
        inbox.credit.written(items, bytes);
    }

    // What is read

    void onGrant(EnvelopeView view) {
        boolean awaited = state == SubscriberState.REQUESTED;
        if (!read(SubscriberEvent.GRANTED, "a grant") || !awaited) {
            return;
        }
        Granted grant = GrantCodec.decode(view, terms);
        if (receipts != null) {
            receipts.granted(grant.seq(), grant.floor());
        }
        sink.granted(grant);
    }

    void onRefusal(ErrorInfo error) {
        if (read(SubscriberEvent.REFUSED, "a refusal")) {
            leave();
            complete(error.toException());
        }
    }

    void onEvent(EnvelopeView view, EventMeta meta) {
        if (!read(SubscriberEvent.EVENT, "an event") || state != SubscriberState.ACTIVE) {
            return;
        }
        subscriptions.read(view, meta, terms.delivery());
        if (!inbox.credit.count(view.length())) {
            beyond("an event beyond the credit given"); // §10.12-7
            return;
        }
        if (receipts == null) {
            Room room = inbox.room(view);
            if (room == Room.NONE) {
                inbox.discard(meta);
            } else {
                inbox.take(room, view, meta);
            }
        } else {
            receive(receipts, view, meta);
        }
        inbox.credit.update();
    }

    /** §10.34-1 */
    private void receive(Receipts known, EnvelopeView view, EventMeta meta) {
        Reading reading = known.read(meta.seq(), meta.floor(), meta.attempt());
        switch (reading) {
            case HAND_OVER -> {
                Room room = inbox.room(view);
                boolean fits = room != Room.NONE;
                if (!known.take(meta.seq(), meta.attempt(), fits)) {
                    // §6.3-7 §10.12-13
                    verbs.nack(meta.seq(), meta.attempt(), ErrorInfo.RETRY_MILLIS);
                } else if (fits) {
                    inbox.take(room, view, meta);
                }
            }
            case HELD -> {}
            case ACK_AGAIN -> {
                acks.add(meta.seq()); // §10.23-2
                gathered();
            }
            case BEYOND_WINDOW ->
                    beyond(
                            "more events read and not acked than the window of "
                                    + SubscribeTerms.window(terms.window()));
        }
    }

    private void beyond(String message) {
        if (transition(SubscriberEvent.EVENT_BEYOND)) {
            ErrorInfo error = ErrorInfo.of(ErrorCode.FLOW_VIOLATION, message);
            verbs.unsubscribe(error);
            dropWaiting();
            complete(error.toException());
        }
    }

    void onUnsubscribe(@Nullable ErrorInfo error) {
        SubscriberState from = state;
        SubscriberEvent event =
                holds()
                        ? SubscriberEvent.UNSUBSCRIBE_READ_HOLDING
                        : SubscriberEvent.UNSUBSCRIBE_READ;
        if (from == SubscriberState.ENDED || !read(event, "an unsubscribe")) {
            return;
        }
        if (state == SubscriberState.CLOSED && from == SubscriberState.ACTIVE) {
            verbs.acks(acks);
            verbs.unsubscribe(null); // §10.28-6
        }
        inbox.credit.stop();
        if (state == SubscriberState.CLOSED) {
            leave();
        }
        boolean own = from != SubscriberState.ACTIVE || error == null;
        complete(own ? null : error.toException());
    }

    /** False where it has no effect. */
    private boolean read(SubscriberEvent event, String what) {
        if (state == SubscriberState.QUEUED || state == SubscriberState.CLOSED) {
            return false; // There is no exchange. §2.3-1
        }
        if (!transition(event)) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR, what + " for a subscription that is " + state);
        }
        return true;
    }

    // The end

    private void leave() {
        inbox.credit.stop();
        subscriptions.leave(this);
    }

    /** The subscription has ended for the application, behind the events that wait for it. */
    private void complete(@Nullable FluxarException why) {
        if (!completed) {
            completed = true;
            failure = why;
        }
        tell();
    }

    private void tell() {
        if (completed && !told && inbox.isEmpty()) {
            told = true;
            sink.ended(failure); // §10.36-3
        }
        if (told && !toldClosed && state == SubscriberState.CLOSED) {
            toldClosed = true;
            sink.closed(sessionFailure);
        }
    }

    @Override
    public void onDraining() {
        boolean queued = state == SubscriberState.QUEUED;
        if (!transition(SubscriberEvent.DRAINING)) {
            return;
        }
        if (queued) {
            subscriptions.withdraw(this);
            complete(
                    FluxarException.ofOperation(
                            ErrorCode.DRAINING.code(),
                            "the session is going away",
                            Outcome.NOT_SENT,
                            null,
                            null,
                            null)); // §9.2-3
        } else {
            sink.draining();
        }
    }

    @Override
    public void onSessionEnded(SessionEnd end) {
        boolean queued = state == SubscriberState.QUEUED;
        if (!transition(SubscriberEvent.SESSION_ENDED)) {
            return;
        }
        FluxarException why = end.failure(queued ? Outcome.NOT_SENT : Outcome.UNKNOWN);
        sessionFailure = why;
        if (queued) {
            subscriptions.withdraw(this);
        } else {
            leave();
        }
        complete(why);
    }

    /** The one place where the state changes; false where the event has no effect. */
    private boolean transition(SubscriberEvent event) {
        SubscriberState next = SubscriberTable.TABLE.next(state, event);
        if (next == null) {
            return false;
        }
        if (LOG.isTraceEnabled()) {
            LOG.trace("subscriber: {} -> {} by {}", state, next, event);
        }
        state = next;
        return true;
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void onDeadline() {
        verbs.acks(acks);
    }

    @Override
    public int heapIndex() {
        return heapIndex;
    }

    @Override
    public void heapIndex(int index) {
        heapIndex = index;
    }
}
