package dev.fluxar.tests.topics;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.Event;
import dev.fluxar.FluxarException;
import dev.fluxar.Hub;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.SubscribeSpec;
import dev.fluxar.Subscription;
import dev.fluxar.runtime.Connections;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.stranger.Await;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many events, from one peer through a hub to four subscriptions that take them in different ways,
 * over real connections. Some handlers fail at random, and for one event in a hundred nobody says
 * what became of it in time. {@link #effects} counts how often each had its effect.
 */
final class DeliverySoak implements AutoCloseable {

    private static final Duration ACK_WAIT = Duration.ofMillis(300);
    private static final int UNDER_WAY = 256;

    private final int events;
    private final Delivery delivery;
    private final long seed;
    private final Hub hub = Hub.inMemory();
    private final Listener listener;
    private final List<Peer> peers = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    /** One for each way of taking events, indexed by the event's number. */
    final List<AtomicIntegerArray> effects = new ArrayList<>();

    /** How many events had an effect for the first time, over all ways. */
    private final AtomicLong first = new AtomicLong();

    final AtomicLong failures = new AtomicLong();
    final AtomicLong withheld = new AtomicLong();
    final AtomicLong refused = new AtomicLong();

    DeliverySoak(String uri, int events, Delivery delivery, long seed) {
        this.events = events;
        this.delivery = delivery;
        this.seed = seed;
        listener = Await.value(Peer.listen(uri).hub(hub).start());
    }

    private Peer connect() {
        Peer peer = Await.value(Peer.connect(listener.uri()).start());
        peers.add(peer);
        return peer;
    }

    private AtomicIntegerArray way() {
        AtomicIntegerArray counts = new AtomicIntegerArray(events);
        effects.add(counts);
        return counts;
    }

    private void effect(AtomicIntegerArray counts, int number) {
        if (counts.getAndIncrement(number) == 0) {
            first.getAndIncrement();
        }
    }

    /** Runs to the end: everything was handed over, and settled. */
    void run() {
        subscriptions.add(
                Await.value(
                        spec().each(
                                        Integer.class,
                                        failing(way(), new SplittableRandom(seed))::handle)));
        subscriptions.add(
                Await.value(
                        spec().eachBlocking(
                                        Integer.class,
                                        failing(way(), new SplittableRandom(seed + 1))::handle)));
        subscriptions.add(Await.value(async(way(), new SplittableRandom(seed + 2))));
        Withholding last = new Withholding(way(), new SplittableRandom(seed + 3));
        spec().ackWait(ACK_WAIT).events(Integer.class).subscribe(last);
        Await.until(() -> "not subscribed", () -> hub.stats().subscriptions() == 4);
        publish(connect());
        awaitEffects();
        last.ackAll();
        last.subscription.cancel();
        subscriptions.forEach(subscription -> Await.value(subscription.unsubscribe()));
        nothingIsHeld(peers);
        nothingIsHeld(listener.peers());
    }

    private void nothingIsHeld(Collection<Peer> sides) {
        for (Peer peer : sides) {
            Insides insides = Insides.of(peer);
            Await.until(
                    () -> insides.live() + " exchanges, " + insides.held() + " bytes of " + peer,
                    () -> insides.live() == 0 && insides.held() == 0);
        }
    }

    private SubscribeSpec spec() {
        return connect().subscribe("soak.*").delivery(delivery);
    }

    /** As long as it takes, while there is progress. */
    private void awaitEffects() {
        for (long before = first.get(); before < 4L * events; before = first.get()) {
            long seen = before;
            Await.until(
                    () -> "more than " + seen + " of " + 4L * events + " effects; " + hub.stats(),
                    () -> first.get() > seen);
        }
    }

    private interface Handling {
        void handle(Event<Integer> event) throws Meant;
    }

    private Handling failing(AtomicIntegerArray counts, SplittableRandom random) {
        return event -> {
            if (random.nextInt(50) == 0 && event.attempt() < 5) {
                failures.getAndIncrement();
                throw new Meant();
            }
            effect(counts, event.payload());
        };
    }

    private CompletableFuture<Subscription> async(
            AtomicIntegerArray counts, SplittableRandom random) {
        return spec().eachAsync(
                        Integer.class,
                        event -> {
                            boolean fails = random.nextInt(50) == 0 && event.attempt() < 5;
                            return CompletableFuture.runAsync(
                                    () -> {
                                        if (fails) {
                                            failures.getAndIncrement();
                                            throw new FluxarException(ErrorCode.INTERNAL, "meant");
                                        }
                                        effect(counts, event.payload());
                                    });
                        });
    }

    /** Acks by hand, and one in a hundred far too late. */
    private final class Withholding implements Flow.Subscriber<Event<Integer>> {

        private final AtomicIntegerArray counts;
        private final SplittableRandom random;
        private final Queue<Event<Integer>> late = new ArrayDeque<>();
        private volatile Flow.Subscription subscription;

        Withholding(AtomicIntegerArray counts, SplittableRandom random) {
            this.counts = counts;
            this.random = random;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public synchronized void onNext(Event<Integer> event) {
            int chance = random.nextInt(100);
            if (chance < 3 && event.attempt() < 5) {
                failures.getAndIncrement();
                event.nack(Duration.ofMillis(chance));
                return;
            }
            effect(counts, event.payload());
            if (chance == 3) {
                withheld.getAndIncrement();
                late.add(event);
                if (late.size() > 100) {
                    late.remove().ack();
                }
            } else {
                event.ack();
            }
        }

        synchronized void ackAll() {
            late.forEach(Event::ack);
            late.clear();
        }

        @Override
        public void onError(Throwable why) {
            throw new AssertionError(why);
        }

        @Override
        public void onComplete() {
            throw new AssertionError("no end was asked for");
        }
    }

    /** In order, so many under way; what is refused for want of room is published again. */
    private void publish(Peer producer) {
        Semaphore places = new Semaphore(UNDER_WAY);
        for (int i = 0; i < events; i++) {
            places.acquireUninterruptibly();
            publish(producer, i, places);
        }
        places.acquireUninterruptibly(UNDER_WAY);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what fails is published again
    private void publish(Peer producer, int number, Semaphore places) {
        producer.publish("soak." + number % 10)
                .with(number)
                .delivery(Delivery.AT_LEAST_ONCE)
                .send()
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure == null) {
                                places.release();
                            } else {
                                refused.getAndIncrement();
                                CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS)
                                        .execute(() -> publish(producer, number, places));
                            }
                        });
    }

    @Override
    public void close() {
        peers.forEach(Peer::close);
        listener.close();
        Await.until(
                () -> Connections.open(listener) + " connections left",
                () -> Connections.open(listener) == 0);
    }
}
