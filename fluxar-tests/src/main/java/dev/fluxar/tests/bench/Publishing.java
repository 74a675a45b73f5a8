package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.LatencyRecorder;
import dev.fluxar.tests.contest.Progress;
import dev.fluxar.tests.contest.Work;
import dev.fluxar.tests.topicrivals.Guarantee;
import dev.fluxar.tests.topicrivals.PublishResult;
import dev.fluxar.tests.topicrivals.TopicConnection;
import dev.fluxar.tests.topicrivals.TopicSystem;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One publisher and its subscribers, each on a connection of its own. The publisher is never more
 * than a window ahead of the slowest subscriber, so that nobody has a reason to drop anything. The
 * same code for every system.
 */
final class Publishing implements Work, PublishResult {

    /** One of so many events tells when it was made. A power of two. */
    private static final int STAMPED = 16;

    /** The publisher is woken so many times in a window. */
    private static final int STEPS = 8;

    /** Without any progress for so long, what is missing is given up as lost. */
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TopicSystem system;
    private final int port;
    private final TopicScenario scenario;
    private final int window;
    private final long step;
    private final LatencyRecorder latencies = new LatencyRecorder();
    private final List<EventTally> tallies = new ArrayList<>();
    private final List<TopicConnection> connections = new ArrayList<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread publisher = new Thread(this::publishAll, "publisher");

    private volatile boolean running = true;
    private volatile long published;
    private long operationsTaken;

    Publishing(TopicSystem system, int port, TopicScenario scenario) {
        this.system = system;
        this.port = port;
        this.scenario = scenario;
        this.window = scenario.window();
        this.step = window / STEPS;
        publisher.setDaemon(true);
    }

    @Override
    public void start() throws Exception {
        for (int i = 0; i < scenario.subscribers(); i++) {
            EventTally tally = new EventTally(this, latencies);
            tallies.add(tally);
            TopicConnection connection = system.connect(port);
            connections.add(connection);
            connection.subscribe(scenario.guarantee(), window, tally);
        }
        connections.add(system.connect(port));
        publisher.start();
    }

    private void publishAll() {
        TopicConnection connection = connections.get(connections.size() - 1);
        try {
            long limit = window;
            for (long number = 0; running; number++) {
                if (number == limit) {
                    limit = awaitProgress(number) + window;
                }
                connection.publish(scenario.guarantee(), payload(number), this);
                published = number + 1;
            }
        } catch (Exception e) {
            failed(e);
        }
    }

    private byte[] payload(long number) {
        byte[] payload = new byte[scenario.payloadBytes()];
        long stamp = (number & (STAMPED - 1)) == 0 ? System.nanoTime() | 1 : 0;
        ByteBuffer.wrap(payload).putLong(stamp).putLong(number);
        return payload;
    }

    /** Waits for the slowest; returns how far it is. */
    private long awaitProgress(long number) {
        long since = System.nanoTime();
        long done = slowest();
        while (running && done + window <= number) {
            LockSupport.parkNanos(this, STALLED_NANOS);
            done = slowest();
            if (scenario.guarantee() == Guarantee.AT_MOST_ONCE
                    && System.nanoTime() - since > STALLED_NANOS) {
                return number;
            }
        }
        return done;
    }

    /** Up to which event everything is done. */
    private long slowest() {
        boolean confirmed = scenario.guarantee() != Guarantee.AT_MOST_ONCE;
        long slowest = confirmed ? accepted.get() : Long.MAX_VALUE;
        for (EventTally tally : tallies) {
            slowest = Math.min(slowest, confirmed ? tally.settledCount() : tally.position());
        }
        return slowest;
    }

    /** Something has been done for the {@code count}th time. */
    void advanced(long count) {
        if (count % step == 0) {
            LockSupport.unpark(publisher);
        }
    }

    @Override
    public void accepted() {
        advanced(accepted.incrementAndGet());
    }

    @Override
    public void failed(Throwable cause) {
        if (running) {
            failure.compareAndSet(null, cause);
        }
        running = false;
        LockSupport.unpark(publisher);
    }

    @Override
    public Progress takeProgress() {
        checkNotFailed();
        long operations = operations();
        long since = operations - operationsTaken;
        operationsTaken = operations;
        return new Progress(
                since,
                latencies.take(),
                tallies.stream().mapToLong(EventTally::takeLost).sum(),
                tallies.stream().mapToLong(EventTally::takeRepeated).sum());
    }

    private long operations() {
        return scenario.guarantee() == Guarantee.AT_MOST_ONCE
                ? tallies.stream().mapToLong(EventTally::arrived).sum()
                : slowest();
    }

    @Override
    public void stop(Duration patience) throws InterruptedException {
        running = false;
        LockSupport.unpark(publisher);
        publisher.join(patience.toMillis());
        long deadline = System.nanoTime() + patience.toNanos();
        while (slowest() < published && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        connections.forEach(TopicConnection::close);
        checkNotFailed();
    }

    private void checkNotFailed() {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("an event failed", cause);
        }
    }
}
