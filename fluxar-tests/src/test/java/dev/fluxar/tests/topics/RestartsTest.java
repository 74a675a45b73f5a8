package dev.fluxar.tests.topics;

import static dev.fluxar.Delivery.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Event;
import dev.fluxar.Peer;
import dev.fluxar.tests.sim.SimLink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exactly once from end to end, though connections are cut again and again: the producer repeats
 * under the same number what it does not know of, the subscriber commits the receipt with the
 * effect.
 */
class RestartsTest {

    private static final int EVENTS = 3_000;
    private static final int UNDER_WAY = 8;

    private final VirtualHub room = new VirtualHub();

    // The application's own, which outlives its sessions.
    private final List<Integer> effects = new ArrayList<>();
    private final Set<Event.Receipt> committed = new HashSet<>();
    private int cuts;
    private int repeated;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyEffectIsHadOnce(long seed) { // §10.26-5 §10.30-8
        Random random = new Random(seed);
        Subscriber subscriber = new Subscriber(random);
        Producer producer = new Producer();
        for (int round = 0; producer.accepted < EVENTS || effects.size() < EVENTS; round++) {
            assertThat(round).as("rounds").isLessThan(200_000);
            subscriber.step();
            producer.step();
            room.loop.advance(random.nextInt(3));
            if (random.nextInt(10) == 0) {
                cuts++;
                SimLink link = random.nextBoolean() ? subscriber.link : producer.link;
                room.loop.run(() -> link.cut());
            }
        }
        assertThat(effects).doesNotHaveDuplicates().hasSize(EVENTS);
        assertThat(cuts).isGreaterThan(50);
        assertThat(repeated).isPositive();
        room.close();
    }

    private final class Subscriber {
        private final Random random;
        private final Queue<Event<Integer>> taken = new ArrayDeque<>();
        private @Nullable Peer peer;
        private @Nullable SimLink link;

        Subscriber(Random random) {
            this.random = random;
        }

        void step() {
            if (peer == null || !peer.isOpen()) {
                taken.clear(); // It has restarted, and knows only what it has stored.
                peer = room.connect();
                link = room.link();
                link.latency(Duration.ofMillis(1));
                peer.subscribe("a")
                        .delivery(EXACTLY_ONCE)
                        .durable("d")
                        .eachAsync(
                                Integer.class,
                                event -> {
                                    taken.add(event);
                                    return new CompletableFuture<Void>(); // Acked by hand.
                                });
                room.loop.advance(5);
            }
            for (int i = random.nextInt(20); i > 0 && !taken.isEmpty(); i--) {
                Event<Integer> event = taken.remove();
                if (random.nextInt(20) == 0) {
                    event.nack();
                } else {
                    if (committed.add(event.receipt().orElseThrow())) {
                        effects.add(event.payload());
                    }
                    event.ack();
                }
            }
        }
    }

    private final class Producer {
        private @Nullable Peer peer;
        private @Nullable SimLink link;
        private final List<CompletableFuture<Void>> sent = new ArrayList<>();

        /** How many the hub is known to have accepted. */
        int accepted;

        void step() {
            if (peer == null || !peer.isOpen()) {
                peer = room.connect();
                link = room.link();
                link.latency(Duration.ofMillis(1));
                repeated += sent.size();
                sent.clear();
            }
            while (!sent.isEmpty() && sent.get(0).isDone()) {
                if (sent.get(0).isCompletedExceptionally()) {
                    sent.clear(); // Refused, or unknown: again from there on.
                    return;
                }
                sent.remove(0);
                accepted++;
            }
            while (sent.size() < UNDER_WAY && accepted + sent.size() < EVENTS) {
                int number = accepted + sent.size();
                sent.add(
                        peer.publish("a")
                                .with(number)
                                .delivery(EXACTLY_ONCE)
                                .producer("shop", 1, number + 1L)
                                .send());
            }
        }
    }
}
