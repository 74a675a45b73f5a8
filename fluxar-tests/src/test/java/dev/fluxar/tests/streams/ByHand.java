package dev.fluxar.tests.streams;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A publisher that gives what the test says. */
final class ByHand<T> implements Flow.Publisher<T> {

    Flow.@Nullable Subscriber<? super T> subscriber;
    long requested;
    boolean cancelled;

    @Override
    public void subscribe(Flow.Subscriber<? super T> to) {
        subscriber = to;
        to.onSubscribe(
                new Flow.Subscription() {
                    @Override
                    public void request(long n) {
                        requested += n;
                    }

                    @Override
                    public void cancel() {
                        cancelled = true;
                    }
                });
    }

    /** Gives items, whether they were requested or not. */
    @SafeVarargs
    final void give(T... items) {
        for (T item : items) {
            subscriber.onNext(item);
        }
    }
}
