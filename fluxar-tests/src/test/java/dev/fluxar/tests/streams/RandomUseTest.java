package dev.fluxar.tests.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.Cursor;
import dev.fluxar.FluxarException;
import dev.fluxar.Handlers;
import dev.fluxar.ItemStream;
import dev.fluxar.Limits;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.StreamHandler;
import dev.fluxar.tests.stranger.Await;
import dev.fluxar.tests.stress.Duo;
import dev.fluxar.tests.stress.Leaks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many threads use streams in any way, and leave them in any way: everything comes to an end, in
 * order as far as it comes, and nothing stays held while the session lives on.
 */
class RandomUseTest {

    private static final int THREADS = 6;
    private static final int STREAMS = 60;

    @TempDir private Path directory;

    /** What items were not the next of their stream. */
    private final List<String> wrong = new ArrayList<>();

    private static void register(Handlers<?> handlers) {
        handlers.onStream("count", Integer.class, (n, stream) -> Numbers.upTo(n))
                .onStream("echo", Void.class, (none, stream) -> stream.items(Integer.class))
                .onStream(
                        "some",
                        Integer.class,
                        StreamHandler.blocking(
                                (n, stream) -> {
                                    try (Cursor<Integer> in = stream.cursor(Integer.class)) {
                                        for (int i = 0; i < n && in.hasNext(); i++) {
                                            stream.send(in.next());
                                        }
                                    }
                                }))
                .onStream(
                        "fail",
                        Integer.class,
                        StreamHandler.blocking(
                                (n, stream) -> {
                                    for (int i = 0; i < n; i++) {
                                        stream.send(i);
                                    }
                                    throw new FluxarException(1000 + n, "enough", null);
                                }));
    }

    @ParameterizedTest
    @CsvSource({"mem, 1", "tcp, 2", "ws, 3", "unix, 4"})
    void everythingComesToAnEndAndNothingIsHeld(String scheme, long seed) throws Exception {
        Limits limits =
                Limits.DEFAULT
                        .withExchanges(64)
                        .withBudget(2L << 20)
                        .withCredit(new Credit(16, 4096));
        try (Leaks leaks = Leaks.watch()) {
            try (Duo duo =
                    Duo.connect(
                            scheme,
                            directory,
                            PeerOptions.DEFAULT.withLimits(limits),
                            RandomUseTest::register)) {
                List<Thread> threads = new ArrayList<>();
                for (int t = 0; t < THREADS; t++) {
                    Random random = new Random(seed * 1000 + t);
                    Peer peer = t % 2 == 0 ? duo.near : duo.far;
                    Thread thread = new Thread(() -> use(peer, random));
                    threads.add(thread);
                    thread.start();
                }
                for (Thread thread : threads) {
                    thread.join(Await.LIMIT.toMillis());
                    assertThat(thread.isAlive()).as(thread.getName()).isFalse();
                }
                for (Peer peer : duo.both()) {
                    Await.until(
                            () -> "left: " + peer.stats(),
                            () -> peer.stats().exchanges() == 0 && peer.stats().held() == 0);
                    assertThat(peer.isOpen()).isTrue();
                }
            }
            assertThat(leaks.found()).isEmpty();
        }
        assertThat(wrong).isEmpty();
    }

    private void use(Peer peer, Random random) {
        List<CompletableFuture<?>> open = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            int n = random.nextInt(500);
            int most = random.nextInt(500);
            switch (random.nextInt(7)) {
                case 0 -> readSome(peer, "count", n, most);
                case 1 -> readSome(peer, "fail", n, most);
                case 2 -> open.add(subscribeToSome(peer, n, most, 1 + random.nextInt(20)));
                case 3 ->
                        open.add(
                                peer.stream("echo")
                                        .from(Numbers.upTo(n))
                                        .forEach(Integer.class, inOrder("echo")));
                case 4 -> open.add(sendSome(peer, n, most, random.nextBoolean()));
                case 5 ->
                        open.add(
                                peer.stream("some")
                                        .with(n)
                                        .from(Numbers.upTo(most))
                                        .forEach(Integer.class, inOrder("some")));
                default ->
                        open.add(
                                peer.stream("count")
                                        .with(Integer.MAX_VALUE)
                                        .deadline(Duration.ofMillis(random.nextInt(30)))
                                        .forEach(Integer.class, inOrder("deadline")));
            }
        }
        for (CompletableFuture<?> one : open) {
            Await.until(() -> "a stream never ends", one::isDone);
        }
    }

    private java.util.function.Consumer<Integer> inOrder(String what) {
        AtomicLong next = new AtomicLong();
        return number -> {
            if (number != next.getAndIncrement()) {
                synchronized (wrong) {
                    wrong.add(what + ": " + number + ", expected " + (next.get() - 1));
                }
            }
        };
    }

    private void readSome(Peer peer, String target, int n, int most) {
        var check = inOrder(target);
        try (Cursor<Integer> cursor = peer.stream(target).with(n).cursor(Integer.class)) {
            for (int i = 0; i < most && cursor.hasNext(); i++) {
                check.accept(cursor.next());
            }
        } catch (FluxarException e) {
            assertThat(e.code()).isIn(1000 + n, dev.fluxar.ErrorCode.OVERLOADED.code());
        }
    }

    private CompletableFuture<?> subscribeToSome(Peer peer, int n, int most, int batch) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        var check = inOrder("items");
        peer.stream("count")
                .with(n)
                .items(Integer.class)
                .subscribe(
                        new Flow.Subscriber<>() {
                            private Flow.Subscription subscription;
                            private int left = most;

                            @Override
                            public void onSubscribe(Flow.Subscription to) {
                                subscription = to;
                                to.request(batch);
                            }

                            @Override
                            public void onNext(Integer number) {
                                check.accept(number);
                                if (--left < 0) {
                                    subscription.cancel();
                                    done.complete(null);
                                } else if (left % batch == 0) {
                                    subscription.request(batch);
                                } else if (left % batch == 1) {
                                    subscription.request(1);
                                }
                            }

                            @Override
                            public void onError(Throwable failure) {
                                done.completeExceptionally(failure);
                            }

                            @Override
                            public void onComplete() {
                                done.complete(null);
                            }
                        });
        return done;
    }

    private CompletableFuture<?> sendSome(Peer peer, int n, int most, boolean cancel) {
        ItemStream stream = peer.stream("echo").open();
        stream.forEach(Integer.class, inOrder("sent"));
        try {
            for (int i = 0; i < n; i++) {
                if (cancel && i == most) {
                    stream.cancel();
                }
                stream.send(i);
            }
            stream.end();
        } catch (FluxarException e) {
            // Given up above, or refused.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return stream.closed();
    }
}
