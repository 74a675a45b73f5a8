package dev.fluxar.tests.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.CallHandler;
import dev.fluxar.Credit;
import dev.fluxar.Cursor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Handlers;
import dev.fluxar.ItemStream;
import dev.fluxar.Limits;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.StreamHandler;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.stranger.Await;
import dev.fluxar.tests.stress.Duo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that are used by many threads; closing checks that nothing of them is left. */
@ParameterizedClass
@ValueSource(strings = {"mem", "tcp"})
class StreamThreadsTest {

    private final String scheme;
    private final BlockingQueue<ItemStream> accepted = new LinkedBlockingQueue<>();
    @TempDir private Path directory;
    private Duo duo;

    StreamThreadsTest(String scheme) {
        this.scheme = scheme;
    }

    @BeforeEach
    void connect() {
        Limits limits = Limits.DEFAULT.withCredit(new Credit(32, 1 << 16));
        duo =
                Duo.connect(
                        scheme, directory, PeerOptions.DEFAULT.withLimits(limits), this::register);
    }

    private void register(Handlers<?> handlers) {
        handlers.onStream(
                        "hand",
                        Void.class,
                        (none, stream) -> {
                            accepted.add(stream);
                            return null;
                        })
                .onStream("count", Integer.class, (n, stream) -> Numbers.upTo(n))
                .onStream("echo", Void.class, (none, stream) -> stream.items(Integer.class))
                .onStream(
                        "shout",
                        Void.class,
                        StreamHandler.blocking(
                                (none, stream) -> {
                                    try (Cursor<String> lines = stream.cursor(String.class)) {
                                        for (String line : lines) {
                                            stream.send(line.toUpperCase(java.util.Locale.ROOT));
                                        }
                                    }
                                }))
                .onCall("next", Integer.class, CallHandler.blocking((n, call) -> n + 1));
    }

    @AfterEach
    void close() {
        duo.close();
    }

    private ItemStream open() {
        return duo.near.stream("hand").open();
    }

