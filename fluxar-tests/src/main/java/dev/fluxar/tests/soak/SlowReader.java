package dev.fluxar.tests.soak;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Takes one item whenever it is told to, and never has more than one asked for. */
final class SlowReader implements Flow.Subscriber<byte[]> {

    private final AtomicLong items;
    private final BiConsumer<SlowReader, @Nullable Throwable> ended;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile Flow.@Nullable Subscription subscription;

    /**
     * Reads nothing yet.
     *
     * @param items counts what is read
     * @param ended told when the stream ends, and why; null where it ended in order
     */
    SlowReader(AtomicLong items, BiConsumer<SlowReader, @Nullable Throwable> ended) {
        this.items = items;
        this.ended = ended;
    }

    /** Asks for the next item, unless the one before has not come: then it tells so. */
    boolean ask() {
        Flow.Subscription current = subscription;
        if (current == null || !asked.compareAndSet(false, true)) {
            return false;
        }
        current.request(1);
        return true;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
    }

    @Override
    public void onNext(byte[] item) {
        items.getAndIncrement();
        asked.set(false);
    }

    @Override
    public void onError(Throwable cause) {
        ended.accept(this, cause);
    }

    @Override
    public void onComplete() {
        ended.accept(this, null);
    }
}
