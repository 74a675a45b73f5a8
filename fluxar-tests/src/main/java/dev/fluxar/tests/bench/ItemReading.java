package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.LatencyRecorder;
import dev.fluxar.tests.contest.Progress;
import dev.fluxar.tests.contest.Work;
import dev.fluxar.tests.streamrivals.ItemSink;
import dev.fluxar.tests.streamrivals.StreamClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads one stream until it is told to stop. The same code for every system. */
final class ItemReading implements Work, ItemSink {

    private final StreamClient client;
    private final int payloadBytes;
    private final int window;
    private final LatencyRecorder latencies = new LatencyRecorder();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Written by the thread that reads; others may look. */
    private final AtomicLong items = new AtomicLong();

    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();

    /** The number that the next item should have; of the thread that reads. */
    private long next;

    private long itemsTaken;
    private @Nullable Runnable cancel;

    ItemReading(StreamClient client, int payloadBytes, int window) {
        this.client = client;
        this.payloadBytes = payloadBytes;
        this.window = window;
    }

    @Override
    public void start() throws Exception {
        cancel = client.open(payloadBytes, window, this);
    }

    @Override
    public void item(int bytes, long stamp, long number) {
        if (bytes != payloadBytes) {
            failed(
                    new IllegalStateException(
                            "item: expected " + payloadBytes + " bytes, got " + bytes));
            return;
        }
        if (stamp != 0) {
            latencies.record(System.nanoTime() - stamp);
            if (number != next) {
                (number > next ? lost : repeated).addAndGet(Math.abs(number - next));
                next = number;
            }
        }
        next++;
        items.setOpaque(items.getPlain() + 1);
    }

    @Override
    public void cancelled() {
        ended.countDown();
    }

    @Override
    public void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
        ended.countDown();
    }

    @Override
    public Progress takeProgress() {
        checkNotFailed();
        long all = items.getOpaque();
        long since = all - itemsTaken;
        itemsTaken = all;
        return new Progress(since, latencies.take(), lost.getAndSet(0), repeated.getAndSet(0));
    }

    @Override
    public void stop(Duration patience) throws InterruptedException {
        if (cancel != null) {
            cancel.run();
        }
        boolean over = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        checkNotFailed();
        if (!over) {
            throw new IllegalStateException("the stream did not end when it was cancelled");
        }
    }

    private void checkNotFailed() {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("the stream failed", cause);
        }
    }
}
