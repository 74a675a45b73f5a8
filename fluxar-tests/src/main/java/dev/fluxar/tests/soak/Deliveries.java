package dev.fluxar.tests.soak;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.Event;
import dev.fluxar.FluxarException;
import dev.fluxar.Hub;
import dev.fluxar.Listener;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.Subscription;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A producer, a hub and a subscriber whose handler fails for one event in a hundred, and for
 * another one does not say in time what became of it.
 */
final class Deliveries implements AutoCloseable {

    /** How many events the subscriber may hold unsettled. §10.22-14 */
    static final int WINDOW = 2048;

    private static final String TOPIC = "soak.numbers";
    private static final Credit CREDIT = new Credit(WINDOW, 1 << 20);
    private static final Duration ACK_WAIT = Duration.ofSeconds(1);

    /** More than {@link #ACK_WAIT}: what is held for so long is sent again meanwhile. */
    private static final Executor LATER = CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS);

    private static final Executor SOON =
            CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

    /** Publishes that wait for the hub's answer. */
    private static final int UNDER_WAY = 1024;

    /** Without any progress for so long, what is missing is given up as lost. */
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final long PATIENCE_SECONDS = 20;

    private final int events;
    private final Delivery delivery;

    /**
     * At least once: had and not settled, until it has come again. Each counts against the window
     * at the subscriber. On its session's loop.
     */
    private final Map<Integer, CompletableFuture<Void>> superseded = new HashMap<>();

    private final SplittableRandom random = new SplittableRandom(1);
    private final DeliveryTally tally;
    private final Hub hub = Hub.inMemory();
    private final Listener listener;
    private final Peer producer;
    private final Peer consumer;
    private final AtomicLong sendings = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Deliveries(int events, Delivery delivery) throws InterruptedException {
        this.events = events;
        this.delivery = delivery;
        this.tally = new DeliveryTally(events);
        listener = Peer.listen("tcp://127.0.0.1:0").hub(hub).await();
        producer = Peer.connect(listener.uri()).await();
        // Only the log sees what the subscriber withholds from its application.
        consumer =
                Peer.connect(listener.uri())
                        .options(PeerOptions.DEFAULT.withFrameLog(this::count))
                        .await();
    }

    private void count(String line) {
        if (line.startsWith("<- message " + TOPIC)) {
            sendings.getAndIncrement();
        }
    }

    /** Publishes all and waits until all are settled, as long as there is progress. */
    void run() throws InterruptedException {
        try {
            Subscription subscription =
                    consumer.subscribe(TOPIC)
                            .delivery(delivery)
                            .ackWait(ACK_WAIT)
                            .window(CREDIT)
                            .eachAsync(Integer.class, this::handle)
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            publishAll();
            awaitSettled();
            subscription.unsubscribe().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            awaitNothingHeld();
        } catch (ExecutionException | TimeoutException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** On the session's loop. */
    private CompletionStage<?> handle(Event<Integer> event) {
        int number = Objects.requireNonNull(event.payload());
        if (!tally.handedOver(number)) {
            return CompletableFuture.completedFuture(null);
        }
        int chance = random.nextInt(100);
        if (chance == 0) {
            tally.nacked(number);
            throw new FluxarException(ErrorCode.UNAVAILABLE, "one in a hundred fails");
        }
        if (chance == 1) {
            tally.withheld();
            return delivery == Delivery.EXACTLY_ONCE
                    ? CompletableFuture.runAsync(() -> tally.settled(number), LATER)
                    : superseded.computeIfAbsent(number, held -> new CompletableFuture<>());
        }
        tally.settled(number);
        CompletableFuture<Void> earlier = superseded.remove(number);
        if (earlier != null) {
            earlier.complete(null);
        }
        return CompletableFuture.completedFuture(null);
    }

    private void publishAll() throws InterruptedException {
        Semaphore places = new Semaphore(UNDER_WAY);
        for (int i = 0; i < events && failure.get() == null; i++) {
            places.acquire();
            publish(i, places);
        }
        if (!places.tryAcquire(UNDER_WAY, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            failure.compareAndSet(null, new TimeoutException("publishes are not answered"));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what fails is published again, or told
    private void publish(int number, Semaphore places) {
        producer.publish(TOPIC)
                .with(number)
                .delivery(delivery)
                .send()
                .whenComplete(
                        (nothing, cause) -> {
                            if (mayRepeat(cause) && failure.get() == null) {
                                refused.getAndIncrement();
                                SOON.execute(() -> publish(number, places));
                                return;
                            }
                            if (cause != null) {
                                failure.compareAndSet(null, cause);
                            }
                            places.release();
                        });
    }

    /**
     * Whether the hub had no room for it, or for one before it: in mode 2 those behind are refused
     * too, because their numbers come too early. §10.30
     */
    private static boolean mayRepeat(@Nullable Throwable cause) {
        return cause instanceof FluxarException known
                && (known.code() == ErrorCode.OVERLOADED.code()
                        || known.code() == ErrorCode.CONFLICT.code())
                && known.outcome() != Outcome.UNKNOWN;
    }

    private void awaitSettled() throws InterruptedException {
        int seen = -1;
        long since = System.nanoTime();
        while (tally.settledCount() < events && failure.get() == null) {
            if (tally.settledCount() > seen) {
                seen = tally.settledCount();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > STALLED_NANOS) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void awaitNothingHeld() throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (held() > 0) {
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException(held() + " bytes or exchanges are held at the end");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private long held() {
        long held = 0;
        for (Peer peer : listener.peers()) {
            held += peer.stats().held() + peer.stats().exchanges();
        }
        return held
                + consumer.stats().held()
                + consumer.stats().exchanges()
                + producer.stats().held()
                + producer.stats().exchanges();
    }

    DeliveryTally tally() {
        return tally;
    }

    Hub hub() {
        return hub;
    }

    /** How many events the subscriber has read, each sending of one by itself. */
    long sendings() {
        return sendings.get();
    }

    /** How many publishes had to be repeated for want of room. */
    long refused() {
        return refused.get();
    }

    /** What should not have happened. */
    @Nullable Throwable failure() {
        return failure.get();
    }

    /** How many events were handed over though they were neither new nor nacked. */
    long duplicates() {
        return delivery == Delivery.EXACTLY_ONCE
                ? tally.afterSettled() + tally.whileHeld()
                : tally.afterSettled();
    }

    /** Whether all that the delivery promises was kept. */
    boolean kept() {
        return failure.get() == null
                && tally.lost() == 0
                && tally.mostUnsettled() <= WINDOW
                && (delivery != Delivery.EXACTLY_ONCE || duplicates() == 0);
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
        listener.close();
    }
}
