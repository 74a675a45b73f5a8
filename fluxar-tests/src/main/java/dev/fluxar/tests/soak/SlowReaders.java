package dev.fluxar.tests.soak;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Limits;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Many streams on one connection, whose readers take one item a second, and small calls beside
 * them. What a reader's stream ended with is counted; where streams are expected to end, new ones
 * take their places at a steady rate.
 */
final class SlowReaders implements AutoCloseable {

    /** What the other side sends without end. */
    static final String TARGET = "items";

    private static final int CALL_MILLIS = 20;
    private static final int TICK_MILLIS = 10;

    /** Calls and streams that are ending count too. */
    private static final int MORE_EXCHANGES = 1024;

    /** So many streams are opened anew a second. */
    private static final int OPENS_A_SECOND = 200;

    /** What streams end with; null where none may end. */
    private final @Nullable ErrorCode expected;

    private final Peer peer;
    private final CallProbe probe;
    private final AtomicReferenceArray<@Nullable SlowReader> readers;
    private final AtomicLong items = new AtomicLong();
    private final AtomicLong starved = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicInteger unexpected = new AtomicInteger();
    private final Map<String, AtomicLong> endings = new ConcurrentHashMap<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService scheduler =
            Executors.newScheduledThreadPool(
                    2,
                    task -> {
                        Thread thread = new Thread(task, "slow-readers");
                        thread.setDaemon(true);
                        return thread;
                    });

    private volatile boolean stopped;
    private long begun;
    private long asked;
    private long replaced;

    SlowReaders(String uri, int streams, @Nullable ErrorCode expected) throws InterruptedException {
        this.expected = expected;
        this.readers = new AtomicReferenceArray<>(streams);
        this.peer = Peer.connect(uri).options(options(streams)).await();
        this.probe = new CallProbe(peer);
    }

    /** Of either end: so many streams, and calls. */
    static PeerOptions options(int streams) {
        Limits limits = Limits.DEFAULT;
        return PeerOptions.DEFAULT.withLimits(
                limits.withExchanges(Math.max(limits.exchanges(), streams + MORE_EXCHANGES)));
    }

    Peer peer() {
        return peer;
    }

    CallProbe probe() {
        return probe;
    }

    void start() {
        for (int i = 0; i < readers.length(); i++) {
            open(i);
        }
        begun = System.nanoTime();
        every(TICK_MILLIS, this::tick);
        every(CALL_MILLIS, probe::issue);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the scheduler
    private void every(int millis, Runnable task) {
        Runnable guarded =
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error e) {
                        failed(e); // else the scheduler would silently stop it
                    }
                };
        scheduler.scheduleAtFixedRate(guarded, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void open(int place) {
        opened.getAndIncrement();
        SlowReader reader =
                new SlowReader(
                        items,
                        (ended, cause) -> {
                            readers.compareAndSet(place, ended, null);
                            ended(cause);
                        });
        readers.set(place, reader);
        peer.stream(TARGET).items(byte[].class).subscribe(reader);
    }

    /** Has each reader ask once a second, spread over it, and fills empty places. */
    private void tick() {
        long nanos = System.nanoTime() - begun;
        int streams = readers.length();
        long due = streams * nanos / TimeUnit.SECONDS.toNanos(1);
        // A scheduler that was held up does not make the readers fast.
        asked = Math.max(asked, due - streams);
        while (asked < due) {
            SlowReader reader = readers.get((int) (asked++ % streams));
            if (reader != null && !reader.ask()) {
                starved.getAndIncrement();
            }
        }
        long opens = OPENS_A_SECOND * nanos / TimeUnit.SECONDS.toNanos(1);
        long most = opens - replaced;
        replaced = opens;
        for (int i = 0; i < streams && most > 0 && peer.isOpen(); i++) {
            if (readers.get(i) == null) {
                most--;
                open(i);
            }
        }
    }

    private void ended(@Nullable Throwable cause) {
        if (stopped) {
            return;
        }
        String how =
                cause instanceof FluxarException failure
                        ? ErrorCode.nameOf(failure.code())
                        : String.valueOf(cause);
        endings.computeIfAbsent(how, name -> new AtomicLong()).getAndIncrement();
        if (expected == null || !how.equals(expected.name())) {
            failed(cause == null ? new IllegalStateException("a stream has ended") : cause);
        }
    }

    private void failed(Throwable cause) {
        if (unexpected.getAndIncrement() == 0) {
            failures.add(cause);
        }
    }

    /** Whether anything ended or failed that should not have. */
    boolean sound() {
        return unexpected.get() == 0
                && probe.failures() == 0
                && probe.done() > 0
                && peer.isOpen()
                && (expected == null || expectedEndings() > 0);
    }

    /** How many streams ended as expected. */
    long expectedEndings() {
        AtomicLong count = endings.get(String.valueOf(expected));
        return count == null ? 0 : count.get();
    }

    /** How many items all readers have taken. */
    long items() {
        return items.get();
    }

    /** What has happened so far, for people. */
    String describe() {
        return String.format(
                "%d streams opened, ended %s, %d items read, %d turns without one, "
                        + "%d calls done, %d failed",
                opened.get(),
                new TreeMap<>(endings),
                items.get(),
                starved.get(),
                probe.done(),
                probe.failures());
    }

    /** Says why, where something failed. */
    void printFailures(PrintWriter out) {
        failures.forEach(failure -> out.println("stream: " + failure));
        Throwable call = probe.failure();
        if (call != null) {
            out.println("call: " + call);
        }
    }

    @Override
    public void close() {
        stopped = true;
        probe.stop();
        scheduler.shutdownNow();
        peer.close();
    }
}
