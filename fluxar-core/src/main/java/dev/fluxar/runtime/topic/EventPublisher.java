package dev.fluxar.runtime.topic;

import dev.fluxar.Event;
import dev.fluxar.patterns.pubsub.ReceivedEvent;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.runtime.loop.Task;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events to one subscriber, as many as it requests; it settles them by hand.
 *
 * @param <T> type of the payloads
 */
final class EventPublisher<T> extends EventTaker<T>
        implements Flow.Publisher<Event<T>>, Flow.Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);

    private static final Flow.Subscription NONE =
            new Flow.Subscription() {
                @Override
                public void request(long n) {
                    // There is nothing.
                }

                @Override
                public void cancel() {
                    // There is nothing.
                }
            };

    private final AtomicBoolean subscribed = new AtomicBoolean();

    /** Null before it is there, after the last signal and once it wants none. */
    private volatile Flow.@Nullable Subscriber<? super Event<T>> subscriber;

    /** What was requested and not passed on. */
    private final AtomicLong demand = new AtomicLong();

    private final Submission pass = new Task(this::pass);

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the subscriber is told
    public void subscribe(Flow.Subscriber<? super Event<T>> to) {
        Objects.requireNonNull(to, "subscriber");
        if (subscribed.compareAndSet(false, true)) {
            subscriber = to;
            subscription().start();
        } else {
            to.onSubscribe(NONE);
            to.onError(
                    new IllegalStateException(
                            "the events of a subscription are for one subscriber, expected no"
                                    + " second"));
        }
    }

    // From the subscriber

    @Override
    public void request(long n) {
        if (subscriber == null) {
            return;
        }
        if (n <= 0) {
            subscription().submit(new Task(() -> refuse(n)));
        } else if (demand.getAndAccumulate(n, EventPublisher::sum) == 0) {
            subscription().submit(pass);
        }
    }

    private static long sum(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }

    @Override
    public void cancel() {
        if (subscriber != null) {
            subscriber = null;
            subscription().close();
        }
    }

    // On the loop

    private void pass() {
        long asked = demand.getAndSet(0);
        if (asked > 0 && subscriber != null) {
            subscription().request(asked);
        }
    }

    /** What a subscriber must not ask for. */
    private void refuse(long n) {
        Flow.Subscriber<? super Event<T>> to = subscriber;
        cancel();
        if (to != null) {
            signal(
                    () ->
                            to.onError(
                                    new IllegalArgumentException(
                                            "request is for "
                                                    + n
                                                    + " events, expected 1 or more")));
        }
    }

    @Override
    void begin() {
        Flow.Subscriber<? super Event<T>> to = subscriber;
        if (to != null) {
            signal(() -> to.onSubscribe(this));
        }
    }

    @Override
    void take(RuntimeEvent<T> event, ReceivedEvent received) {
        Flow.Subscriber<? super Event<T>> to = subscriber;
        if (to == null) {
            subscription().dropped(event);
        } else if (subscription().read(event, received)) {
            try {
                to.onNext(event);
            } catch (RuntimeException | Error e) {
                onThrown(e);
                event.fail();
            }
        } else {
            subscription().request(1); // In place of the one that cannot be read.
        }
    }

    @Override
    void over(@Nullable Throwable why) {
        Flow.Subscriber<? super Event<T>> to = subscriber;
        subscriber = null;
        if (to != null && why != null) {
            signal(() -> to.onError(why));
        }
    }

    private void signal(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException | Error e) {
            onThrown(e);
        }
    }

    /** A subscriber that throws breaks the rules, and gets nothing more. */
    private void onThrown(Throwable e) {
        LOG.warn("the subscriber to events of '{}' failed", subscription().pattern(), e);
        cancel();
    }
}
