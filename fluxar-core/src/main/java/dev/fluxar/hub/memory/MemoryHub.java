package dev.fluxar.hub.memory;

import dev.fluxar.Cbor;
import dev.fluxar.Delivery;
import dev.fluxar.FluxarException;
import dev.fluxar.HubOptions;
import dev.fluxar.HubStats;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.From;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubSubscriber;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.PublishAnswer;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.hub.TopicHub;
import dev.fluxar.hub.TopicPattern;
import dev.fluxar.hub.Topics;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.transport.WriteBuffer;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hub in memory. One lock orders publishes, subscribes and ends; what waits has a lock for each
 * subscription or group, which sessions take alone when they poll. Nobody is told anything while a
 * lock is held.
 */
public final class MemoryHub implements TopicHub {

    private final HubOptions options;
    private final LongSupplier nanoTime;
    private final long startedAt;
    private final DeadLetters deadLetters;

    /** What groups and durable subscriptions hold. */
    private final ByteAccount stored;

    private final Object lock = new Object();

    // Guarded by the lock.

    private final Subscriptions subscriptions;
    private final RetainedValues retained;
    private final History history;
    private final ProducerMarks marks;

    /** What the topic of a publish matches, and that of an event that leaves the history. */
    private final TopicTrie.Leaves matches = new TopicTrie.Leaves();

    private final TopicTrie.Leaves readers = new TopicTrie.Leaves();

    /** Subscriptions that read the history, and may have to be given what leaves it. */
    private int historyReaders;

    /** Of the event accepted last. */
    private long position;

    private long accepted;
    private long refused;
    private long deliveries;
    private long dropped;

    /**
     * Starts empty.
     *
     * @param options bounds and settings
     * @param random16 gives 16 random bytes for each durable subscription that is created; called
     *     under the hub's lock
     * @param nanoTime a clock that only goes forward, in nanoseconds: what is waited for is
     *     measured by it, whatever becomes of the time of day; called under the hub's lock
     */
    public MemoryHub(HubOptions options, Supplier<byte[]> random16, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
        this.startedAt = nanoTime.getAsLong();
        this.deadLetters = new DeadLetters(options.deadLetters());
        this.stored = new ByteAccount(options.storedBytes());
        this.subscriptions = new Subscriptions(this, () -> ledgerId(random16.get()));
        this.retained = new RetainedValues(options);
        this.history = new History(options);
        this.marks = new ProducerMarks(options.producers());
    }

    private static Cbor ledgerId(byte[] random) {
        if (random.length != 16) {
            throw new IllegalArgumentException(
                    "a ledger of " + random.length + " random bytes, expected 16");
        }
        WriteBuffer out = new WriteBuffer(17);
        CborWriter.head(out, CborReader.BYTES, random.length);
        out.write(random, 0, random.length);
        return Cbor.of(out.toByteArray());
    }

    Object lock() {
        return lock;
    }

    HubOptions options() {
        return options;
    }

    /** Milliseconds since the hub has begun. */
    private long millis() {
        return (nanoTime.getAsLong() - startedAt) / 1_000_000;
    }

    ByteAccount stored() {
        return stored;
    }

    // Publishing.

    @Override
    public void publish(Publication publication, PublishAnswer answer) {
        String fault = Topics.faultOf(publication.topic());
        FluxarException refusal;
        if (fault == null) {
            Signals signals = new Signals();
            synchronized (lock) {
                refusal = publish(publication, signals);
                if (refusal != null) {
                    refused++;
                }
            }
            signals.run();
        } else {
            refusal = Refusals.invalid(fault); // §10.19-1
            synchronized (lock) {
                refused++;
            }
        }
        if (refusal == null) {
            answer.accepted();
        } else {
            answer.refused(refusal);
        }
    }

    /** §10.29-1, rows 7 and 8; under the lock, so in the order of the calls: §10.21-3 */
    private @Nullable FluxarException publish(Publication publication, Signals signals) {
        if (publication.delivery() != Delivery.EXACTLY_ONCE) {
            return accept(publication, signals);
        }
        ProducerId producer = publication.producer();
        if (producer == null) {
            return Refusals.invalid("mode 2 has no producer, expected one");
        }
        Object session = publication.session();
        String principal = publication.principal();
        long now = millis();
        if (marks.isRepeated(principal, producer)) {
            marks.use(session, principal, producer, now);
            return null; // §10.30-2
        }
        FluxarException refusal = marks.refusal(session, principal, producer, now);
        if (refusal == null) {
            refusal = accept(publication, signals);
        }
        if (refusal == null) {
            marks.advance(session, principal, producer); // §10.30-1
        } else {
            marks.use(session, principal, producer, now);
        }
        return refusal;
    }

    private @Nullable FluxarException accept(Publication publication, Signals signals) {
        matches.clear();
        subscriptions.match(publication.topic(), matches);
        if (matches.size() == 0 && !publication.retain() && !history.keeps()) {
            position++;
            accepted++;
            return null; // §10.29-4
        }
        HubEvent event = new HubEvent(publication, position + 1, history.keeps(), false);
        HubEvent value = null;
        HubEvent replaced = null;
        if (publication.retain()) {
            replaced = retained.get(event.topic());
            if (event.hasPayload()) {
                value = new HubEvent(publication, position + 1, true, true);
                if (!retained.fits(value, replaced)) {
                    return Refusals.overloaded("no room for a retained value");
                }
            }
        }
        FluxarException refusal = reserve(event, replaced, signals);
        if (refusal != null) {
            return refusal;
        }
        position++;
        accepted++;
        deliver(event, replaced, signals);
        if (value != null) {
            retained.put(value);
        } else if (publication.retain()) {
            retained.clear(event.topic());
        }
        if (history.keeps()) {
            remember(event, signals);
        }
        return null;
    }

