package dev.fluxar.tests.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Keeps what it is given, asking for a few items at a time. */
final class Collecting<T> implements Flow.Subscriber<T> {

    /** Everything, once it has come to its end. */
    final CompletableFuture<List<T>> done = new CompletableFuture<>();

    private final List<T> items = new ArrayList<>();
    private final int batch;
    private Flow.Subscription subscription;

    Collecting(int batch) {
        this.batch = batch;
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
        subscription = to;
        to.request(batch);
    }

    @Override
    public void onNext(T item) {
        items.add(item);
        if (items.size() % batch == 0) {
            subscription.request(batch);
        }
    }

    @Override
    public void onError(Throwable failure) {
        done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        done.complete(items);
    }
}
