package dev.fluxar.tests.soak;

import dev.fluxar.Peer;
import dev.fluxar.tests.contest.LatencyHistogram;
import dev.fluxar.tests.contest.LatencyRecorder;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Small calls, and now and then a ping, beside whatever else a connection carries. */
final class CallProbe {

    /** What the other side answers with what it was asked. */
    static final String TARGET = "echo";

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** So many calls for one ping. */
    private static final int PING_EVERY = 25;

    private final Peer peer;
    private final LatencyRecorder calls = new LatencyRecorder();
    private final LatencyRecorder pings = new LatencyRecorder();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private int issued;

    CallProbe(Peer peer) {
        this.peer = peer;
    }

    /** Issues one call, perhaps a ping; on one thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // what becomes of them is counted
    void issue() {
        int number = issued++;
        long since = System.nanoTime();
        peer.call(TARGET)
                .with(number)
                .deadline(DEADLINE)
                .send(Integer.class)
                .whenComplete((reply, cause) -> completed(number, reply, cause, since));
        if (number % PING_EVERY == 0) {
            long pinged = System.nanoTime();
            peer.ping()
                    .whenComplete(
                            (time, cause) -> {
                                if (cause == null) {
                                    pings.record(System.nanoTime() - pinged);
                                } else {
                                    failed(cause);
                                }
                            });
        }
    }

    private void completed(
            int number, @Nullable Integer reply, @Nullable Throwable cause, long since) {
        if (cause != null) {
            failed(cause);
        } else if (reply == null || reply != number) {
            failed(new IllegalStateException("echo of " + number + " is " + reply));
        } else {
            done.getAndIncrement();
            calls.record(System.nanoTime() - since);
        }
    }

    private void failed(Throwable cause) {
        if (!stopped) {
            failed.getAndIncrement();
            failure.compareAndSet(null, cause);
        }
    }

    /** From now on nothing counts as failed: the connection is about to be closed. */
    void stop() {
        stopped = true;
    }

    long done() {
        return done.get();
    }

    long failures() {
        return failed.get();
    }

    /** Why the first one failed. */
    @Nullable Throwable failure() {
        return failure.get();
    }

    /** Latencies since the last time, for people. */
    String takeLatencies() {
        LatencyHistogram taken = calls.take();
        return String.format(
                Locale.ROOT,
                "call p50 %.1f ms p99 %.1f ms, ping p99 %.1f ms",
                millis(taken.percentile(50)),
                millis(taken.percentile(99)),
                millis(pings.take().percentile(99)));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
