package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.LatencyHistogram;
import dev.fluxar.tests.contest.LatencyRecorder;
import dev.fluxar.tests.contest.Progress;
import dev.fluxar.tests.contest.Work;
import dev.fluxar.tests.rivals.CallClient;
import dev.fluxar.tests.rivals.CallCompletion;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a fixed number of calls outstanding: a completion issues the next call. The same code, and
 * so the same cost of measuring, for every system.
 */
final class ClosedLoop implements Work {

    private final CallClient client;
    private final byte[] payload;
    private final CountDownLatch live;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private final LatencyRecorder latencies = new LatencyRecorder();
    private volatile boolean running = true;

    ClosedLoop(CallClient client, int payloadBytes, int outstanding) {
        this.client = client;
        this.payload = new byte[payloadBytes];
        for (int i = 0; i < payloadBytes; i++) {
            payload[i] = (byte) i;
        }
        this.live = new CountDownLatch(outstanding);
    }

    @Override
    public void start() {
        for (long slot = live.getCount(); slot > 0; slot--) {
            new Slot().issue(System.nanoTime());
        }
    }

    @Override
    public Progress takeProgress() {
        checkNotFailed();
        LatencyHistogram taken = latencies.take();
        return new Progress(taken.count(), taken, 0, 0);
    }

    /** Issues no more and waits for the outstanding calls. */
    @Override
    public void stop(Duration patience) throws InterruptedException {
        running = false;
        boolean all = live.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        checkNotFailed();
        if (!all) {
            throw new IllegalStateException(live.getCount() + " calls never completed");
        }
    }

    private void checkNotFailed() {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("a call failed", cause);
        }
    }

    /** One of the outstanding calls. */
    private final class Slot implements CallCompletion {

        private long issuedAt;

        void issue(long now) {
            issuedAt = now;
            client.call(payload, this);
        }

        @Override
        public void completed(int payloadBytes) {
            long now = System.nanoTime();
            if (payloadBytes != payload.length) {
                failed(
                        new IllegalStateException(
                                "reply: expected "
                                        + payload.length
                                        + " bytes, got "
                                        + payloadBytes));
                return;
            }
            latencies.record(now - issuedAt);
            if (running) {
                issue(now);
            } else {
                live.countDown();
            }
        }

        @Override
        public void failed(Throwable cause) {
            failure.compareAndSet(null, cause);
            running = false;
            live.countDown();
        }
    }
}
