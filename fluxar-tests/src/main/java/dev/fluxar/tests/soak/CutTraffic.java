package dev.fluxar.tests.soak;

import dev.fluxar.Call;
import dev.fluxar.Delivery;
import dev.fluxar.Hub;
import dev.fluxar.ItemStream;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerChange;
import dev.fluxar.PeerOptions;
import dev.fluxar.PeerStats;
import dev.fluxar.Reconnect;
import dev.fluxar.Resume;
import dev.fluxar.Subscription;
import dev.fluxar.tests.proxy.Relay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One session over connections that are cut again and again, with calls both ways, large ones too,
 * a stream each way, and publishes and events of mode 2; all of them numbered. Everything must come
 * in once and in order.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told
final class CutTraffic implements AutoCloseable {

    private static final String TOPIC = "soak.numbers";

    /** An attempt that fails at once. */
    private static final String NOBODY = "unix:/nonexistent/fluxar";

    private static final Reconnect AT_ONCE =
            new Reconnect(Duration.ofMillis(5), Duration.ofMillis(200), false);
    private static final long PATIENCE_SECONDS = 20;
    private static final int CALLS_UNDER_WAY = 32;
    private static final int LARGE = 20_000;
    private static final int MOST_ATTEMPTS = 20;

    /** What one tick of a millisecond adds at most to each. */
    private static final int A_TICK = 8;

    private final Sequence calls = new Sequence("calls");
    private final Sequence callsBack = new Sequence("calls back");
    private final Sequence large = new Sequence("large calls");
    private final Sequence down = new Sequence("items down");
    private final Sequence up = new Sequence("items up");
    private final Sequence events = new Sequence("events");
    private final List<Sequence> all = List.of(calls, callsBack, large, down, up, events);

    private final AtomicLong losses = new AtomicLong();
    private final AtomicLong resumes = new AtomicLong();
    private final AtomicLong replayed = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private final ScheduledExecutorService ticks =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread thread = new Thread(work, "soak-ticks");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final List<Relay> relays = new ArrayList<>();
    private final Listener listener;
    private final Peer near;
    private final Peer far;
    private final ItemStream upward;
    private final ItemStream downward;
    private final Subscription subscription;

    /**
     * Connects.
     *
     * @param addresses to listen on; each is connected to through a relay, the first one first
     * @param relayed where the relays listen, of the same transports
     * @param cutEvery about how old a connection gets
     * @param seed of the cuts
     */
    CutTraffic(List<String> addresses, List<String> relayed, Duration cutEvery, long seed)
            throws InterruptedException, IOException, ExecutionException, TimeoutException {
        CompletableFuture<Peer> accepted = new CompletableFuture<>();
        CompletableFuture<ItemStream> downOpened = new CompletableFuture<>();
        PeerOptions options = PeerOptions.DEFAULT.withResume(Resume.DEFAULT.withReconnect(AT_ONCE));
        listener =
                Peer.listen(addresses.toArray(String[]::new))
                        .options(options)
                        .trusted()
                        .hub(Hub.inMemory())
                        .onCall("hello", Void.class, (nothing, call) -> greeted(accepted, call))
                        .onCall("next", Long.class, (number, call) -> came(calls, number))
                        .onCall("large", byte[].class, (bytes, call) -> largeCame(bytes))
                        .onStream(
                                "up",
                                Void.class,
                                (nothing, stream) -> {
                                    watch(stream.forEach(Long.class, up::came));
                                    stream.end();
                                    return null;
                                })
                        .onStream(
                                "down",
                                Void.class,
                                (nothing, stream) -> {
                                    downOpened.complete(stream);
                                    return null;
                                })
                        .await();
        List<String> ways = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            String target = listener.uris().get(i).toString();
            Relay relay = Relay.cutting(relayed.get(i), target, cutEvery, seed + i);
            relays.add(relay);
            ways.add(relay.uri());
        }
        near = connect(ways, options);
        near.call("hello").oneway();
        far = accepted.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        near.onChange(this::changed);
        near.closed().whenComplete((nothing, cause) -> fail(cause));
        subscription =
                near.subscribe(TOPIC)
                        .delivery(Delivery.EXACTLY_ONCE)
                        .each(
                                Long.class,
                                event -> events.came(Objects.requireNonNull(event.payload())))
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        watch(near.stream("down").forEach(Long.class, down::came));
        upward = near.stream("up").open();
        watch(upward.forEach(Void.class, nothing -> {}));
        downward = downOpened.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Of the sessions that began, the one that both sides know of. */
    private static CompletableFuture<?> greeted(CompletableFuture<Peer> accepted, Call call) {
        accepted.complete(call.peer());
        return CompletableFuture.completedFuture(null);
    }

