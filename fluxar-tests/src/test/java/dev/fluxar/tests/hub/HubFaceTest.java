package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Delivery;
import dev.fluxar.Hub;
import dev.fluxar.HubOptions;
import dev.fluxar.HubStats;
import dev.fluxar.Listener;
import dev.fluxar.Overflow;
import dev.fluxar.Peer;
import dev.fluxar.Subscription;
import dev.fluxar.hub.HubSubscriber;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.PublishAnswer;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.hub.TopicHub;
import dev.fluxar.hub.memory.MemoryHub;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What an application sees of a hub. */
class HubFaceTest {

    @Test
    void aHubInMemoryIsThereAndEmpty() {
        HubStats empty = new HubStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(Hub.inMemory().stats()).isEqualTo(empty);
        assertThat(Hub.inMemory(HubOptions.DEFAULT.withHistory(10, 100)).stats()).isEqualTo(empty);
    }

    /** A hub of somebody's own: here one that counts what it passes on. */
    private static final class Counting implements TopicHub {
        final TopicHub inner = new MemoryHub(HubOptions.DEFAULT, () -> new byte[16], () -> 0);
        final AtomicInteger published = new AtomicInteger();

        @Override
        public void publish(Publication publication, PublishAnswer answer) {
            published.incrementAndGet();
            inner.publish(publication, answer);
        }

        @Override
        public void subscribe(SubscribeRequest request, HubSubscriber subscriber) {
            inner.subscribe(request, subscriber);
        }

        @Override
        public void sessionEnded(Object session, long unixMillis) {
            inner.sessionEnded(session, unixMillis);
        }

        @Override
        public HubStats stats() {
            return inner.stats();
        }
    }

    @Test
    void aHubOfAnotherKindServesListeners() throws Exception {
        Counting backend = new Counting();
        try (Listener listener = Peer.listen("mem:counted").hub(Hub.on(backend)).await();
                Peer peer = Peer.connect(listener.uri()).await()) {
            BlockingQueue<String> taken = new LinkedBlockingQueue<>();
            Subscription subscription =
                    peer.subscribe("a.*").each(String.class, e -> taken.add(e.payload())).get();
            peer.publish("a.b").with("x").delivery(Delivery.AT_LEAST_ONCE).await();
            assertThat(taken.poll(20, TimeUnit.SECONDS)).isEqualTo("x");
            Hub.on(backend).publish("a.c").with("y").send().get();
            assertThat(taken.poll(20, TimeUnit.SECONDS)).isEqualTo("y");
            assertThat(backend.published).hasValue(2);
            subscription.close();
        }
        Hub.Backend unknown = new Hub.Backend() {};
        assertThatThrownBy(() -> Hub.on(unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected an implementation of dev.fluxar.hub.TopicHub");
    }

    @Test
    void anOptionOutOfItsRangeIsRefusedByName() {
        HubOptions options = HubOptions.DEFAULT;
        List<ThrowingCallable> wrong =
                List.of(
                        () -> options.withSubscriptions(0),
                        () -> options.withWaiting(0, 1024),
                        () -> options.withWaiting(1, 1023),
                        () -> options.withStoredBytes(1023),
                        () -> options.withDurables(-1),
                        () -> options.withRetained(-1, 0),
                        () -> options.withRetained(0, -1),
                        () -> options.withHistory(-1, 0),
                        () -> options.withHistory((1 << 24) + 1, 0),
                        () -> options.withHistory(0, -1),
                        () -> options.withProducers(-1),
                        () -> options.withMaxDeliver(-1),
                        () -> options.withPatience(Duration.ofMillis(-1)));
        for (ThrowingCallable one : wrong) {
            assertThatThrownBy(one)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("hub option \\w+ is .*, expected .*");
        }
    }

    @Test
    void eachOptionIsChangedAlone() {
        HubOptions options =
                HubOptions.DEFAULT
                        .withSubscriptions(1)
                        .withWaiting(2, 1025)
                        .withStoredBytes(1026)
                        .withDurables(3)
                        .withRetained(4, 5)
                        .withHistory(6, 7)
                        .withProducers(8)
                        .withMaxDeliver(9)
                        .withPatience(Duration.ZERO);
        assertThat(options)
                .isEqualTo(
                        new HubOptions(1, 2, 1025, 1026, 3, 4, 5, 6, 7, 8, 9, Duration.ZERO, null));
        assertThat(options.withDeadLetters(letter -> {}).deadLetters()).isNotNull();
    }

    @Test
    void modesAndPoliciesAreFoundByWhatStandsOnTheWire() {
        for (Delivery delivery : Delivery.values()) {
            assertThat(Delivery.of(delivery.mode())).isEqualTo(delivery);
        }
        assertThatThrownBy(() -> Delivery.of(3)).hasMessage("mode is 3, expected 0 to 2");
        assertThatThrownBy(() -> Delivery.of(-1)).isInstanceOf(IllegalArgumentException.class);
        for (Overflow overflow : Overflow.values()) {
            assertThat(Overflow.of(overflow.text())).isEqualTo(overflow);
        }
        assertThat(Overflow.of("Oldest")).isNull();
    }
}
