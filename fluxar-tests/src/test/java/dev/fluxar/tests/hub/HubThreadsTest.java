package dev.fluxar.tests.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.FluxarException;
import dev.fluxar.HubOptions;
import dev.fluxar.Overflow;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.From;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.HubSubscriber;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.PublishAnswer;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.hub.memory.MemoryHub;
import dev.fluxar.message.Payload;
import dev.fluxar.transport.WriteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads publish, subscribe and poll at once. §10.20-5 §10.21-4 §10.24-1 */
@Timeout(120)
class HubThreadsTest {

    private static final int PUBLISHERS = 3;
    private static final int EVENTS = 20_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Allowance allowance = new Allowance(1L << 40);

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private static MemoryHub hub(HubOptions options) {
        AtomicInteger ledgers = new AtomicInteger();
        return new MemoryHub(
                options,
                () -> {
                    byte[] id = new byte[16];
                    id[15] = (byte) ledgers.incrementAndGet();
                    return id;
                },
                System::nanoTime);
    }

    /** A subscriber whose thread waits until it is told that there is something. */
    private static final class Waiting implements HubSubscriber {
        final Semaphore ready = new Semaphore(0);
        final BlockingQueue<Grant> grant = new ArrayBlockingQueue<>(1);
        final AtomicBoolean ended = new AtomicBoolean();
        final List<String> faults = new ArrayList<>();

        @Override
        public void granted(Grant told) {
            grant.add(told);
        }

        @Override
        public void refused(FluxarException why) {
            faults.add(why.toString());
        }

        @Override
        public void ready() {
            ready.release();
        }

        @Override
        public void ended(FluxarException why) {
            ended.set(true);
            ready.release();
        }

        @Override
        public void acked(HubEvent event) {
            faults.add("acked");
        }
    }

    private Waiting subscribe(
            MemoryHub hub, String pattern, Delivery delivery, String group, String durable) {
        Waiting subscriber = new Waiting();
        hub.subscribe(
                new SubscribeRequest(
                        subscriber,
                        "",
                        pattern,
                        delivery,
                        group,
                        durable,
                        From.RETAINED,
                        Overflow.OLDEST,
                        0,
                        allowance,
                        1),
                subscriber);
        return subscriber;
    }

