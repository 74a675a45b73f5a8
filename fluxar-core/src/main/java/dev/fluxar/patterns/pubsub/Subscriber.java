package dev.fluxar.patterns.pubsub;

import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.delivery.Receipts;
import dev.fluxar.patterns.parts.Parts;
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

    private final OutboundSubscriptions subscriptions;
    private final SubscribeTerms terms;
    private final Map<String, Object> metaEntries;
    private final EventSink sink;
    private final SubscriberVerbs verbs;
    private final EventInbox inbox;
    private final SubscriptionEnd end;

    private SubscriberState state = SubscriberState.QUEUED;

    /** Whether the application has unsubscribed. */
    private boolean left;

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
        this.inbox = new EventInbox(terms, sink, subscriptions, topics.prefetch(), verbs);
        this.end = new SubscriptionEnd(sink, inbox);
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
            end.tell();
        }
    }

    /**
     * The application has processed an event. In mode 0 nothing happens.
     *
     * @param seq of an event that it was handed and has not settled since
     */
    public void ack(long seq) {
        if (inbox.ack(seq, mayAnswer())) {
            settled();
        }
    }

    /**
     * The application has failed to process an event. In mode 0 nothing happens.
     *
     * @param seq of an event that it was handed and has not settled since
     * @param delayMillis when it is to be sent again, 0 for at once
     */
    public void nack(long seq, long delayMillis) {
        if (inbox.nack(seq, delayMillis, mayAnswer())) {
            settled();
        }
    }

    private boolean mayAnswer() {
        return state == SubscriberState.ACTIVE
                || state == SubscriberState.LEAVING
                || state == SubscriberState.ENDED;
    }

    private void settled() {
        boolean last = !inbox.isHeld();
        boolean leaving = state == SubscriberState.LEAVING;
        if (last && state != SubscriberState.ACTIVE) {
            flush(); // §10.28-2
        }
        if (!transition(last ? SubscriberEvent.SETTLED_LAST : SubscriberEvent.SETTLED)) {
            return;
        }
        if (last && leaving) {
            verbs.unsubscribe(null);
            end.complete(null);
        } else if (state == SubscriberState.CLOSED) {
            verbs.unsubscribe(null); // §10.28-6
            leave(null);
        }
    }

    /** Writes the acks that were gathered so far; they are written by themselves after 100 ms. */
    public void flush() {
        inbox.flush();
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
        inbox.drop(); // §10.28-1
        boolean holds = inbox.isHeld();
        if (state == SubscriberState.ENDED) {
            if (!holds) {
                settled();
            }
            end.tell();
        } else if (holds && transition(SubscriberEvent.UNSUBSCRIBED_HOLDING)) {
            verbs.leave();
        } else {
            leaveAtOnce(holds);
        }
    }

    private void leaveAtOnce(boolean holds) {
        boolean queued = state == SubscriberState.QUEUED;
        if (mayAnswer()) {
            flush(); // §10.28-2
        }
        if (holds || !transition(SubscriberEvent.UNSUBSCRIBED)) {
            end.tell();
        } else if (queued) {
            withdraw(null, null);
        } else {
            verbs.unsubscribe(null);
            end.complete(null);
        }
    }

    // The beginning

    SubscribeTerms terms() {
        return terms;
    }

    /**
     * Its present state.
     *
     * @return never null
     */
    public SubscriberState state() {
        return state;
    }

    /**
     * What is remembered of events.
     *
     * @return null in mode 0
     */
    public @Nullable Receipts receipts() {
        return inbox.receipts();
    }

    void opened(long high, long low) {
        id(high, low);
    }

    void notAccepted(FluxarException why) {
        if (transition(SubscriberEvent.NOT_ACCEPTED)) {
            end.complete(why);
            end.close(null);
        }
    }

    /** The credit is settled when it is written: what can be had now. */
    @Override
    protected byte[] meta(long now) {
        return SubscribeMeta.encode(metaEntries, terms, inbox.first());
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
            inbox.opened();
        }
    }

    void onGrantWritten(long items, long bytes) {
        inbox.onResumeWritten(items, bytes);
    }

    // What is read

    void onGrant(EnvelopeView view) {
        boolean awaited = state == SubscriberState.REQUESTED;
        if (!read(SubscriberEvent.GRANTED, "a grant") || !awaited) {
            return;
        }
        Granted grant = GrantCodec.decode(view, terms);
        inbox.onGrant(grant);
        sink.granted(grant);
    }

    void onRefusal(ErrorInfo error) {
        if (read(SubscriberEvent.REFUSED, "a refusal")) {
            end.complete(error.toException());
            leave(null);
        }
    }

    void onEvent(EnvelopeView view, EventMeta meta) {
        if (!read(SubscriberEvent.EVENT, "an event") || state != SubscriberState.ACTIVE) {
            return;
        }
        subscriptions.read(view, meta, terms.delivery());
        beyond(inbox.receive(view, meta));
    }

    private void beyond(@Nullable String violation) {
        if (violation != null && transition(SubscriberEvent.EVENT_BEYOND)) {
            ErrorInfo error = ErrorInfo.of(ErrorCode.FLOW_VIOLATION, violation);
            flush();
            verbs.unsubscribe(error);
            inbox.drop();
            end.complete(error.toException());
        }
    }

    /** Some of an announced event, the last of it, or the end of it. */
    void onPart(EnvelopeView view, EventMeta meta) {
        if (state == SubscriberState.REQUESTED) {
            throw Parts.withoutTransfer(); // §6.2-5
        }
        if (state == SubscriberState.ACTIVE) { // Else it is dropped. §10.31
            beyond(inbox.part(view, meta));
        }
    }

    void onUnsubscribe(@Nullable ErrorInfo error) {
        SubscriberState from = state;
        SubscriberEvent event =
                inbox.isHeld()
                        ? SubscriberEvent.UNSUBSCRIBE_READ_HOLDING
                        : SubscriberEvent.UNSUBSCRIBE_READ;
        if (from == SubscriberState.ENDED || !read(event, "an unsubscribe")) {
            return;
        }
        inbox.stop();
        boolean active = from == SubscriberState.ACTIVE;
        end.complete(active && error != null ? error.toException() : null);
        if (state == SubscriberState.CLOSED) {
            if (active) {
                flush();
                verbs.unsubscribe(null); // §10.28-6
            }
            leave(null);
        }
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

    private void leave(@Nullable FluxarException sessionFailure) {
        inbox.close();
        subscriptions.leave(this);
        end.close(sessionFailure);
    }

    @Override
    public boolean reopen() {
        boolean over = transition(SubscriberEvent.REPLACED);
        if (over) {
            leave(null);
        }
        return !over;
    }

    @Override
    public void onDraining() {
        boolean queued = state == SubscriberState.QUEUED;
        if (!transition(SubscriberEvent.DRAINING)) {
            return;
        }
        if (queued) {
            // §9.2-3
            withdraw(
                    OutboundSubscriptions.notSent(ErrorCode.DRAINING, "the session is going away"),
                    null);
        } else {
            sink.draining();
        }
    }

    @Override
    public void onSessionEnded(SessionEnd why) {
        boolean queued = state == SubscriberState.QUEUED;
        if (!transition(SubscriberEvent.SESSION_ENDED)) {
            return;
        }
        Outcome known = queued ? Outcome.NOT_SENT : Outcome.UNKNOWN;
        FluxarException failure = why.failure(known, idHigh(), idLow());
        if (queued) {
            withdraw(failure, failure);
        } else {
            end.complete(failure);
            leave(failure);
        }
    }

    /** The subscribe is not written and never will be. */
    private void withdraw(@Nullable FluxarException why, @Nullable FluxarException sessionFailure) {
        inbox.drop();
        subscriptions.withdraw(this);
        end.complete(why);
        end.close(sessionFailure);
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
        return Session.NEVER;
    }

    @Override
    public void onDeadline() {
        // There is none.
    }

    @Override
    public int heapIndex() {
        return -1;
    }

    @Override
    public void heapIndex(int index) {
        // It is never timed.
    }
}