    /** §10.29-3: room at all that must not lose it, or at none. */
    private @Nullable FluxarException reserve(
            HubEvent event, @Nullable HubEvent replaced, Signals signals) {
        for (int i = 0; i < matches.size(); i++) {
            Route route = (Route) matches.get(i);
            if (route.lossy() || route.reserve(event, replaced)) {
                continue;
            }
            if (route.endsForWantOfRoom() && route.isOutOfPatience(event, replaced, millis())) {
                subscriptions.end(route, signals);
                continue;
            }
            for (int k = 0; k < i; k++) {
                Route before = (Route) matches.get(k);
                if (!before.lossy()) {
                    before.cancel(event, replaced, signals);
                }
            }
            return Refusals.noRoom(route); // §10.27-3
        }
        return null;
    }

    /** To every route that matches, one object for all. §10.20-5 §10.20-6 */
    private void deliver(HubEvent event, @Nullable HubEvent replaced, Signals signals) {
        for (int i = 0; i < matches.size(); i++) {
            Route route = (Route) matches.get(i);
            if (!route.add(event, replaced, signals)) {
                subscriptions.end(route, signals);
            }
        }
    }

    private void remember(HubEvent event, Signals signals) {
        for (HubEvent old = history.inTheWayOf(event);
                old != null;
                old = history.inTheWayOf(event)) {
            history.removeOldest();
            if (historyReaders > 0) {
                readers.clear();
                subscriptions.match(old.copyTopic(), readers);
                for (int i = 0; i < readers.size(); i++) {
                    Route route = (Route) readers.get(i);
                    if (!route.evicted(old, signals)) {
                        subscriptions.end(route, signals);
                    }
                }
            }
        }
        history.add(event);
    }

    // Subscribing.

    /** §10.20-1, rows 5, 7 and 8 */
    @Override
    public void subscribe(SubscribeRequest request, HubSubscriber subscriber) {
        TopicPattern pattern;
        try {
            pattern = TopicPattern.of(request.pattern()); // §10.19-2
        } catch (FluxarException e) {
            subscriber.refused(e);
            return;
        }
        if (request.durable() != null && request.delivery() == Delivery.AT_MOST_ONCE) {
            subscriber.refused(
                    Refusals.invalid(
                            "durable subscription '"
                                    + request.durable()
                                    + "' has mode 0, expected 1 or 2"));
            return;
        }
        Signals signals = new Signals();
        FluxarException refusal;
        synchronized (lock) {
            refusal =
                    subscriptions.subscribe(request, pattern, new Attachment(subscriber), signals);
        }
        if (refusal != null) {
            subscriber.refused(refusal);
        }
        signals.run();
    }

    /** What a plain subscription begins with; null: nothing. §10.25-4 */
    @Nullable Replay replay(From from, TopicPattern pattern) {
        return switch (from.start()) {
            case LIVE -> null;
            case RETAINED ->
                    retained.size() == 0 ? null : new RetainedReplay(retained, pattern, position);
            case HISTORY -> history(pattern, Long.MIN_VALUE);
            case SINCE -> history(pattern, from.unixMillis());
        };
    }

    private @Nullable Replay history(TopicPattern pattern, long since) {
        if (history.size() == 0) {
            return null;
        }
        historyReaders++;
        return new HistoryReplay(history, pattern, position, since);
    }

    /** What a group or a durable subscription begins with. §10.25-4 */
    List<HubEvent> begin(SubscribeRequest request, TopicPattern pattern) {
        From from = request.from();
        return switch (from.start()) {
            case LIVE -> List.of();
            case RETAINED ->
                    request.group() == null ? retained.matching(pattern) : List.of(); // §10.24-6
            case HISTORY -> history.matching(pattern, Long.MIN_VALUE);
            case SINCE -> history.matching(pattern, from.unixMillis());
        };
    }

    // Called by feeds and routes.

    /** A subscription has read all history that it wanted. Under the lock. */
    void historyReaderDone() {
        historyReaders--;
    }

    /** Under the lock. */
    void countDelivery() {
        deliveries++;
    }

    /** Under the lock. */
    void countDropped() {
        dropped++;
    }

    void close(PlainRoute route) {
        synchronized (lock) {
            subscriptions.close(route);
        }
        route.repay();
    }

    void leave(GroupRoute group, GroupMember member, Detach how, Ledger ledger, long now) {
        Signals signals = new Signals();
        synchronized (lock) {
            subscriptions.leave(group, member, how, ledger, now, signals);
        }
        signals.run();
    }

    void detach(DurableRoute route, Detach how, Ledger ledger) {
        Signals signals = new Signals();
        synchronized (lock) {
            subscriptions.detach(route, how, ledger, signals);
        }
        signals.run();
    }

    /** §10.22-13; no lock is held. */
    void giveUp(HubEvent event, int sendings, Route route) {
        deadLetters.give(event, sendings, route);
    }

    @Override
    public void sessionEnded(Object session, long unixMillis) {
        synchronized (lock) {
            marks.sessionEnded(session, millis());
        }
    }

    @Override
    public HubStats stats() {
        synchronized (lock) {
            return new HubStats(
                    subscriptions.live(),
                    subscriptions.groups(),
                    subscriptions.durables(),
                    retained.size(),
                    history.size(),
                    marks.size(),
                    stored.taken(),
                    accepted,
                    refused,
                    deliveries,
                    dropped,
                    deadLetters.count());
        }
    }
}
