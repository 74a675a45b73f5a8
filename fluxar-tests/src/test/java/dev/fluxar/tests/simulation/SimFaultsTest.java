package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.CallHandler;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Hub;
import dev.fluxar.HubOptions;
import dev.fluxar.Listener;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.StreamHandler;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimTest;
import dev.fluxar.tests.sim.Splitting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Each fault of a simulation, as applications see it. */
class SimFaultsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Listener echo(Sim sim) {
        return sim.await(
                sim.listen("echo")
                        .onCall(
                                "echo",
                                String.class,
                                (q, call) -> CompletableFuture.completedFuture(q))
                        .onCall(
                                "slow",
                                String.class,
                                (q, call) -> sim.after(SECOND).thenApply(nothing -> q))
                        .start());
    }

    private static Peer connect(Sim sim) {
        return sim.await(sim.connect("echo").start());
    }

    private static String ask(Sim sim, Peer peer, String what) {
        return sim.await(peer.call("echo").with(what).send(String.class));
    }

    @SimTest
    void timePassesOnlyAsFarAsItIsWaitedFor(Sim sim) {
        echo(sim);
        Peer peer = connect(sim);
        assertThat(sim.elapsed()).isZero();
        CompletableFuture<String> slow = peer.call("slow").with("a").send(String.class);
        sim.run();
        assertThat(slow).isNotDone();
        sim.runUntil(slow::isDone, Duration.ofDays(1));
        assertThat(sim.elapsed()).isEqualTo(SECOND);
        assertThatThrownBy(() -> sim.runUntil(() -> false, Duration.ofMinutes(3)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the condition was not met within PT3M");
        assertThat(sim.elapsed()).isEqualTo(Duration.ofSeconds(181));
    }

    @SimTest
    void whatFailsIsThrownAsItIs(Sim sim) {
        echo(sim);
        Peer peer = connect(sim);
        assertThatThrownBy(() -> sim.await(peer.call("nobody").send(String.class)))
                .isInstanceOf(FluxarException.class)
                .extracting(failure -> ((FluxarException) failure).errorCode().orElseThrow())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThatThrownBy(() -> sim.await(new CompletableFuture<>(), SECOND))
                .isInstanceOf(AssertionError.class)
                .hasMessage("it did not complete within PT1S");
        assertThatThrownBy(() -> sim.await(sim.connect("nowhere").start()))
                .isInstanceOf(FluxarException.class)
                .hasMessageContaining("nobody listens there");
    }

    @SimTest
    void latencyIsBothWays(Sim sim) {
        echo(sim);
        Peer peer = connect(sim);
        sim.latency(Duration.ofMillis(30));
        ask(sim, peer, "a");
        assertThat(sim.elapsed()).isEqualTo(Duration.ofMillis(60));
        assertThatThrownBy(() -> sim.latency(Duration.ofMillis(-1)))
                .hasMessage("latency is PT-0.001S, expected 0 or more");
    }

    @SimTest(seed = 4)
    void jitterLetsConnectionsOvertakeEachOther(Sim sim) {
        echo(sim);
        sim.jitter(Duration.ofMillis(50));
        assertThat(answersInOrder(sim)).isSubsetOf(0, 1, 2, 3, 4, 5, 6, 7).isNotEqualTo(inOrder());
        assertThat(sim.elapsed()).isBetween(Duration.ofMillis(50), Duration.ofMillis(900));
    }

    @SimTest(seed = 4)
    void shuffledConnectionsOvertakeEachOtherInNoTime(Sim sim) {
        echo(sim);
        assertThat(answersInOrder(sim)).isEqualTo(inOrder());
        sim.shuffle(true);
        assertThat(answersInOrder(sim)).isNotEqualTo(inOrder());
        sim.shuffle(false);
        assertThat(answersInOrder(sim)).isEqualTo(inOrder());
        assertThat(sim.elapsed()).isZero();
    }

    private static List<Integer> inOrder() {
        return List.of(0, 1, 2, 3, 4, 5, 6, 7);
    }

    private static List<Integer> answersInOrder(Sim sim) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            peers.add(connect(sim));
        }
        List<Integer> answers = new ArrayList<>();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int number = i;
            calls.add(
                    peers.get(i)
                            .call("echo")
                            .with("a")
                            .send(String.class)
                            .thenAccept(answer -> answers.add(number)));
        }
        sim.await(CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)));
        return answers;
    }

    @SimTest
    void splitBytesAreReadAsWhole(Sim sim) {
        echo(sim);
        sim.split(Splitting.EVERY_BYTE);
        Peer peer = connect(sim);
        assertThat(ask(sim, peer, "x".repeat(3000))).hasSize(3000);
        assertThat(sim.network().trace().last(20)).allMatch(line -> line.endsWith(" reads 1"));
        sim.splitAtRandom();
        assertThat(ask(sim, peer, "y".repeat(3000))).hasSize(3000);
    }

    @SimTest
    void aCutIsToldToBothEnds(Sim sim) {
        Listener listener = echo(sim);
        Peer peer = connect(sim);
        Peer other = connect(sim);
        Peer far =
                listener.peers().stream()
                        .filter(p -> p.remote().equals(peer.remote()))
                        .findFirst()
                        .orElseThrow();
        CompletableFuture<String> slow = peer.call("slow").with("a").send(String.class);
        sim.run();
        sim.cut(far);
        assertThat(TwoPeers.end(slow)).isEqualTo("UNAVAILABLE, UNKNOWN");
        assertThat(far.closed()).isCompletedExceptionally();
        assertThatThrownBy(() -> sim.cut(peer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no connection, expected one of 1 that are open");
        assertThat(ask(sim, other, "b")).isEqualTo("b");
        sim.cut();
        assertThat(other.closed()).isCompletedExceptionally();
        assertThat(sim.network().links()).isEmpty();
    }

    @SimTest
    void aCutComesBehindAsManyBytesAsItIsTold(Sim sim) {
        echo(sim);
        Peer peer = connect(sim);
        sim.link(peer).far().cutAfter(1);
        FluxarException failure =
                TwoPeers.failure(run(sim, peer.call("echo").with("a").send(String.class)));
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(sim.network().trace().last(5)).anyMatch(line -> line.endsWith("far sends 1"));
        assertThatThrownBy(
                        () -> sim.prepare(link -> link.near().cutAfter(-1)).connect("echo").start())
                .hasMessageContaining("cut after -1 bytes, expected 0 or more");
    }

    private static <T> CompletableFuture<T> run(Sim sim, CompletableFuture<T> future) {
        sim.run();
        return future;
    }

    @SimTest
    void nobodyIsToldOfWhatVanishes(Sim sim) {
        Listener listener = echo(sim);
        Peer peer = connect(sim);
        Peer far = listener.peers().iterator().next();
        sim.link(peer).vanish();
        CompletableFuture<String> lost = peer.call("echo").with("a").send(String.class);
        sim.advance(SECOND);
        assertThat(lost).isNotDone();
        assertThat(peer.isOpen()).isTrue();
        assertThat(sim.network().trace().toString()).contains("near loses ");
        // Only the heartbeat finds out, at either end by itself.
        sim.advance(Duration.ofMinutes(2));
        assertThat(TwoPeers.failure(lost).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(peer.closed()).isCompletedExceptionally();
        assertThat(far.closed()).isCompletedExceptionally();
        assertThat(sim.network().links()).isEmpty();
    }

    @SimTest
    void halfOfAConnectionMayVanish(Sim sim) {
        List<String> heard = new ArrayList<>();
        sim.await(
                sim.listen("echo")
                        .onCall(
                                "echo",
                                String.class,
                                (q, call) -> {
                                    heard.add(q);
                                    return CompletableFuture.completedFuture(q);
                                })
                        .start());
        Peer peer = connect(sim);
        sim.link(peer).far().vanish();
        CompletableFuture<String> unanswered = peer.call("echo").with("a").send(String.class);
        sim.advance(SECOND);
        assertThat(heard).containsExactly("a");
        assertThat(unanswered).isNotDone();
    }

    @SimTest
    void whatIsHeldComesLater(Sim sim) {
        echo(sim);
        Peer peer = connect(sim);
        sim.link(peer).hold(true);
        CompletableFuture<String> call = peer.call("echo").with("a").send(String.class);
        sim.advance(SECOND);
        assertThat(call).isNotDone();
        sim.link(peer).hold(false);
        sim.run();
        assertThat(call).isCompletedWithValue("a");
    }

    @SimTest
    void blockingHandlersRunInTurnsOfTheLoop(Sim sim) {
        Thread test = Thread.currentThread();
        sim.await(
                sim.listen("echo")
                        .onCall(
                                "thread",
                                Void.class,
                                CallHandler.blocking((q, call) -> Thread.currentThread() == test))
                        .onCall(
                                "back",
                                Void.class,
                                CallHandler.blocking(
                                        (q, call) -> {
                                            try {
                                                return call.peer().call("x").await(String.class);
                                            } catch (IllegalStateException refused) {
                                                return refused.getMessage();
                                            }
                                        }))
                        .onStream(
                                "three",
                                Void.class,
                                StreamHandler.blocking(
                                        (q, stream) -> {
                                            for (int i = 0; i < 3; i++) {
                                                stream.send(i);
                                            }
                                        }))
                        .start());
        Peer peer = connect(sim);
        assertThat(sim.await(peer.call("thread").send(Boolean.class))).isTrue();
        assertThat(sim.await(peer.call("back").send(String.class)))
                .isEqualTo("await() on the session's loop would wait for ever, expected send()");
        List<Integer> items = new ArrayList<>();
        sim.await(peer.stream("three").forEach(Integer.class, items::add));
        assertThat(items).containsExactly(0, 1, 2);
    }

    @SimTest
    void aHubWaitsInVirtualTime(Sim sim) {
        Hub hub = sim.hub(HubOptions.DEFAULT);
        sim.await(sim.listen("hub").hub(hub).start());
        Peer peer = sim.await(sim.connect("hub").start());
        List<Integer> attempts = new ArrayList<>();
        sim.await(
                peer.subscribe("a.*")
                        .delivery(Delivery.AT_LEAST_ONCE)
                        .each(
                                String.class,
                                event -> {
                                    attempts.add(event.attempt());
                                    if (event.attempt() < 3) {
                                        throw new IllegalStateException("not yet");
                                    }
                                }));
        sim.await(peer.publish("a.b").with("x").delivery(Delivery.AT_LEAST_ONCE).send());
        sim.advance(Duration.ofMillis(49));
        assertThat(attempts).containsExactly(1);
        sim.advance(SECOND);
        assertThat(attempts).containsExactly(1, 2, 3);
    }

    @Test
    void anotherThreadIsToldOff() throws InterruptedException {
        try (Sim sim = new Sim(1)) {
            CompletableFuture<String> later = new CompletableFuture<>();
            sim.await(sim.listen("a").onCall("f", Void.class, (q, call) -> later).start());
            Peer peer = sim.await(sim.connect("a").start());
            peer.call("f").send(String.class);
            sim.run();
            FutureTask<Boolean> pooled = new FutureTask<>(() -> later.complete("done"));
            Thread pool = new Thread(pooled, "pool-7");
            pool.start();
            pool.join();
            assertThatThrownBy(sim::run)
                    .satisfies(
                            e ->
                                    assertThat(e.getSuppressed()[0])
                                            .hasMessageContaining(
                                                    "used by the thread pool-7, expected "
                                                            + Thread.currentThread().getName()));
            sim.run();
            FutureTask<Object> elsewhere = new FutureTask<>(() -> sim.connect("a").start());
            Thread other = new Thread(elsewhere);
            other.start();
            other.join();
            assertThatThrownBy(elsewhere::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("no simulated network has the address sim:a");
        }
    }

    @Test
    void namesAreThoseOfTheSimulationOpenedLast() {
        try (Sim outer = new Sim(1)) {
            outer.await(outer.listen("a").start());
            try (Sim inner = new Sim(2)) {
                assertThatThrownBy(() -> inner.await(inner.connect("a").start()))
                        .hasMessageContaining("nobody listens there");
            }
            assertThat(outer.await(Peer.connect("sim:a").start()).remote()).isEqualTo("sim:a#1");
            assertThatThrownBy(() -> outer.listen("1a"))
                    .hasMessage("name is '1a', expected a letter first");
        }
        assertThatThrownBy(() -> Peer.connect("sim:a").start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no simulated network has the address sim:a");
    }
}
