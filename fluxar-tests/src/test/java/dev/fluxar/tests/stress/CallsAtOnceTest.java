package dev.fluxar.tests.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.CallHandler;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Limits;
import dev.fluxar.Listener;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.Connections;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.stranger.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** As much at once as a session takes, over every transport. */
@ParameterizedClass
@ValueSource(strings = {"mem", "tcp", "unix", "ws"})
@Timeout(180)
class CallsAtOnceTest {

    private static final int CALLS = 10_000;

    private static Leaks leaks;
    private static Set<String> threadsBefore;

    private final String scheme;
    @TempDir Path directory;

    CallsAtOnceTest(String scheme) {
        this.scheme = scheme;
    }

    @BeforeAll
    static void watch() {
        leaks = Leaks.watch();
        threadsBefore = threads();
    }

    @AfterAll
    static void nothingIsLeft() {
        assertThat(leaks.found()).isEmpty();
        leaks.close();
        Await.until(
                () -> "threads left: " + threads() + ", before: " + threadsBefore,
                () -> threadsBefore.containsAll(threads()));
    }

    /** Beyond those that the library, the JDK's virtual threads and JUnit keep for the process. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.matches("fluxar-(nio|epoll|loop|handler|resolver).*"))
                .filter(name -> !name.matches("(junit|ForkJoinPool|VirtualThread)-.*"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** §10.3-5 §11.2-1, with room for all of them at the other side. */
    @Test
    void tenThousandCallsFromBothSidesAreAnsweredInAnyOrder() {
        callFromBothSides(
                PeerOptions.DEFAULT.withLimits(Limits.DEFAULT.withExchanges(CALLS)), CALLS);
    }

    /** §11.2-1: those over the limit wait at the caller. */
    @Test
    void tenThousandCallsFromBothSidesWaitForEachOther() {
        callFromBothSides(PeerOptions.DEFAULT, Limits.DEFAULT.exchanges());
    }

