package dev.fluxar.runtime.stream;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A publisher for one subscriber; nothing happens before it subscribes.
 *
 * @param <T> type of the items
 */
final class OncePublisher<T> implements Flow.Publisher<T> {

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

    private final Consumer<Flow.Subscriber<? super T>> start;
    private final AtomicBoolean subscribed = new AtomicBoolean();

    OncePublisher(Consumer<Flow.Subscriber<? super T>> start) {
        this.start = start;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        if (subscribed.compareAndSet(false, true)) {
            start.accept(subscriber);
        } else {
            subscriber.onSubscribe(NONE);
            subscriber.onError(
                    new IllegalStateException(
                            "the items of a stream are for one subscriber, expected no second"));
        }
    }
}
