package dev.fluxar.runtime.topic;

import dev.fluxar.Delivery;
import dev.fluxar.EventHandler;
import dev.fluxar.FluxarException;
import dev.fluxar.Subscription;
import dev.fluxar.patterns.pubsub.EventSink;
import dev.fluxar.patterns.pubsub.Granted;
import dev.fluxar.patterns.pubsub.ReceivedEvent;
import dev.fluxar.patterns.pubsub.SubscribeTerms;
import dev.fluxar.patterns.pubsub.Subscriber;
import dev.fluxar.runtime.loop.EndFuture;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.runtime.loop.Task;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription of this side, between the session and what takes its events.
 *
 * @param <T> type of the payloads
 */
final class RuntimeSubscription<T> implements Subscription, EventSink, Submission {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeSubscription.class);

    private final RuntimeTopics topics;
    private final String pattern;
    private final boolean literal;
    private final Type type;
    private final SubscribeTerms terms;
    private final EventTaker<T> taker;
    private final boolean settles;
    private final Subscriber subscriber;

    private final GrantedFuture granted = new GrantedFuture(this);
    private final EndFuture closed = new EndFuture();

    /** Nothing is owed any more. */
    private final EndFuture gone = new EndFuture();

    /** The application has unsubscribed; set by any thread. */
    private volatile boolean left;

    /** The numbering of the events, in hex; set before the first one comes. */
    private volatile @Nullable String ledger;

    /** Why it has ended; the loop's. */
    private @Nullable Throwable why;

    RuntimeSubscription(
            RuntimeTopics topics,
            String pattern,
            byte[] utf8,
            Map<String, Object> meta,
            Type type,
            SubscribeTerms terms,
            EventTaker<T> taker) {
        this.topics = topics;
        this.pattern = pattern;
        this.literal = pattern.indexOf('*') < 0 && pattern.indexOf('>') < 0;
        this.type = type;
        this.terms = terms;
        this.taker = taker;
        this.settles = terms.delivery() != Delivery.AT_MOST_ONCE || taker.counts();
        this.subscriber = new Subscriber(topics.topics(), utf8, meta, terms, this);
        taker.bind(this);
    }

    /** Subscribes, from any thread. */
    CompletableFuture<Subscription> start() {
        topics.loop().submit(this);
        return granted;
    }

    // For the events

    Type type() {
        return type;
    }

    /** Whether anybody hears of settlements. */
    boolean settles() {
        return settles;
    }

    Settlements settlements() {
        return topics.settlements();
    }

    @Nullable String ledger() {
        return ledger;
    }

    /** Without making a string of the received bytes where there is one already. */
    String topicOf(ReceivedEvent received) {
        return literal ? pattern : received.topic();
    }

    // For the taker

    void submit(Submission submission) {
        topics.loop().submit(submission);
    }

    /** Asks for events. On the loop. */
    void request(long events) {
        subscriber.request(events);
    }

    /**
     * Reads an event's payload; one that cannot be read is sent again, and not handed over. §10.37
     *
     * @param received null where the event keeps its bytes
     */
    boolean read(RuntimeEvent<T> event, @Nullable ReceivedEvent received) {
        try {
            if (received == null) {
                event.read();
            } else {
                event.read(received);
            }
            return true;
        } catch (RuntimeException | Error e) {
            LOG.warn("an event under '{}' cannot be read as {}", event.topic(), type, e);
            event.fail();
            return false;
        }
    }

    /** Hands an event over; returning settles it. */
    void handle(EventHandler<T> handler, RuntimeEvent<T> event) {
        try {
            handler.handle(event);
        } catch (Throwable e) {
            failed(event, e);
            return;
        }
        event.ack();
    }

    /** The handler of an event has failed. */
    void failed(RuntimeEvent<T> event, Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        LOG.warn("the handler of events of '{}' failed for {}", pattern, event, cause);
        event.fail();
    }

    /** An event that was taken is not handed over after all. On the loop. */
    void dropped(RuntimeEvent<T> event) {
        drop(event.seq);
    }

    private void drop(long seq) {
        if (subscriber.receipts() != null) {
            subscriber.receipts().dropped(seq);
        }
    }

    private void drop(boolean keep) {
        taker.drop();
        subscriber.unsubscribe(keep);
    }

    /** Gives up what was read: the session is over, and there is nobody to take it. */
    void abandon() {
        left = true;
        taker.leave();
        drop(true);
    }

    /** An event is settled. On the loop. */
    void settled(RuntimeEvent<T> event) {
        if (event.verdict == RuntimeEvent.ACKED) {
            subscriber.ack(event.seq);
        } else {
            subscriber.nack(event.seq, event.verdict);
        }
        taker.settled(event);
    }

    // From the session, on the loop

    @Override
    public void run() {
        taker.begin();
        topics.topics().subscribe(subscriber);
    }

    /** It was not even submitted. */
    @Override
    public void refuse(FluxarException refusal) {
        why = refusal;
        over();
        gone.end(refusal);
    }

    @Override
    public void granted(Granted grant) {
        ledger = grant.ledger();
        granted.grant();
    }

    @Override
    public void event(ReceivedEvent received) {
        if (left) {
            drop(received.seq()); // §10.28-1
        } else {
            taker.take(new RuntimeEvent<>(this, received), received);
        }
    }

    @Override
    public void draining() {
        LOG.debug("the session is going away, and the subscription to '{}' with it", pattern);
    }

    @Override
    public void ended(@Nullable FluxarException failure) {
        why = failure;
        if (left || taker.ended()) {
            over();
        }
    }

    /** Nothing is handed over any more: whoever waits for that is told. */
    void over() {
        Throwable failure = why;
        granted.end(failure);
        closed.end(failure);
        taker.over(failure);
    }

    @Override
    public void closed(@Nullable FluxarException failure) {
        gone.end(failure);
    }

    // As the application sees it

    @Override
    public String pattern() {
        return pattern;
    }

    @Override
    public void pause() {
        topics.loop().submit(new Task(subscriber::pause));
    }

    @Override
    public void resume() {
        topics.loop().submit(new Task(subscriber::resume));
    }

    @Override
    public CompletableFuture<Void> unsubscribe() {
        leave(false);
        return gone;
    }

    @Override
    public CompletableFuture<Void> detach() {
        leave(true);
        return gone;
    }

    private void leave(boolean keep) {
        left = true;
        taker.leave();
        topics.loop().submit(new Task(() -> drop(keep)));
    }

    @Override
    public CompletableFuture<Void> closed() {
        return closed;
    }

    @Override
    public void close() {
        leave(terms.durable() != null);
    }

    @Override
    public String toString() {
        return "Subscription[" + pattern + "]";
    }
}