    /** A connection may be cut before the session begins: that is no loss. */
    private Peer connect(List<String> ways, PeerOptions options)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (int attempt = 1; ; attempt++) {
            try {
                return Peer.connect(ways.get(0))
                        .alternative(ways.subList(1, ways.size()).toArray(String[]::new))
                        .options(options)
                        .trusted()
                        .onCall("next", Long.class, (number, call) -> came(callsBack, number))
                        .start()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static CompletableFuture<Long> came(Sequence sequence, long number) {
        sequence.came(number);
        return CompletableFuture.completedFuture(number);
    }

    /** Its first bytes are its number, and the rest repeats the last of them. */
    private CompletableFuture<byte[]> largeCame(byte[] bytes) {
        large.came(number(bytes));
        return CompletableFuture.completedFuture(bytes);
    }

    private static byte[] largeBytes(long number) {
        byte[] bytes = new byte[LARGE + (int) (number % 7) * 30_000];
        Arrays.fill(bytes, (byte) number);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (number >>> (8 * i));
        }
        return bytes;
    }

    private static long number(byte[] bytes) {
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number |= (bytes[i] & 0xffL) << (8 * i);
        }
        return number;
    }

    private void changed(PeerChange change) {
        if (change.kind() == PeerChange.Kind.DETACHED) {
            losses.getAndIncrement();
        } else {
            replayed.getAndAdd(change.replayed());
            if (resumes.incrementAndGet() % 2 == 0) {
                // Loops take turns: this one's turn is used up, and the next resume is on another.
                Peer.connect(NOBODY).start();
            }
        }
    }

    private void fail(@Nullable Throwable cause) {
        if (cause != null) {
            failure.compareAndSet(null, cause);
        }
    }

    private void watch(CompletableFuture<?> what) {
        what.whenComplete((value, cause) -> fail(cause));
    }

    /** Begins to send. */
    void start() {
        ticks.scheduleAtFixedRate(this::tick, 0, 1, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        if (failure.get() != null) {
            return;
        }
        try {
            for (int i = 0; i < A_TICK; i++) {
                callNext(near, calls);
                callNext(far, callsBack);
                send(upward, up);
                send(downward, down);
                publishNext();
            }
            callLarge();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void callNext(Peer peer, Sequence sequence) {
        if (sequence.unanswered() < CALLS_UNDER_WAY) {
            long number = sequence.next();
            sequence.sent();
            answered(sequence, peer.call("next").with(number).send(Long.class), number);
        }
    }

    private void callLarge() {
        if (large.unanswered() == 0) {
            byte[] bytes = largeBytes(large.next());
            large.sent();
            answered(
                    large,
                    near.call("large")
                            .with(bytes)
                            .send(byte[].class)
                            .thenApply(reply -> Arrays.equals(reply, bytes)),
                    true);
        }
    }

    private void publishNext() {
        if (events.unanswered() < CALLS_UNDER_WAY) {
            long number = events.next();
            events.sent();
            answered(
                    events,
                    near.publish(TOPIC).with(number).delivery(Delivery.EXACTLY_ONCE).send(),
                    null);
        }
    }

    private static void send(ItemStream stream, Sequence sequence) {
        if (stream.trySend(sequence.next())) {
            sequence.sent();
        }
    }

    private void answered(
            Sequence sequence, CompletableFuture<?> answer, @Nullable Object expected) {
        answer.whenComplete(
                (value, cause) -> {
                    fail(cause);
                    if (cause == null && expected != null && !expected.equals(value)) {
                        fail(new IllegalStateException(value + " as answer of " + expected));
                    }
                    sequence.answered();
                });
    }

    /** Sends no more, and waits until all has come in and nothing is held for it. */
    void finish() throws InterruptedException, ExecutionException, TimeoutException {
        ticks.shutdown();
        if (!ticks.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            fail(new TimeoutException("the sender does not come to its end"));
        }
        upward.end();
        downward.end();
        await(
                "what was sent",
                () ->
                        all.stream().allMatch(Sequence::complete)
                                && calls.unanswered() == 0
                                && callsBack.unanswered() == 0
                                && large.unanswered() == 0
                                && events.unanswered() == 0);
        if (failure.get() == null) {
            subscription.unsubscribe().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            await("the end of what is held", () -> idle(near.stats()) && idle(far.stats()));
        }
    }

    private static boolean idle(PeerStats stats) {
        return stats.replay() == 0 && stats.held() == 0 && stats.exchanges() == 0;
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (failure.get() == null && !condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                fail(new TimeoutException("not within " + PATIENCE_SECONDS + " s: " + what));
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** The relay at the first address goes away; whoever was connected through it is cut. */
    void closeFirstRelay() {
        relays.get(0).close();
    }

    /** The side that connected. */
    Peer near() {
        return near;
    }

    /** The side that listens. */
    Peer far() {
        return far;
    }

    long losses() {
        return losses.get();
    }

    long resumes() {
        return resumes.get();
    }

    /** How many messages the initiator has sent again. */
    long replayed() {
        return replayed.get();
    }

    /** What came in, for people. */
    List<Sequence> sequences() {
        return all;
    }

    /** What should not have happened. */
    @Nullable String fault() {
        Throwable cause = failure.get();
        for (Sequence sequence : all) {
            if (sequence.fault() != null) {
                return sequence.fault();
            }
        }
        return cause == null ? null : cause.toString();
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        near.close();
        listener.close();
        relays.forEach(Relay::close);
    }
}
