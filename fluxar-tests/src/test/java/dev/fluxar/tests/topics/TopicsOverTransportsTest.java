package dev.fluxar.tests.topics;

import static dev.fluxar.Delivery.AT_LEAST_ONCE;
import static dev.fluxar.Delivery.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.Hub;
import dev.fluxar.HubStats;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.SubscribeSpec;
import dev.fluxar.Subscription;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.stranger.Await;
import dev.fluxar.tests.stress.Duo;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to take events, over every transport; closing checks that nothing of it is left. */
@ParameterizedClass
@ValueSource(strings = {"mem", "tcp", "unix", "ws"})
class TopicsOverTransportsTest {

    private static final int MANY = 2_000;

    private final String scheme;
    private final Hub hub = Hub.inMemory();
    private final List<Integer> got = new CopyOnWriteArrayList<>();
    @TempDir private Path directory;
    private Duo duo;

    TopicsOverTransportsTest(String scheme) {
        this.scheme = scheme;
    }

    @BeforeEach
    void connect() {
        duo =
                Duo.connect(
                        scheme,
                        directory,
                        PeerOptions.DEFAULT,
                        handlers -> handlers.hub(hub)); // Both sides have it.
    }

    @AfterEach
    void nothingIsLeft() {
        duo.close();
        Await.until(
                () -> "subscriptions left: " + hub.stats(), () -> hub.stats().subscriptions() == 0);
    }

    private void awaitAll(int count) {
        Await.until(() -> got.size() + " of " + count + " events", () -> got.size() >= count);
    }

    private void publish(Peer producer, Delivery mode) {
        CompletableFuture<?>[] sent = new CompletableFuture<?>[MANY];
        for (int i = 0; i < MANY; i++) {
            sent[i] = producer.publish("a.b").with(i).delivery(mode).send();
        }
        Await.value(CompletableFuture.allOf(sent));
    }

    private static List<Integer> all() {
        return IntStream.range(0, MANY).boxed().toList();
    }

    @Test
    void eitherSideSubscribesAndPublishes() {
        for (Peer subscriber : duo.both()) {
            got.clear();
            Subscription subscription =
                    Await.value(
                            subscriber
                                    .subscribe("a.*")
                                    .delivery(AT_LEAST_ONCE)
                                    .each(Integer.class, event -> got.add(event.payload())));
            publish(duo.near, EXACTLY_ONCE);
            awaitAll(MANY);
            assertThat(got).containsExactlyElementsOf(all());
            Await.value(subscription.unsubscribe());
        }
    }

    @Test
    void handlersThatBlockTakeTheirTurnInOrder() throws InterruptedException {
        Await.value(
                duo.near
                        .subscribe("a.b")
                        .delivery(EXACTLY_ONCE)
                        .eachBlocking(
                                Integer.class,
                                event -> {
                                    // A call of its own, which it waits for.
                                    duo.near.publish("seen").with(event.payload()).await();
                                    got.add(event.payload());
                                }));
        publish(duo.far, AT_LEAST_ONCE);
        awaitAll(MANY);
        assertThat(got).containsExactlyElementsOf(all());
    }

    @Test
    void stagesCompleteOnWhateverThread() {
        Await.value(
                duo.far
                        .subscribe("a.b")
                        .delivery(EXACTLY_ONCE)
                        .eachAsync(
                                Integer.class,
                                event ->
                                        CompletableFuture.runAsync(
                                                () -> got.add(event.payload()))));
        publish(duo.near, AT_LEAST_ONCE);
        awaitAll(MANY);
        assertThat(got).containsExactlyInAnyOrderElementsOf(all());
    }

    @Test
    void whoLeavesGetsNothingMore() {
        SubscribeSpec spec = duo.near.subscribe("a.b");
        Subscription subscription =
                Await.value(spec.each(Integer.class, event -> got.add(event.payload())));
        hub.publish("a.b").with(0).send();
        awaitAll(1);
        Await.value(subscription.unsubscribe());
        publish(duo.far, AT_LEAST_ONCE);
        assertThat(got).containsExactly(0);
    }

    @Test
    void aSessionThatIsCutTakesItsSubscriptionsWithIt() {
        Subscription plain =
                Await.value(duo.near.subscribe("a.b").each(Integer.class, event -> {}));
        Subscription durable =
                Await.value(
                        duo.near
                                .subscribe("a.b")
                                .durable("d")
                                .delivery(AT_LEAST_ONCE)
                                .each(Integer.class, event -> {}));
        Insides.of(duo.near).drop();
        assertThat(Await.failure(plain.closed())).hasMessageContaining("connection");
        assertThat(Await.failure(durable.closed())).hasMessageContaining("connection");
        Await.until(
                () -> "not detached: " + hub.stats(),
                () -> {
                    HubStats stats = hub.stats();
                    return stats.subscriptions() == 0 && stats.durables() == 1;
                });
    }
}
