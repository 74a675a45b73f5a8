package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Binder;
import dev.fluxar.Call;
import dev.fluxar.Delivery;
import dev.fluxar.Handlers;
import dev.fluxar.Hub;
import dev.fluxar.ItemStream;
import dev.fluxar.Limits;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.Rate;
import dev.fluxar.Subscription;
import dev.fluxar.runtime.Insides;
import dev.fluxar.session.SessionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Two peers that have announced rates to each other, and do whatever they like: none of them is
 * ever refused for it by the other, let alone ended, and everything comes to its end. §11.5-1
 * §11.5-2
 */
class RateSchedulesTest {

    /** What the two write and read, to be told when something goes wrong. */
    private final List<String> log = new ArrayList<>();

    @Property(tries = 150)
    void whoObeysIsNeverRefused(@ForAll long seed) {
        Random random = new Random(seed);
        log.clear();
        try (TwoPeers peers =
                TwoPeers.connect(
                        near -> settle(near, random, "near"),
                        far -> {
                            settle(far, random, "far");
                            hub(far);
                        })) {
            run(peers, random);
        }
    }

    private void settle(Handlers<?> side, Random random, String name) {
        int perSecond = 1 + random.nextInt(random.nextBoolean() ? 10 : 100);
        // What is delayed by a tenth of a second may arrive together with the next: §11.5-2
        int burst = 1 + perSecond / 10 + random.nextInt(4);
        // Small windows: grants are verbs, so many of them are written.
        Limits limits =
                Limits.DEFAULT
                        .withRate(new Rate(perSecond, burst))
                        .withExchanges(1 + random.nextInt(30))
                        .withCredit(new dev.fluxar.Credit(1 + random.nextInt(20), 10_000));
        side.options(
                        PeerOptions.DEFAULT
                                .withLimits(limits)
                                .withFrameLog(line -> log.add(name + " " + line)))
                .onCall("echo", Integer.class, (n, call) -> CompletableFuture.completedFuture(n))
                .onCall("never", Integer.class, (n, call) -> untilGivenUp(call))
                .onStream(
                        "count",
                        Integer.class,
                        (n, stream) -> {
                            for (int i = 0; i < n && stream.trySend(i); i++) {}
                            stream.end();
                            return null;
                        });
    }

    private static CompletableFuture<Integer> untilGivenUp(Call call) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        call.onCancel(() -> answer.complete(0));
        return answer;
    }

    private static void hub(Binder far) {
        far.hub(Hub.inMemory());
    }

    private void run(TwoPeers peers, Random random) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        List<CompletableFuture<Subscription>> subscriptions = new ArrayList<>();
        int steps = 20 + random.nextInt(200);
        for (int i = 0; i < steps; i++) {
            Peer peer = random.nextBoolean() ? peers.near : peers.far;
            switch (random.nextInt(12)) {
                case 0, 1 -> all.add(peer.call("echo").with(i).send(Integer.class));
                case 2 -> all.add(peer.call("nobody").with(i).oneway());
                case 3 -> {
                    CompletableFuture<Integer> never =
                            peer.call("never").with(i).send(Integer.class);
                    peers.loop.advance(random.nextInt(100));
                    never.cancel(true);
                }
                case 4 ->
                        all.add(
                                peer.call("never")
                                        .with(i)
                                        .deadline(Duration.ofMillis(1 + random.nextInt(3000)))
                                        .send(Integer.class));
                case 5 ->
                        all.add(
                                peer.stream("count")
                                        .with(random.nextInt(100))
                                        .forEach(Integer.class, item -> {}));
                case 6 -> {
                    ItemStream refused = peer.stream("nobody").with(i).open();
                    for (int item = random.nextInt(50); item > 0; item--) {
                        refused.trySend(item);
                    }
                    all.add(refused.closed());
                }
                case 7 -> {
                    CompletableFuture<Subscription> made =
                            peers.near
                                    .subscribe("a.*")
                                    .delivery(Delivery.of(random.nextInt(3)))
                                    .each(Integer.class, event -> {});
                    subscriptions.add(made);
                }
                case 8 ->
                        all.add(
                                peers.near
                                        .publish("a.b")
                                        .with(i)
                                        .delivery(Delivery.of(random.nextInt(3)))
                                        .send());
                case 9 -> {
                    if (!subscriptions.isEmpty()) {
                        CompletableFuture<Subscription> one =
                                subscriptions.remove(random.nextInt(subscriptions.size()));
                        if (one.isDone() && !one.isCompletedExceptionally()) {
                            all.add(one.join().unsubscribe());
                        }
                    }
                }
                case 10 -> peers.link.latency(Duration.ofMillis(random.nextInt(3) * 50));
                default -> peers.loop.advance(random.nextInt(1000));
            }
            if (random.nextInt(3) > 0) {
                peers.loop.run();
            }
        }
        peers.loop.advance(120_000);
        assertThat(peers.nearInsides().state()).isEqualTo(SessionState.ESTABLISHED);
        assertThat(peers.farInsides().state()).isEqualTo(SessionState.ESTABLISHED);
        assertThat(all).allMatch(CompletableFuture::isDone);
        // Nobody was told so by the other side; what a peer tells its own application stays there.
        assertThat(log).noneMatch(line -> line.contains("RATE_LIMITED"));
        for (Insides insides : List.of(peers.nearInsides(), peers.farInsides())) {
            assertThat(insides.untimed()).isTrue();
        }
    }
}
