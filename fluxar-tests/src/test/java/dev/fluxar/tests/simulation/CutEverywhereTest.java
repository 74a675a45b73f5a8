package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Listener;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.sim.SimConnection;
import dev.fluxar.tests.sim.SimLink;
import dev.fluxar.tests.sim.SimNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One conversation of two runtimes, from hello to bye, on a link that breaks after each possible
 * number of bytes: everything completes, with a true outcome, and nothing is left.
 */
class CutEverywhereTest {

    /** What came of a conversation. */
    private static final class Conversation implements AutoCloseable {
        final SimNetwork network = new SimNetwork();
        final List<CompletableFuture<?>> futures = new ArrayList<>();
        final List<Integer> started = new ArrayList<>();
        final List<CompletableFuture<Object>> slow = new ArrayList<>();
        final List<Peer> peers = new ArrayList<>();
        @Nullable CompletableFuture<Integer> answered;
        @Nullable CompletableFuture<Peer> connecting;

        Conversation(java.util.function.Consumer<SimLink> fate) {
            network.prepare(fate);
            CompletableFuture<Listener> listening =
                    Peer.listen(network.uri().toString())
                            .onCall(
                                    "square",
                                    Integer.class,
                                    (q, c) -> {
                                        started.add(q);
                                        return CompletableFuture.completedFuture(q * q);
                                    })
                            .onCall(
                                    "slow",
                                    Integer.class,
                                    (q, c) -> {
                                        CompletableFuture<Object> answer =
                                                new CompletableFuture<>();
                                        slow.add(answer);
                                        return answer;
                                    })
                            .onPeer(
                                    far -> {
                                        peers.add(far);
                                        futures.add(far.call("back").send(String.class));
                                    })
                            .start();
            connecting =
                    Peer.connect(network.uri())
                            .onCall(
                                    "back",
                                    Void.class,
                                    (q, c) -> CompletableFuture.completedFuture("here"))
                            .onPeer(peers::add)
                            .start();
            futures.add(connecting);
            network.loop().run();
            assertThat(listening).isCompleted();
            if (connecting.isDone() && !connecting.isCompletedExceptionally()) {
                talk(connecting.join());
            }
            network.loop().advance(100_000);
            slow.forEach(answer -> answer.complete(0));
            network.loop().advance(100_000);
        }

        private void talk(Peer near) {
            answered = near.call("square").with(7).send(Integer.class);
            futures.add(answered);
            futures.add(near.call("nobody").send(Void.class));
            futures.add(near.call("square").with(8).oneway());
            futures.add(
                    near.call("slow").with(1).deadline(Duration.ofSeconds(5)).send(Integer.class));
            CompletableFuture<Integer> cancelled = near.call("slow").with(2).send(Integer.class);
            futures.add(cancelled);
            futures.add(near.ping());
            network.loop().advance(100);
            cancelled.cancel(true);
            network.loop().advance(20_000);
            slow.forEach(answer -> answer.complete(0));
            futures.add(near.drain(Duration.ofSeconds(1)));
            network.loop().advance(100);
        }

        @Override
        public void close() {
            network.close();
        }
    }

    @Test
    void uncutItSucceeds() {
        try (Conversation whole = new Conversation(link -> {})) {
            assertThat(whole.answered).isCompletedWithValue(49);
            assertThat(whole.peers).hasSize(2);
            whole.peers.forEach(peer -> assertThat(peer.closed()).isCompletedWithValue(null));
        }
    }

    // §5.5-3 §9.4-2 §10.6-1 §10.7-1 §4.3-1
    @ParameterizedTest(name = "cut at the near end: {0}")
    @ValueSource(booleans = {true, false})
    void cutAnywhereEverythingCompletesAndNothingIsLeft(boolean near) {
        Function<SimLink, SimConnection> end = near ? SimLink::near : SimLink::far;
        long bytes;
        try (Conversation whole = new Conversation(link -> {})) {
            bytes = end.apply(whole.network.link()).written();
        }
        assertThat(bytes).isGreaterThan(400);
        for (long n = 0; n < bytes; n++) {
            long at = n;
            try (Conversation cut = new Conversation(link -> end.apply(link).cutAfter(at))) {
                check(cut, "cut after " + n);
            }
        }
    }

    private static void check(Conversation cut, String what) {
        assertThat(cut.futures).as(what).allMatch(CompletableFuture::isDone);
        for (CompletableFuture<?> future : cut.futures) {
            if (future.isCompletedExceptionally() && !future.isCancelled()) {
                Throwable cause =
                        future.handle((value, thrown) -> thrown).toCompletableFuture().join();
                Throwable inner = cause instanceof CompletionException ? cause.getCause() : cause;
                FluxarException failure = (FluxarException) inner;
                assertThat(failure.errorCode())
                        .as(what)
                        .get()
                        .isIn(
                                ErrorCode.UNAVAILABLE,
                                ErrorCode.NOT_FOUND,
                                ErrorCode.DEADLINE_EXCEEDED);
            }
        }
        CompletableFuture<Integer> answered = cut.answered;
        if (answered != null && answered.isCompletedExceptionally()) {
            Outcome outcome = TwoPeers.failure(answered).outcome();
            if (cut.started.contains(7)) {
                assertThat(outcome).as(what).isEqualTo(Outcome.UNKNOWN);
            }
        } else if (answered != null) {
            assertThat(cut.started).as(what).contains(7);
        }
        for (Peer peer : cut.peers) {
            Insides insides = Insides.of(peer);
            assertThat(insides.live()).as(what).isZero();
            assertThat(insides.held()).as(what).isZero();
            assertThat(insides.untimed()).as(what).isTrue();
            assertThat(peer.closed()).as(what).isDone();
        }
        assertThat(cut.network.loop().timers()).as(what).isZero();
    }
}
