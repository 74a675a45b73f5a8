package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.Splitting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application may do from inside what it is called for. */
class ReentrancyTest {

    private final List<TwoPeers> all = new ArrayList<>();

    /** What handlers have not answered. */
    private final List<CompletableFuture<Object>> endless = new ArrayList<>();

    private CompletableFuture<Object> endless() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        endless.add(answer);
        return answer;
    }

    private TwoPeers connect(
            java.util.function.Consumer<dev.fluxar.Connector> near,
            java.util.function.Consumer<dev.fluxar.Binder> far) {
        TwoPeers peers = TwoPeers.connect(near, far);
        all.add(peers);
        return peers;
    }

    @AfterEach
    void nothingIsLeft() {
        for (TwoPeers peers : all) {
            peers.loop.run(() -> peers.link.near().full(false));
            peers.near.drain(Duration.ZERO);
            peers.loop.run();
            endless.forEach(answer -> answer.complete(null));
            peers.loop.run();
            for (Peer peer : List.of(peers.near, peers.far)) {
                assertThat(Insides.of(peer).live()).isZero();
                assertThat(Insides.of(peer).held()).isZero();
                assertThat(Insides.of(peer).untimed()).isTrue();
                assertThat(peer.closed()).isDone();
            }
            peers.loop.advance(100_000);
            assertThat(peers.loop.timers()).isZero();
            peers.close();
        }
    }

    private static CompletionStage<Integer> countdown(Peer peer, int left) {
        return left == 0
                ? CompletableFuture.completedFuture(0)
                : peer.call("down")
                        .with(left - 1)
                        .send(Integer.class)
                        .thenApply(below -> below + 1);
    }

    // §2.5-3 §10.3-5
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handlersCallBackWhileTheyAreCalled(boolean byteByByte) {
        TwoPeers peers =
                connect(
                        i -> i.onCall("down", Integer.class, (q, c) -> countdown(c.peer(), q)),
                        r -> r.onCall("down", Integer.class, (q, c) -> countdown(c.peer(), q)));
        if (byteByByte) {
            peers.link.split(Splitting.EVERY_BYTE);
        }
        CompletableFuture<Integer> depth = peers.near.call("down").with(100).send(Integer.class);
        peers.loop.run();
        assertThat(depth).isCompletedWithValue(100);
    }

    // §10.3-5
    @Test
    void aHandlerMayAnswerOtherCallsToo() {
        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        TwoPeers peers =
                connect(
                        i -> {},
                        r ->
                                r.onCall(
                                        "gather",
                                        Integer.class,
                                        (q, c) -> {
                                            CompletableFuture<Integer> own =
                                                    new CompletableFuture<>();
                                            waiting.add(own);
                                            if (waiting.size() == 10) {
                                                waiting.forEach(w -> w.complete(q));
                                            }
                                            return own;
                                        }));
        List<CompletableFuture<Integer>> calls = new ArrayList<>();
        for (int n = 1; n <= 10; n++) {
            calls.add(peers.near.call("gather").with(n).send(Integer.class));
        }
        peers.loop.run();
        assertThat(calls).allSatisfy(c -> assertThat(c).isCompletedWithValue(10));
    }

    // §9.2-5
    @Test
    void thePeerMayBeClosedInAReplysCallback() {
        TwoPeers peers =
                connect(
                        i -> {},
                        r ->
                                r.onCall("x", Void.class, (q, c) -> null)
                                        .onCall("slow", Void.class, (q, c) -> endless()));
        CompletableFuture<Void> slow = peers.near.call("slow").send(Void.class);
        CompletableFuture<Void> closing =
                peers.near.call("x").send(Void.class).thenRun(peers.near::close);
        CompletableFuture<Void> behind = peers.near.call("x").send(Void.class);
        peers.loop.run();
        assertThat(closing).isCompleted();
        assertThat(TwoPeers.end(slow)).isEqualTo("UNAVAILABLE, UNKNOWN");
        // It was written, and its reply may be read before the end.
        assertThat(behind).isDone();
        assertThat(peers.far.closed()).isCompletedWithValue(null);
    }

    // §9.2-5
    @Test
    void thePeerMayBeClosedInAHandler() {
        TwoPeers peers =
                connect(
                        i -> {},
                        r ->
                                r.onCall(
                                        "close",
                                        Void.class,
                                        (q, c) -> {
                                            c.peer().close();
                                            return null;
                                        }));
        CompletableFuture<Void> call = peers.near.call("close").send(Void.class);
        peers.loop.run();
        assertThat(call).isCompletedWithValue(null);
        assertThat(peers.near.closed()).isCompletedWithValue(null);
    }

    // §9.2-5: with a grace, the reply of the call that drains comes first
    @Test
    void aHandlerMayDrainItsOwnPeer() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        TwoPeers peers =
                connect(
                        i -> {},
                        r ->
                                r.onCall(
                                        "drain",
                                        Void.class,
                                        (q, c) -> {
                                            c.peer().drain(Duration.ofSeconds(5));
                                            return answer;
                                        }));
        CompletableFuture<Integer> call = peers.near.call("drain").send(Integer.class);
        peers.loop.advance(1000);
        assertThat(call).isNotDone();
        answer.complete(9);
        peers.loop.run();
        assertThat(call).isCompletedWithValue(9);
        assertThat(peers.near.closed()).isCompletedWithValue(null);
    }

    // §8.1-2: announced before anything else is handled
    @Test
    void thePeerMayBeClosedAsSoonAsItIsThere() {
        try (SimNetwork network = new SimNetwork()) {
            Peer.listen(network.uri().toString()).onPeer(Peer::close).start();
            CompletableFuture<Peer> connecting =
                    Peer.connect(network.uri()).onPeer(Peer::close).start();
            network.loop().run();
            assertThat(connecting.join().closed()).isDone();
            network.loop().advance(60_000);
            assertThat(network.loop().timers()).isZero();
        }
    }

    // §8.3-6: calls made as soon as the peer is there
    @Test
    void bothSidesMayCallAsSoonAsThePeerIsThere() {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        java.util.function.Consumer<Peer> call =
                peer -> answers.add(peer.call("one").send(Integer.class));
        connect(
                i ->
                        i.onCall("one", Void.class, (q, c) -> CompletableFuture.completedFuture(1))
                                .onPeer(call),
                r ->
                        r.onCall("one", Void.class, (q, c) -> CompletableFuture.completedFuture(1))
                                .onPeer(call));
        assertThat(answers).hasSize(2);
        assertThat(answers).allSatisfy(a -> assertThat(a).isCompletedWithValue(1));
    }

    // §10.8-2: what is sent while something is being written
    @Test
    void callsMayBeSentWhenAnotherIsWritten() {
        AtomicInteger received = new AtomicInteger();
        TwoPeers peers =
                connect(
                        i -> {},
                        r ->
                                r.onCall(
                                        "note",
                                        Integer.class,
                                        (q, c) -> {
                                            assertThat(q).isEqualTo(received.getAndIncrement());
                                            return null;
                                        }));
        chain(peers.near, 0, 5000);
        peers.loop.run();
        assertThat(received).hasValue(5000);
    }

    private static void chain(Peer peer, int n, int end) {
        if (n < end) {
            var unused = peer.call("note").with(n).oneway().thenRun(() -> chain(peer, n + 1, end));
        }
    }

    // §10.8-2: another session of the same loop is used while this one writes
    @Test
    void anotherSessionMayBeUsedWhenACallIsWritten() {
        try (SimNetwork network = new SimNetwork()) {
            List<String> seen = new ArrayList<>();
            Peer.listen(network.uri().toString())
                    .onCall(
                            "note",
                            String.class,
                            (q, c) -> {
                                seen.add(q);
                                return null;
                            })
                    .start();
            List<CompletableFuture<Peer>> connecting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                connecting.add(Peer.connect(network.uri()).start());
            }
            network.loop().run();
            List<Peer> peers = connecting.stream().map(CompletableFuture::join).toList();
            var unused =
                    peers.get(0)
                            .call("note")
                            .with("a".repeat(3000))
                            .oneway()
                            .thenRun(
                                    () -> {
                                        peers.get(1).call("note").with("b").oneway();
                                        peers.get(2).drain(Duration.ZERO);
                                        peers.get(0).call("note").with("c").oneway();
                                    });
            network.loop().run();
            assertThat(seen).containsExactlyInAnyOrder("a".repeat(3000), "b", "c");
            assertThat(peers.get(0).isOpen()).isTrue();
            assertThat(peers.get(1).isOpen()).isTrue();
            assertThat(peers.get(2).closed()).isCompletedWithValue(null);
        }
    }

    // §10.6-1: a call that waits behind one is cancelled when that one is written
    @Test
    void aCallMayBeCancelledWhileAnotherIsWritten() {
        List<Integer> seen = new ArrayList<>();
        TwoPeers peers =
                connect(
                        i -> {},
                        r ->
                                r.onCall(
                                        "note",
                                        Integer.class,
                                        (q, c) -> {
                                            seen.add(q);
                                            return null;
                                        }));
        List<CompletableFuture<Void>> victims = new ArrayList<>();
        peers.loop.run(
                () -> {
                    var unused =
                            peers.near
                                    .call("note")
                                    .with(0)
                                    .oneway()
                                    .thenRun(() -> victims.forEach(v -> v.cancel(true)));
                    for (int n = 1; n <= 20; n++) {
                        CompletableFuture<Void> call =
                                peers.near.call("note").with(n).send(Void.class);
                        if (n % 2 == 0) {
                            victims.add(call);
                        }
                    }
                });
        assertThat(seen).containsExactly(0, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19);
    }

    // §10.6-1: callbacks of calls that the end fails
    @Test
    void aCallMadeInTheCallbackOfTheEndFailsAtOnce() {
        TwoPeers peers = connect(i -> {}, r -> r.onCall("slow", Void.class, (q, c) -> endless()));
        List<CompletableFuture<Void>> late = new ArrayList<>();
        List<CompletableFuture<Void>> first = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            CompletableFuture<Void> call = peers.near.call("slow").send(Void.class);
            first.add(call);
            var unused =
                    call.whenComplete(
                            (r, failure) -> {
                                first.forEach(other -> other.cancel(true));
                                late.add(peers.near.call("slow").send(Void.class));
                                peers.near.close();
                            });
        }
        peers.loop.run();
        peers.loop.run(() -> peers.link.cut());
        assertThat(late).hasSize(5);
        assertThat(late)
                .allSatisfy(l -> assertThat(TwoPeers.end(l)).isEqualTo("UNAVAILABLE, NOT_SENT"));
    }

    // §9.2-3: callbacks of calls that a bye fails
    @Test
    void aCallMadeInTheCallbackOfADrainFailsAtOnce() {
        TwoPeers peers = connect(i -> {}, r -> {});
        List<CompletableFuture<Void>> late = new ArrayList<>();
        peers.loop.run(
                () -> {
                    peers.link.near().full(true);
                    for (int n = 0; n < 5; n++) {
                        var unused =
                                peers.near
                                        .call("x")
                                        .send(Void.class)
                                        .whenComplete(
                                                (r, failure) ->
                                                        late.add(
                                                                peers.near
                                                                        .call("x")
                                                                        .send(Void.class)));
                    }
                    peers.near.drain(Duration.ofSeconds(1));
                });
        assertThat(late).hasSize(5);
        assertThat(late)
                .allSatisfy(l -> assertThat(TwoPeers.end(l)).isEqualTo("DRAINING, NOT_SENT"));
    }

    // §10.4-2: an action on cancel ends its own handler, and closes the peer
    @Test
    void anActionOnCancelMayEndItsHandler() {
        TwoPeers peers =
                connect(
                        i -> {},
                        r ->
                                r.onCall(
                                        "slow",
                                        Void.class,
                                        (q, c) -> {
                                            CompletableFuture<Object> own =
                                                    new CompletableFuture<>();
                                            c.onCancel(() -> own.complete("stopped"));
                                            return own;
                                        }));
        CompletableFuture<String> cancelled = peers.near.call("slow").send(String.class);
        CompletableFuture<String> expired =
                peers.near.call("slow").deadline(Duration.ofMillis(5)).send(String.class);
        peers.loop.run();
        cancelled.cancel(true);
        peers.loop.advance(10);
        assertThat(Insides.of(peers.near).live()).isZero();
        assertThat(TwoPeers.end(expired)).startsWith("DEADLINE_EXCEEDED");
    }

    // What the application's frame log throws or does ends nothing
    @Test
    void aFrameLogMayThrowAndCall() {
        List<String> lines = new ArrayList<>();
        PeerOptions options =
                PeerOptions.DEFAULT.withFrameLog(
                        line -> {
                            lines.add(line);
                            throw new IllegalStateException("a log that fails");
                        });
        TwoPeers peers =
                connect(
                        i -> i.options(options),
                        r ->
                                r.options(options)
                                        .onCall(
                                                "x",
                                                Integer.class,
                                                (q, c) -> CompletableFuture.completedFuture(q)));
        CompletableFuture<Integer> call = peers.near.call("x").with(1).send(Integer.class);
        peers.loop.run();
        assertThat(call).isCompletedWithValue(1);
        assertThat(lines).hasSize(8);
    }

    // §9.2-5: a listener that closes everything inside a handler
    @Test
    void aListenerMayBeClosedInAHandler() {
        List<dev.fluxar.Listener> listener = new ArrayList<>();
        TwoPeers peers =
                connect(
                        i -> {},
                        r ->
                                r.onCall(
                                        "stop",
                                        Void.class,
                                        (q, c) -> {
                                            listener.get(0).close();
                                            return null;
                                        }));
        listener.add(peers.listener);
        CompletableFuture<Void> call = peers.near.call("stop").send(Void.class);
        peers.loop.run();
        assertThat(call).isDone();
        assertThat(peers.near.closed()).isDone();
        assertThat(peers.listener.peers()).isEmpty();
    }
}
