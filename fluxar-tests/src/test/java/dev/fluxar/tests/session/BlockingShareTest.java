package dev.fluxar.tests.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.CallHandler;
import dev.fluxar.ItemStream;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.StreamHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlockingShareTest {

    private static final int CALLS = 100;

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    private Integer hold(Integer number) throws InterruptedException {
        running.incrementAndGet();
        release.await();
        return number;
    }

    @Test
    void aSessionWhoseHandlersBlockLeavesThreadsToOthers() throws Exception {
        try (Listener listener =
                        Peer.listen("mem:blocking-share")
                                .onCall(
                                        "hold",
                                        Integer.class,
                                        CallHandler.blocking((number, call) -> hold(number)))
                                .onCall(
                                        "ask",
                                        String.class,
                                        CallHandler.blocking((text, call) -> text + "!"))
                                .await();
                Peer greedy = Peer.connect(listener.uri()).await();
                Peer other = Peer.connect(listener.uri()).await()) {
            List<CompletableFuture<Integer>> held = new ArrayList<>();
            try {
                for (int i = 0; i < CALLS; i++) {
                    held.add(greedy.call("hold").with(i).send(Integer.class));
                }
                while (running.get() < 16) {
                    Thread.yield();
                }
                String answer =
                        other.call("ask")
                                .with("there")
                                .deadline(Duration.ofSeconds(5))
                                .await(String.class);
                assertThat(answer).isEqualTo("there!");
                if (Runtime.version().feature() < 21) {
                    assertThat(running).hasValue(16);
                }
            } finally {
                release.countDown();
            }
            for (int i = 0; i < CALLS; i++) {
                assertThat(held.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i);
            }
        }
    }

    @Test
    void handlersOfStreamsThatWaitForTheirReadersLeaveThreadsToCalls() throws Exception {
        try (Listener listener =
                        Peer.listen("mem:blocking-streams")
                                .onStream(
                                        "endless",
                                        Void.class,
                                        StreamHandler.blocking(
                                                (none, stream) -> {
                                                    running.incrementAndGet();
                                                    while (true) {
                                                        stream.send("x".repeat(10_000));
                                                    }
                                                }))
                                .onCall(
                                        "ask",
                                        String.class,
                                        CallHandler.blocking((text, call) -> text + "!"))
                                .await();
                Peer peer = Peer.connect(listener.uri()).await()) {
            List<ItemStream> unread = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                unread.add(peer.stream("endless").open());
            }
            while (running.get() < 12) {
                Thread.yield();
            }
            String answer =
                    peer.call("ask")
                            .with("there")
                            .deadline(Duration.ofSeconds(5))
                            .await(String.class);
            assertThat(answer).isEqualTo("there!");
            if (Runtime.version().feature() < 21) {
                assertThat(running).hasValue(12);
            }
            unread.forEach(ItemStream::cancel);
        }
    }
}