    private static HubEvent next(Waiting subscriber, HubFeed feed) throws InterruptedException {
        while (true) {
            HubEvent event = feed.poll(1);
            if (event != null) {
                return event;
            }
            assertThat(subscriber.ready.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Publishes until accepted: topic t{@code publisher}, payload the number. */
    private static void publish(MemoryHub hub, int publisher, int number) {
        AtomicBoolean accepted = new AtomicBoolean();
        PublishAnswer answer =
                new PublishAnswer() {
                    @Override
                    public void accepted() {
                        accepted.set(true);
                    }

                    @Override
                    public void refused(FluxarException why) {
                        Thread.yield();
                    }
                };
        byte[] payload = {0x1a, 0, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        while (!accepted.get()) {
            hub.publish(
                    new Publication(
                            "publisher",
                            "",
                            ("t" + publisher).getBytes(UTF_8),
                            null,
                            0,
                            Payload.item(payload),
                            Delivery.AT_LEAST_ONCE,
                            number % 16 == 0,
                            null,
                            1),
                    answer);
        }
    }

    private static int publisherOf(HubEvent event) {
        return event.topic().charAt(1) - '0';
    }

    private static int numberOf(HubEvent event) {
        byte[] bytes = new byte[5];
        WriteBuffer out = new WriteBuffer(16);
        event.writePayload(out);
        System.arraycopy(out.array(), 0, bytes, 0, 5);
        return (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 8 | bytes[4] & 0xff;
    }

    private List<Future<?>> publishers(MemoryHub hub) {
        List<Future<?>> running = new ArrayList<>();
        for (int p = 0; p < PUBLISHERS; p++) {
            int publisher = p;
            running.add(
                    threads.submit(
                            () -> {
                                for (int i = 0; i < EVENTS; i++) {
                                    publish(hub, publisher, i);
                                }
                            }));
        }
        return running;
    }

    private static void await(List<? extends Future<?>> running) throws Exception {
        for (Future<?> one : running) {
            one.get(100, TimeUnit.SECONDS);
        }
    }

    /** Nothing is lost or comes twice; the order of each publisher is kept. */
    @Test
    void everySubscriptionGetsEveryEventOnceInOrder() throws Exception {
        MemoryHub hub = hub(HubOptions.DEFAULT.withWaiting(64, 1 << 20));
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Delivery delivery = Delivery.of(1 + i % 2);
            Waiting subscriber = subscribe(hub, ">", delivery, null, i == 2 ? "durable" : null);
            HubFeed feed = subscriber.grant.take().feed();
            running.add(threads.submit(read(subscriber, feed)));
        }
        running.addAll(publishers(hub));
        await(running);
        assertThat(allowance.taken.get()).isZero();
        assertThat(hub.stats().storedBytes()).isZero();
    }

    private static Callable<Void> read(Waiting subscriber, HubFeed feed) {
        return () -> {
            int[] expected = new int[PUBLISHERS];
            long last = 0;
            for (int i = 0; i < PUBLISHERS * EVENTS; i++) {
                HubEvent event = next(subscriber, feed);
                assertThat(event.position()).isGreaterThan(last);
                last = event.position();
                int publisher = publisherOf(event);
                assertThat(numberOf(event)).isEqualTo(expected[publisher]++);
                feed.settled(event);
            }
            assertThat(feed.poll(1)).isNull();
            feed.close(Detach.UNSUBSCRIBED, Ledger.NEW, 1);
            assertThat(subscriber.faults).isEmpty();
            return null;
        };
    }

    /** What is polled and what is dropped is all there was. §10.27-2 */
    @Test
    void inModeZeroEveryEventIsReadOrCounted() throws Exception {
        MemoryHub hub = hub(HubOptions.DEFAULT.withWaiting(16, 1 << 20));
        Waiting subscriber = subscribe(hub, "*", Delivery.AT_MOST_ONCE, null, null);
        HubFeed feed = subscriber.grant.take().feed();
        Future<Long> reader =
                threads.submit(
                        () -> {
                            long seen = 0;
                            int[] last = {-1, -1, -1};
                            while (true) {
                                HubEvent event = next(subscriber, feed);
                                seen += 1 + feed.takeDropped();
                                int publisher = publisherOf(event);
                                if (publisher == 9) {
                                    return seen;
                                }
                                assertThat(numberOf(event)).isGreaterThan(last[publisher]);
                                last[publisher] = numberOf(event);
                            }
                        });
        await(publishers(hub));
        publish(hub, 9, 1);
        assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(PUBLISHERS * EVENTS + 1L);
        assertThat(allowance.taken.get()).isZero();
    }

    /** Each event of a group is settled by one member, whoever comes and goes. §10.24-1 */
    @Test
    void aGroupSettlesEveryEventOnceWhileMembersComeAndGo() throws Exception {
        MemoryHub hub = hub(HubOptions.DEFAULT.withWaiting(64, 1 << 20));
        ConcurrentHashMap<Long, Boolean> settled = new ConcurrentHashMap<>();
        AtomicLong left = new AtomicLong((long) PUBLISHERS * EVENTS);
        Waiting keeper = subscribe(hub, ">", Delivery.AT_LEAST_ONCE, "g", "d");
        HubFeed keeperFeed = keeper.grant.take().feed();
        List<Future<?>> running = new ArrayList<>();
        for (int m = 0; m < 3; m++) {
            int member = m;
            running.add(
                    threads.submit(
                            () -> {
                                while (left.get() > 0) {
                                    stay(hub, member, settled, left);
                                }
                                return null;
                            }));
        }
        running.addAll(publishers(hub));
        await(running);
        assertThat(settled).hasSize(PUBLISHERS * EVENTS);
        assertThat(hub.stats().storedBytes()).isZero();
        keeperFeed.close(Detach.UNSUBSCRIBED, Ledger.NEW, 1);
        assertThat(hub.stats().durables()).isZero();
    }

    /** One attachment: takes some, passes some on, leaves some open. */
    private void stay(
            MemoryHub hub, int member, ConcurrentHashMap<Long, Boolean> settled, AtomicLong left)
            throws InterruptedException {
        Waiting subscriber = subscribe(hub, ">", Delivery.AT_LEAST_ONCE, "g", null);
        HubFeed feed = subscriber.grant.take().feed();
        List<OpenDelivery> open = new ArrayList<>();
        for (int i = 0; i < 500 && left.get() > 0; i++) {
            HubEvent event = feed.poll(1);
            if (event == null) {
                boolean told = subscriber.ready.tryAcquire(5, TimeUnit.MILLISECONDS);
                if (told && i % 7 == member) {
                    feed.decline(1);
                }
                continue;
            }
            int sendings = feed.sendings() + 1;
            if (i % 11 == member && sendings < 4) {
                if (feed.pass(event, sendings, true, i % 2 == 0)) {
                    continue;
                }
            }
            if (i > 480 && sendings < 4) {
                open.add(new OpenDelivery(event, i, sendings, OpenDelivery.SENT));
                continue;
            }
            assertThat(settled.put(event.position(), true)).isNull();
            feed.settled(event);
            left.decrementAndGet();
        }
        feed.close(Detach.LEFT, new Ledger(500, 1, open, List.of()), 1);
        assertThat(subscriber.faults).isEmpty();
    }

    /** Retained values as of the grant and all after it, none twice. §10.25-2 */
    @Test
    void aSubscriptionMissesNothingOfATopicBetweenItsRetainedValueAndWhatFollows()
            throws Exception {
        MemoryHub hub = hub(HubOptions.DEFAULT.withWaiting(100_000, 1 << 26));
        List<Future<?>> running = publishers(hub);
        int retained = 0;
        while (!running.stream().allMatch(Future::isDone)) {
            Waiting subscriber = subscribe(hub, "*", Delivery.AT_LEAST_ONCE, null, null);
            HubFeed feed = subscriber.grant.take().feed();
            int[] last = {-1, -1, -1};
            boolean[] live = new boolean[PUBLISHERS];
            long position = 0;
            for (int i = 0; i < 200; i++) {
                HubEvent event = feed.poll(1);
                if (event == null) {
                    break;
                }
                assertThat(event.position()).isGreaterThan(position);
                position = event.position();
                int publisher = publisherOf(event);
                int number = numberOf(event);
                if (event.isRetained()) {
                    assertThat(last[publisher]).isEqualTo(-1);
                    assertThat(number % 16).isZero();
                    retained++;
                } else if (live[publisher]) {
                    assertThat(number).isEqualTo(last[publisher] + 1);
                } else if (last[publisher] >= 0) {
                    // Else there was a later value at the grant.
                    assertThat(number).isBetween(last[publisher] + 1, last[publisher] + 16);
                }
                live[publisher] = !event.isRetained();
                last[publisher] = number;
            }
            feed.close(Detach.UNSUBSCRIBED, Ledger.NEW, 1);
        }
        await(running);
        assertThat(retained).isPositive();
        assertThat(allowance.taken.get()).isZero();
    }

    /** Whoever attaches is granted once the one before it has let go. §10.26-4 */
    @Test
    void attachmentsTakeOverFromEachOther() throws Exception {
        MemoryHub hub = hub(HubOptions.DEFAULT.withWaiting(1 << 20, 1L << 30));
        LinkedBlockingQueue<Long> settled = new LinkedBlockingQueue<>();
        AtomicInteger grants = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(
                    threads.submit(
                            () -> {
                                while (!stop.get()) {
                                    attach(hub, settled, grants);
                                }
                                return null;
                            }));
        }
        while (grants.get() == 0) {
            Thread.yield(); // What is published before that is nobody's.
        }
        List<Future<?>> publishing = publishers(hub);
        await(publishing);
        while (grants.get() < 50) {
            Thread.yield();
        }
        stop.set(true);
        await(running);
        Waiting last = subscribe(hub, ">", Delivery.EXACTLY_ONCE, null, "d");
        Grant grant = last.grant.poll(60, TimeUnit.SECONDS);
        assertThat(grant).isNotNull();
        int more = 0;
        for (HubEvent event = grant.feed().poll(1); event != null; event = grant.feed().poll(1)) {
            settled.add(event.position());
            more++;
        }
        assertThat(settled).hasSize(PUBLISHERS * EVENTS).doesNotHaveDuplicates();
        assertThat(grant.ledger().seq()).isEqualTo((long) PUBLISHERS * EVENTS - more);
    }

    private void attach(MemoryHub hub, LinkedBlockingQueue<Long> settled, AtomicInteger grants)
            throws InterruptedException {
        Waiting subscriber = subscribe(hub, ">", Delivery.EXACTLY_ONCE, null, "d");
        if (!subscriber.faults.isEmpty()) {
            return;
        }
        Grant grant = null;
        while (grant == null && subscriber.faults.isEmpty()) {
            grant = subscriber.grant.poll(1, TimeUnit.MILLISECONDS);
        }
        if (grant == null) {
            return;
        }
        grants.incrementAndGet();
        HubFeed feed = grant.feed();
        long seq = grant.ledger().seq();
        for (int i = 0; i < 1000 && !subscriber.ended.get(); i++) {
            HubEvent event = feed.poll(1);
            if (event == null) {
                break;
            }
            seq++;
            settled.add(event.position());
            feed.settled(event);
        }
        feed.close(Detach.LEFT, new Ledger(seq, seq + 1, List.of(), List.of()), 1);
    }
}