    private ItemStream accepted() throws InterruptedException {
        return accepted.poll(Await.LIMIT.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    /** Runs something on a thread of its own; its future fails with what it throws. */
    private static CompletableFuture<Void> onThread(AtomicReference<Thread> thread, Body body) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread started =
                new Thread(
                        () -> {
                            try {
                                body.run();
                                done.complete(null);
                            } catch (Throwable e) {
                                done.completeExceptionally(e);
                            }
                        });
        thread.set(started);
        started.start();
        return done;
    }

    private interface Body {
        void run() throws Exception;
    }

    /** Sends until there is no room, and on. */
    private CompletableFuture<Void> flood(AtomicReference<Thread> thread, ItemStream stream) {
        return onThread(
                thread,
                () -> {
                    for (int i = 0; i < 100_000; i++) {
                        stream.send(i);
                    }
                });
    }

    private static void awaitParked(AtomicReference<Thread> thread) {
        Await.until(
                () -> "not waiting: " + thread.get().getState(),
                () -> thread.get().getState() == Thread.State.WAITING);
    }

    @Test
    void aSenderWaitsForRoomAndGoesOn() throws Exception {
        ItemStream stream = open();
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<Void> sent = flood(thread, stream);
        awaitParked(thread);
        List<Integer> read = new ArrayList<>();
        CompletableFuture<Void> reading = accepted().forEach(Integer.class, read::add);
        Await.value(sent);
        stream.end();
        Await.value(reading);
        assertThat(read).hasSize(100_000);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i)).isEqualTo(i);
        }
        stream.cancel();
    }

    @Test
    void aWaitingSenderLearnsThatTheStreamIsOver() throws Exception {
        for (int how = 0; how < 3; how++) {
            ItemStream stream = open();
            AtomicReference<Thread> thread = new AtomicReference<>();
            CompletableFuture<Void> sent = flood(thread, stream);
            awaitParked(thread);
            ItemStream other = accepted();
            switch (how) {
                case 0 -> other.fail(new FluxarException(ErrorCode.CONFLICT, "stop"));
                case 1 -> other.cancel();
                default -> Insides.of(duo.near).drop();
            }
            assertThat(Await.failure(sent)).isInstanceOf(FluxarException.class);
            stream.cancel();
        }
    }

    @Test
    void aWaitingSenderIsInterruptedAndHasSentNothing() throws Exception {
        ItemStream stream = open();
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<Void> sent = flood(thread, stream);
        awaitParked(thread);
        thread.get().interrupt();
        assertThat(Await.failure(sent)).isInstanceOf(InterruptedException.class);
        stream.end();
        List<Integer> read = new ArrayList<>();
        Await.value(accepted().forEach(Integer.class, read::add));
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i)).isEqualTo(i);
        }
        stream.cancel();
    }

    @Test
    void severalThreadsMaySendAtOnceThoughInNoOrder() throws Exception {
        ItemStream stream = open();
        Set<Integer> read = new HashSet<>();
        CompletableFuture<Void> reading = accepted().forEach(Integer.class, read::add);
        List<CompletableFuture<Void>> senders = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = t * 20_000;
            senders.add(
                    onThread(
                            new AtomicReference<>(),
                            () -> {
                                for (int i = 0; i < 20_000; i++) {
                                    stream.send(first + i);
                                }
                            }));
        }
        senders.forEach(Await::value);
        stream.end();
        Await.value(reading);
        assertThat(read).hasSize(80_000);
        stream.cancel();
    }

    @Test
    void aWaitingReaderIsInterruptedAndGivesTheStreamUp() throws Exception {
        Cursor<Integer> cursor = duo.near.stream("hand").cursor(Integer.class);
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<Boolean> marked = new CompletableFuture<>();
        CompletableFuture<Void> read =
                onThread(
                        thread,
                        () -> {
                            try {
                                cursor.hasNext();
                            } finally {
                                marked.complete(Thread.currentThread().isInterrupted());
                            }
                        });
        ItemStream other = accepted();
        awaitParked(thread);
        thread.get().interrupt();
        assertThat(((FluxarException) Await.failure(read)).errorCode())
                .contains(ErrorCode.CANCELLED);
        assertThat(Await.value(marked)).isTrue();
        assertThat(Await.failure(other.closed())).isInstanceOf(FluxarException.class);
    }

    @Test
    void aWaitingReaderIsToldOfEveryEnd() throws Exception {
        Cursor<Integer> ended = duo.near.stream("hand").cursor(Integer.class);
        accepted().end();
        assertThat(ended.hasNext()).isFalse();
        Cursor<Integer> failed = duo.near.stream("hand").cursor(Integer.class);
        CompletableFuture<Void> read = onThread(new AtomicReference<>(), failed::hasNext);
        accepted().fail(new FluxarException(1500, "no more", null));
        assertThat(((FluxarException) Await.failure(read)).code()).isEqualTo(1500);
    }

    @Test
    void itemsOfOneAtATimeFindTheirReaderAwake() throws Exception {
        ItemStream stream = duo.near.stream("shout").open();
        try (Cursor<String> answers = stream.cursor(String.class)) {
            for (int i = 0; i < 2_000; i++) {
                stream.send("line " + i);
                assertThat(answers.next()).isEqualTo("LINE " + i);
            }
            stream.end();
            assertThat(answers.hasNext()).isFalse();
        }
        Await.value(stream.closed());
    }

    @Test
    void manyStreamsAndCallsGoOnAtOnce() {
        Set<Throwable> failures = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Peer peer = i % 2 == 0 ? duo.near : duo.far;
            int n = 100 * i;
            Collecting<Integer> items = new Collecting<>(1 + i);
            peer.stream("count").with(n).items(Integer.class).subscribe(items);
            all.add(items.done.thenAccept(list -> assertThat(list).hasSize(n)));
            Collecting<Integer> echoed = new Collecting<>(7);
            peer.stream("echo").from(Numbers.upTo(n)).items(Integer.class).subscribe(echoed);
            all.add(echoed.done.thenAccept(list -> assertThat(list).hasSize(n)));
            all.add(
                    onThread(
                            new AtomicReference<>(),
                            () -> {
                                int read = 0;
                                try (Cursor<Integer> cursor =
                                        peer.stream("count").with(n).cursor(Integer.class)) {
                                    for (int number : cursor) {
                                        assertThat(number).isEqualTo(read++);
                                    }
                                }
                                assertThat(read).isEqualTo(n);
                            }));
            all.add(
                    peer.call("next")
                            .with(n)
                            .send(Integer.class)
                            .thenAccept(next -> assertThat(next).isEqualTo(n + 1)));
        }
        for (CompletableFuture<?> one : all) {
            one.whenComplete(
                    (value, failure) -> {
                        if (failure != null) {
                            failures.add(failure);
                        }
                    });
            Await.until(() -> "a stream never ends", one::isDone);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aLostConnectionEndsEveryStreamOnce() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Peer peer = i % 2 == 0 ? duo.near : duo.far;
            Collecting<Integer> items = new Collecting<>(1 << 20);
            peer.stream("count").with(Integer.MAX_VALUE).items(Integer.class).subscribe(items);
            all.add(items.done);
            all.add(
                    peer.stream("echo")
                            .from(Numbers.upTo(Integer.MAX_VALUE))
                            .forEach(Integer.class, number -> {}));
            ItemStream idle = peer.stream("hand").open();
            all.add(idle.closed());
        }
        Insides.of(duo.near).drop();
        for (CompletableFuture<?> one : all) {
            Await.until(() -> "a stream never ends", one::isDone);
            assertThat(one).isCompletedExceptionally();
        }
    }
}