    private void callFromBothSides(PeerOptions options, int atOnce) {
        List<Shuffle> shuffles = new ArrayList<>();
        try (Duo duo =
                Duo.connect(
                        scheme,
                        directory,
                        options,
                        handlers -> {
                            Shuffle shuffle = new Shuffle(shuffles.size(), CALLS, atOnce);
                            shuffles.add(shuffle);
                            handlers.onCall("shuffled", String.class, shuffle);
                        })) {
            List<List<CompletableFuture<String>>> answers = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int side = 0; side < 2; side++) {
                Peer peer = duo.both().get(side);
                List<CompletableFuture<String>> ofOne = new ArrayList<>();
                answers.add(ofOne);
                int number = side;
                threads.add(new Thread(() -> call(peer, number, ofOne)));
            }
            threads.forEach(Thread::start);
            threads.forEach(CallsAtOnceTest::join);
            for (int side = 0; side < 2; side++) {
                for (int i = 0; i < CALLS; i++) {
                    assertThat(Await.value(answers.get(side).get(i)))
                            .isEqualTo("answer to " + side + "/" + i);
                }
                assertThat(shuffles.get(side).largest()).isEqualTo(atOnce);
            }
        }
    }

    private static void call(Peer peer, int side, List<CompletableFuture<String>> answers) {
        for (int i = 0; i < CALLS; i++) {
            answers.add(peer.call("shuffled").with(side + "/" + i).send(String.class));
        }
    }

    @Test
    void eightThreadsCallAtOnceFromBothSides() {
        try (Duo duo =
                Duo.connect(
                        scheme,
                        directory,
                        PeerOptions.DEFAULT,
                        handlers ->
                                handlers.onCall(
                                        "echo",
                                        String.class,
                                        (text, call) -> CompletableFuture.completedFuture(text)))) {
            ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
            List<CompletableFuture<?>> all = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Peer peer = duo.both().get(t % 2);
                int number = t;
                List<CompletableFuture<?>> own = new ArrayList<>();
                threads.add(
                        new Thread(
                                () -> {
                                    for (int i = 0; i < 2000; i++) {
                                        String text = number + "/" + i;
                                        own.add(
                                                peer.call("echo")
                                                        .with(text)
                                                        .send(String.class)
                                                        .thenAccept(
                                                                got -> {
                                                                    if (!got.equals(text)) {
                                                                        wrong.add(got);
                                                                    }
                                                                }));
                                    }
                                    synchronized (all) {
                                        all.addAll(own);
                                    }
                                }));
            }
            threads.forEach(Thread::start);
            threads.forEach(CallsAtOnceTest::join);
            assertThat(all).hasSize(16_000);
            all.forEach(Await::value);
            assertThat(wrong).isEmpty();
        }
    }

    /** §2.5-3: with a thread for each, and the session as quick as ever. */
    @Test
    void aThousandHandlersBlockAtOnce() {
        AtomicInteger inside = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Duo duo =
                Duo.connect(
                        scheme,
                        directory,
                        PeerOptions.DEFAULT.withBlocking(threads),
                        handlers -> blocking(handlers, inside, gate))) {
            List<CompletableFuture<Integer>> calls = call(duo.near, 1000);
            Await.until(() -> inside + " of 1000 inside", () -> inside.get() == 1000);
            Await.value(duo.near.ping());
            assertThat(Await.value(duo.far.call("echo").with(7).send(Integer.class))).isEqualTo(7);
            gate.countDown();
            assertOwnAnswers(calls);
        } finally {
            gate.countDown();
            threads.shutdown();
        }
    }

    /** §2.5-3: with the threads that the library has. */
    @Test
    void aThousandBlockingHandlersTakeTurnsWhereThreadsAreFew() {
        AtomicInteger inside = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        try (Duo duo =
                Duo.connect(
                        scheme,
                        directory,
                        PeerOptions.DEFAULT,
                        handlers -> blocking(handlers, inside, gate))) {
            List<CompletableFuture<Integer>> calls = call(duo.near, 1000);
            // A session holds a quarter of the threads; on Java 21 and later each has its own.
            Await.until(() -> inside + " inside", () -> inside.get() >= 16);
            Await.value(duo.near.ping());
            assertThat(Await.value(duo.far.call("echo").with(7).send(Integer.class))).isEqualTo(7);
            gate.countDown();
            assertOwnAnswers(calls);
        } finally {
            gate.countDown();
        }
    }

    private static void blocking(
            dev.fluxar.Handlers<?> handlers, AtomicInteger inside, CountDownLatch gate) {
        handlers.onCall(
                "echo", Integer.class, (number, call) -> CompletableFuture.completedFuture(number));
        handlers.onCall(
                "block",
                Integer.class,
                CallHandler.blocking(
                        (number, call) -> {
                            inside.incrementAndGet();
                            gate.await();
                            return number;
                        }));
    }

    private static List<CompletableFuture<Integer>> call(Peer peer, int count) {
        List<CompletableFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(peer.call("block").with(i).send(Integer.class));
        }
        return calls;
    }

    private static void assertOwnAnswers(List<CompletableFuture<Integer>> calls) {
        for (int i = 0; i < calls.size(); i++) {
            assertThat(Await.value(calls.get(i))).isEqualTo(i);
        }
    }

    /** §10.6-1 §10.7-1 §4.3-1: every future completes, with what is known of its call. */
    @Test
    void aConnectionThatIsDroppedInTheMiddleLeavesNothingOpen() {
        AtomicInteger toldToStop = new AtomicInteger();
        AtomicInteger parked = new AtomicInteger();
        try (Duo duo =
                Duo.connect(
                        scheme,
                        directory,
                        PeerOptions.DEFAULT,
                        handlers -> {
                            handlers.onCall(
                                    "echo",
                                    Integer.class,
                                    (number, call) -> CompletableFuture.completedFuture(number));
                            handlers.onCall(
                                    "park",
                                    Integer.class,
                                    (number, call) -> {
                                        parked.incrementAndGet();
                                        CompletableFuture<Integer> never =
                                                new CompletableFuture<>();
                                        call.onCancel(
                                                () -> {
                                                    toldToStop.incrementAndGet();
                                                    never.cancel(false);
                                                });
                                        return never;
                                    });
                        })) {
            List<CompletableFuture<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                for (Peer peer : duo.both()) {
                    calls.add(peer.call(i % 4 == 0 ? "park" : "echo").with(i).send(Integer.class));
                }
                if (i == 1500) {
                    Insides.of(duo.near).drop();
                }
            }
            int failed = 0;
            for (CompletableFuture<Integer> call : calls) {
                failed += completesAsAllowed(call, Set.of(LOST, UNSENT)) ? 0 : 1;
            }
            assertThat(failed).isPositive();
            for (Peer peer : duo.both()) {
                assertThat(Await.failure(peer.closed())).isInstanceOf(FluxarException.class);
            }
            Await.until(
                    () -> toldToStop + " of " + parked + " handlers told",
                    () -> toldToStop.get() == parked.get());
        }
    }

    /** The ways in which a call may fail that was cut short. §4.3-1 §10.6-1 */
    private record Fate(ErrorCode code, Outcome outcome) {}

    private static final Fate LOST = new Fate(ErrorCode.UNAVAILABLE, Outcome.UNKNOWN);
    private static final Fate UNSENT = new Fate(ErrorCode.UNAVAILABLE, Outcome.NOT_SENT);
    private static final Fate TOO_LATE = new Fate(ErrorCode.DRAINING, Outcome.NOT_SENT);
    private static final Fate REFUSED = new Fate(ErrorCode.DRAINING, Outcome.NOT_PROCESSED);

    /** Whether it succeeded; where it failed, it did so in one of these ways. */
    private static boolean completesAsAllowed(CompletableFuture<?> call, Set<Fate> allowed) {
        Await.until(() -> "a call never completes", call::isDone);
        if (!call.isCompletedExceptionally()) {
            return true;
        }
        FluxarException failure = (FluxarException) Await.failure(call);
        assertThat(allowed)
                .as("%s", failure)
                .contains(new Fate(ErrorCode.of(failure.code()), failure.outcome()));
        return false;
    }

    /** §9.2-3 §9.2-5: without a grace, what is under way is lost, and told. */
    @Test
    void aCloseDuringTrafficCompletesEverything() throws InterruptedException {
        for (boolean ofNear : new boolean[] {true, false}) {
            try (Duo duo = echoing()) {
                List<CompletableFuture<Integer>> calls = new ArrayList<>();
                Thread traffic =
                        new Thread(
                                () -> {
                                    for (int i = 0; i < 4000; i++) {
                                        for (Peer peer : duo.both()) {
                                            calls.add(
                                                    peer.call("echo").with(i).send(Integer.class));
                                        }
                                    }
                                });
                traffic.start();
                (ofNear ? duo.near : duo.far).close();
                traffic.join();
                for (CompletableFuture<Integer> call : calls) {
                    completesAsAllowed(call, Set.of(LOST, UNSENT, TOO_LATE, REFUSED));
                }
            }
        }
    }

    /** §9.2-5 §9.2-6: with a grace, everything that was opened is finished. */
    @Test
    void aDrainDuringTrafficFinishesWhatWasOpened() {
        try (Duo duo = echoing()) {
            List<CompletableFuture<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                if (i == 1000) {
                    duo.near.drain(Duration.ofSeconds(20));
                }
                calls.add(duo.near.call("echo").with(i).send(Integer.class));
                calls.add(duo.far.call("echo").with(i).send(Integer.class));
            }
            for (CompletableFuture<Integer> call : calls) {
                completesAsAllowed(call, Set.of(UNSENT, TOO_LATE, REFUSED));
            }
            Await.value(duo.near.closed());
            Await.value(duo.far.closed());
        }
    }

    private Duo echoing() {
        return Duo.connect(
                scheme,
                directory,
                PeerOptions.DEFAULT,
                handlers ->
                        handlers.onCall(
                                "echo",
                                Integer.class,
                                (number, call) -> CompletableFuture.completedFuture(number)));
    }

    @Test
    void twoHundredPeersTalkToOneListener() {
        Listener listener =
                Await.value(
                        Peer.listen(Duo.address(scheme, directory))
                                .onCall(
                                        "back",
                                        String.class,
                                        (text, call) ->
                                                call.peer()
                                                        .call("echo")
                                                        .with(text)
                                                        .send(String.class))
                                .start());
        try {
            List<CompletableFuture<Peer>> connecting = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String name = "peer " + i;
                connecting.add(
                        Peer.connect(listener.uri())
                                .onCall(
                                        "echo",
                                        String.class,
                                        (text, call) ->
                                                CompletableFuture.completedFuture(
                                                        name + " heard " + text))
                                .start());
            }
            List<Peer> peers = connecting.stream().map(Await::value).toList();
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                for (Peer peer : peers) {
                    answers.add(peer.call("back").with("round " + round).send(String.class));
                }
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(Await.value(answers.get(i)))
                        .isEqualTo("peer " + i % 200 + " heard round " + i / 200);
            }
            assertThat(listener.peers()).hasSize(200);
            peers.forEach(peer -> peer.drain(Duration.ZERO));
            peers.forEach(peer -> Await.value(peer.closed()));
            Await.until(
                    () -> Connections.open(listener) + " connections left",
                    () -> Connections.open(listener) == 0 && listener.peers().isEmpty());
        } finally {
            listener.close();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(Await.LIMIT.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }
}
