package dev.fluxar.tests.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.Hub;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.Subscription;
import dev.fluxar.tests.stranger.Await;
import dev.fluxar.tests.stress.Duo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large payloads of publishes and events over sockets (spec §6). */
class LargeEventsTest {

    private static final int MEGABYTE = 1 << 20;
    private static final int COUNT = 12;

    @TempDir Path directory;

    // §6.1-1 §6.2-6 §10.21-1 §10.21-8 §6.5-1
    @ParameterizedTest
    @EnumSource(Delivery.class)
    void megabytesComeInOrderWithSmallCallsBetweenThem(Delivery mode) throws Exception {
        Hub hub = Hub.inMemory();
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            // Small ones among them: they keep their places.
            byte[] payload = new byte[i % 4 == 3 ? 10 : MEGABYTE + i];
            new Random(i).nextBytes(payload);
            sent.add(payload);
        }
        List<byte[]> got = new CopyOnWriteArrayList<>();
        try (Duo duo =
                Duo.connect(
                        "tcp",
                        directory,
                        PeerOptions.DEFAULT,
                        handlers -> {
                            handlers.onCall(
                                    "echo",
                                    Integer.class,
                                    (number, call) -> CompletableFuture.completedFuture(number));
                            handlers.hub(hub);
                        })) {
            Subscription subscription =
                    Await.value(
                            duo.near
                                    .subscribe("a.b")
                                    .delivery(mode)
                                    .each(byte[].class, event -> got.add(event.payload())));
            for (int i = 0; i < COUNT; i++) {
                CompletableFuture<?> accepted =
                        duo.near.publish("a.b").with(sent.get(i)).delivery(mode).send();
                assertThat(duo.near.call("echo").with(i).await(Integer.class)).isEqualTo(i);
                Await.value(accepted);
                int count = i + 1;
                Await.until(() -> got.size() + " of " + count, () -> got.size() >= count);
                // Acked: else the hub refuses what it has no room for.
                Await.until(
                        () -> "waits: " + duo.far.stats(), () -> duo.far.stats().sending() == 0);
            }
            for (int i = 0; i < COUNT; i++) {
                assertThat(got.get(i)).isEqualTo(sent.get(i));
            }
            assertThat(got).hasSize(COUNT);
            Await.value(subscription.unsubscribe());
            for (Peer peer : duo.both()) {
                Await.until(() -> "held: " + peer.stats(), () -> peer.stats().held() == 0);
            }
        }
        Await.until(() -> "left: " + hub.stats(), () -> hub.stats().subscriptions() == 0);
    }

    // §6.2-6 §10.21-8 §10.28-1: as many as there is room for, and who leaves gets no more.
    @ParameterizedTest
    @EnumSource(Delivery.class)
    void manyAtOnceComeInOrderAndWhoLeavesAmongThemGetsNoMore(Delivery mode) throws Exception {
        Hub hub = Hub.inMemory();
        List<byte[]> got = new CopyOnWriteArrayList<>();
        try (Duo duo =
                Duo.connect("tcp", directory, PeerOptions.DEFAULT, handlers -> handlers.hub(hub))) {
            for (int round = 0; round < 5; round++) {
                got.clear();
                Subscription subscription =
                        Await.value(
                                duo.near
                                        .subscribe("a.b")
                                        .delivery(mode)
                                        .each(byte[].class, event -> got.add(event.payload())));
                for (int i = 0; i < 3; i++) {
                    byte[] payload = new byte[MEGABYTE];
                    payload[0] = (byte) i;
                    Await.value(hub.publish("a.b").with(payload).delivery(mode).send());
                }
                if (round < 4) {
                    Await.until(() -> got.size() + " of " + 1, () -> !got.isEmpty());
                } else {
                    Await.until(() -> got.size() + " of " + 3, () -> got.size() == 3);
                }
                Await.value(subscription.unsubscribe());
                int seen = got.size();
                for (int i = 0; i < seen; i++) {
                    assertThat(got.get(i)[0]).isEqualTo((byte) i);
                    assertThat(got.get(i)).hasSize(MEGABYTE);
                }
                for (Peer peer : duo.both()) {
                    Await.until(() -> "held: " + peer.stats(), () -> peer.stats().held() == 0);
                }
                assertThat(got).hasSize(seen);
            }
        }
        Await.until(() -> "left: " + hub.stats(), () -> hub.stats().subscriptions() == 0);
    }
}
