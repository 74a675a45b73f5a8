package dev.fluxar.runtime.stream;

import dev.fluxar.FluxarException;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.runtime.loop.Task;
import java.lang.reflect.Type;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription to what the other side sends. The subscriber hears everything on the loop.
 *
 * @param <T> type of the items
 */
final class Subscribed<T> implements Reading, Flow.Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Subscribed.class);

    private final RuntimeStream stream;
    private final Type type;

    // Any thread.

    /** Null before it is there, after the last signal and once it wants none. */
    private volatile Flow.@Nullable Subscriber<? super T> subscriber;

    /** What was requested and not passed on. */
    private final AtomicLong demand = new AtomicLong();

    private final Submission pass = new Task(this::pass);
    private final AtomicBoolean refused = new AtomicBoolean();
    private volatile boolean cancelled;

    Subscribed(RuntimeStream stream, Type type) {
        this.stream = stream;
        this.type = type;
    }

    void subscriber(Flow.Subscriber<? super T> to) {
        subscriber = to;
    }

    // From the subscriber

    @Override
    public void request(long n) {
        if (cancelled || subscriber == null) {
            return;
        }
        if (n <= 0) {
            if (refused.getAndSet(true)) {
                return;
            }
            stream.loop.submit(new Task(() -> refuse(n)));
        } else if (demand.getAndAccumulate(n, Subscribed::sum) == 0) {
            stream.loop.submit(pass);
        }
    }

    private static long sum(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }

    @Override
    public void cancel() {
        if (!cancelled && subscriber != null) {
            cancelled = true;
            subscriber = null;
            stream.cancel();
        }
    }

    // On the loop

    private void pass() {
        long asked = demand.getAndSet(0);
        if (asked > 0 && !cancelled) {
            stream.exchange().request(asked);
        }
    }

    /** What a subscriber must not ask for. */
    private void refuse(long n) {
        Flow.Subscriber<? super T> to = subscriber;
        cancel();
        if (to != null) {
            String why = "non-positive subscription request: " + n + " items, expected 1 or more";
            signal(() -> to.onError(new IllegalArgumentException(why)));
        }
    }

    @Override
    public void begin() {
        Flow.Subscriber<? super T> to = subscriber;
        if (to != null) {
            signal(() -> to.onSubscribe(this));
        }
    }

    @Override
    @SuppressWarnings("unchecked") // T is what the subscriber was promised that type is
    public void item(byte[] source, int offset, int length) {
        Flow.Subscriber<? super T> to = subscriber;
        if (to == null) {
            return;
        }
        Object value = stream.read(source, offset, length, type);
        if (value == null) {
            stream.exchange()
                    .unreadable(
                            "the item is null, which no subscriber can be given, expected a"
                                    + " value");
        } else if (value != ItemReader.UNREADABLE) {
            try {
                to.onNext((T) value);
            } catch (RuntimeException | Error e) {
                onThrown(e);
            }
        }
    }

    @Override
    public void ended() {
        Flow.Subscriber<? super T> to = subscriber;
        subscriber = null;
        if (to != null) {
            signal(to::onComplete);
        }
    }

    @Override
    public void over(@Nullable FluxarException failure) {
        Flow.Subscriber<? super T> to = subscriber;
        subscriber = null;
        if (to != null && failure != null) {
            signal(() -> to.onError(failure));
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
        LOG.warn("the subscriber to stream '{}' failed", stream.target(), e);
        cancel();
    }
}
