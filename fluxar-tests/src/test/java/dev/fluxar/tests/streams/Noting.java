package dev.fluxar.tests.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Notes what it hears, and requests what the test says. */
final class Noting<T> implements Flow.Subscriber<T> {

    final List<T> items = new ArrayList<>();
    Flow.Subscription subscription;
    boolean complete;
    @Nullable Throwable failure;

    /** Done with the subscription, within onSubscribe. */
    private final Consumer<Flow.Subscription> first;

    /** Done with each item, within onNext. */
    Consumer<T> each = item -> {};

    Noting(Consumer<Flow.Subscription> first) {
        this.first = first;
    }

    static <T> Noting<T> requesting(long items) {
        return new Noting<>(subscription -> subscription.request(items));
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
        subscription = to;
        first.accept(to);
    }

    @Override
    public void onNext(T item) {
        requireOpen();
        items.add(item);
        each.accept(item);
    }

    @Override
    public void onError(Throwable cause) {
        requireOpen();
        failure = cause;
    }

    @Override
    public void onComplete() {
        requireOpen();
        complete = true;
    }

    boolean isOver() {
        return complete || failure != null;
    }

    private void requireOpen() {
        if (isOver()) {
            throw new AssertionError("a signal after the last one");
        }
    }
}
