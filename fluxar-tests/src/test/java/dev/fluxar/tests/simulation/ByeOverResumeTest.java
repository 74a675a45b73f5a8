package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Listener;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** §9.16: going away over losses and resumes, and without a connection. */
class ByeOverResumeTest {

    private final List<RawLink> links = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // by start()
    private RawSession there;

    private Peer start(Sim sim) {
        RawLink.listen(sim, "hall", links::add);
        CompletableFuture<Peer> starting =
                sim.connect("hall")
                        .options(sim.options().withResume(RawSession.QUICK))
                        .trusted()
                        .start()
                        .toCompletableFuture();
        sim.run();
        there = RawSession.answer(sim, links.get(0), 60_000, Map.of());
        return sim.await(starting);
    }

    private Letter lose(Sim sim) {
        there.link().close();
        return attempt(sim);
    }

    private Letter attempt(Sim sim) {
        int before = links.size();
        sim.runUntil(() -> links.size() > before, Duration.ofSeconds(1));
        sim.run();
        return last().firstLetter();
    }

    private RawLink last() {
        return links.get(links.size() - 1);
    }

    private static int grace(Letter bye) {
        assertThat(bye.target()).isEqualTo("bye");
        return (Integer) ((Map<?, ?>) bye.payload()).get("grace");
    }

    private static void failsToOpen(Sim sim, Peer peer) {
        assertThatThrownBy(() -> sim.await(peer.call("c").with(1).send(String.class)))
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.DRAINING.code());
                            assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
                        });
    }

    // §9.16-1 §9.16-2 §9.16-4: behind the replay, with what is left, answered before or not
    @SimTest
    void aByeIsSaidAgainWithTheGraceThatIsLeft(Sim sim) {
        for (boolean answered : new boolean[] {true, false}) {
            links.clear();
            try (Sim fresh = new Sim(sim.seed())) {
                Peer peer = start(fresh);
                CompletableFuture<String> call = peer.call("c").with(1).send(String.class);
                fresh.run();
                Duration began = fresh.elapsed();
                CompletableFuture<Void> over = peer.drain(Duration.ofSeconds(10));
                fresh.run();
                List<Letter> said = there.read();
                assertThat(grace(said.get(1))).isEqualTo(10_000);
                if (answered) {
                    there.link().send(Letter.answered(said.get(1).id()).bytes());
                }
                Letter hello = lose(fresh);
                assertThat(peer.isOpen()).isFalse();
                failsToOpen(fresh, peer);
                fresh.advance(Duration.ofSeconds(3));
                there.received = 0;
                there.accept(last(), hello);
                List<Letter> again = there.read();
                assertThat(again.get(0)).isEqualTo(said.get(0));
                long passed = fresh.elapsed().minus(began).toMillis();
                assertThat(grace(again.get(1))).isBetween(9_998 - (int) passed, 10_000);
                assertThat(grace(again.get(1))).isLessThan(7_001);
                failsToOpen(fresh, peer);
                there.link().send(Letter.answered(again.get(1).id()).bytes());
                there.send(Letter.reply(again.get(0).id(), "done"));
                assertThat(fresh.await(call)).isEqualTo("done");
                there.read(); // An ack, at once. §9.8-2
                assertThat(over).isNotDone(); // It keeps the call. §9.16-4
                there.ack();
                assertThat(fresh.await(over)).isNull();
                assertThat(fresh.elapsed().minus(began)).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    // §9.16-1: the other side may have seen nothing of it
    @SimTest
    void theGraceEndsASessionThatWasResumed(Sim sim) {
        Peer peer = start(sim);
        CompletableFuture<String> call = peer.call("c").with(1).send(String.class);
        sim.run();
        Duration began = sim.elapsed();
        CompletableFuture<Void> over = peer.drain(Duration.ofSeconds(10));
        Letter hello = lose(sim);
        there.accept(last(), hello);
        sim.runUntil(over::isDone, Duration.ofMinutes(1));
        assertThat(sim.elapsed().minus(began)).isEqualTo(Duration.ofSeconds(10));
        assertThat(call).isCompletedExceptionally();
    }

    // §9.16-5: one that the connection did not take runs as well, once that is lost
    @SimTest
    void theGraceOfAByeThatWasNotWrittenRuns(Sim sim) {
        Peer peer = start(sim);
        CompletableFuture<String> call = peer.call("c").with(1).send(String.class);
        sim.run();
        sim.link(peer).near().full(true);
        CompletableFuture<Void> over = peer.drain(Duration.ofSeconds(10));
        sim.run();
        Duration began = sim.elapsed();
        Letter hello = lose(sim);
        sim.advance(Duration.ofSeconds(4));
        there.received = 1;
        there.accept(last(), hello);
        assertThat(grace(there.readOne())).isBetween(5_900, 6_000);
        sim.runUntil(over::isDone, Duration.ofMinutes(1));
        assertThat(sim.elapsed().minus(began)).isEqualTo(Duration.ofSeconds(10));
        assertThat(call).isCompletedExceptionally();
    }

    // §9.16-2 §9.16-3 §9.2-1
    @SimTest
    void aByeIsAnsweredBehindTheReplay(Sim sim) {
        Peer peer = start(sim);
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            calls.add(peer.call("c").with("x".repeat(30_000)).send(String.class));
        }
        sim.run();
        there.link().send(Letter.bye(Letter.id(900), 0, 20_000).bytes());
        there.read();
        assertThat(peer.isOpen()).isFalse();
        Letter hello = lose(sim);
        failsToOpen(sim, peer);
        last().connection().hold(true);
        there.received = 0;
        there.accept(last(), hello);
        failsToOpen(sim, peer); // Without a word from the other side.
        there.link().send(Letter.bye(Letter.id(901), 0, 15_000).bytes());
        last().connection().hold(false);
        sim.run();
        List<Letter> letters = there.read();
        assertThat(letters).hasSize(41);
        assertThat(letters.get(40)).isEqualTo(Letter.answered(Letter.id(901)));
        assertThat(calls).allMatch(call -> !call.isDone());
    }

    // §9.16-5: whoever has said it, a session without a connection ends with its grace
    @SimTest
    void aDetachedSessionEndsWithTheGrace(Sim sim) {
        for (boolean own : new boolean[] {true, false}) {
            links.clear();
            try (Sim fresh = new Sim(sim.seed())) {
                Peer peer = start(fresh);
                CompletableFuture<String> call = peer.call("c").with(1).send(String.class);
                fresh.run();
                Duration began = fresh.elapsed();
                if (own) {
                    var unused = peer.drain(Duration.ofSeconds(5));
                    fresh.run();
                } else {
                    there.link().send(Letter.bye(Letter.id(900), 0, 5_000).bytes());
                }
                fresh.prepare(link -> link.near().cutAfter(0));
                there.link().close();
                fresh.runUntil(() -> peer.closed().isDone(), Duration.ofMinutes(1));
                assertThat(fresh.elapsed().minus(began)).isEqualTo(Duration.ofSeconds(5));
                assertThat(call).isCompletedExceptionally();
            }
        }
    }

    // §9.16-6, and §9.16-5: the grace of a bye that waits for a connection runs
    @SimTest
    void whoClosesADetachedSessionSaysByeWithTheResume(Sim sim) {
        Peer peer = start(sim);
        CompletableFuture<String> call = peer.call("c").with(1).send(String.class);
        sim.run();
        Letter hello = lose(sim);
        CompletableFuture<Void> over = peer.drain(Duration.ofSeconds(10));
        Duration began = sim.elapsed();
        failsToOpen(sim, peer);
        assertThat(call).isNotDone();
        assertThat(last().bytes()).isEmpty();
        sim.advance(Duration.ofSeconds(4));
        there.received = 0;
        there.accept(last(), hello);
        List<Letter> letters = there.read();
        assertThat(letters.get(0).target()).isEqualTo("c");
        assertThat(grace(letters.get(1))).isEqualTo(6_000);
        // What is read is acked at once. §9.8-2
        there.send(Letter.call(there.nextId(), "c", 1));
        assertThat(there.link().letters()).extracting(Letter::target).contains("ack");
        there.link().send(Letter.answered(letters.get(1).id()).bytes());
        sim.runUntil(over::isDone, Duration.ofMinutes(1));
        assertThat(sim.elapsed().minus(began)).isEqualTo(Duration.ofSeconds(10));
    }

    // §9.16-6
    @SimTest
    void whoClosesADetachedSessionWithNothingLeftIsDone(Sim sim) {
        for (int how = 0; how < 3; how++) {
            links.clear();
            try (Sim fresh = new Sim(sim.seed())) {
                Peer peer = start(fresh);
                CompletableFuture<String> call = peer.call("c").with(1).send(String.class);
                fresh.run();
                if (how == 0) {
                    there.send(Letter.reply(there.readOne().id(), "done"));
                    there.ack();
                    fresh.await(call);
                }
                if (how == 1) {
                    there.link().close();
                } else {
                    lose(fresh);
                }
                // With a grace of 0 whatever is live; with an attempt under way or without.
                CompletableFuture<Void> over =
                        peer.drain(how == 0 ? Duration.ofSeconds(10) : Duration.ZERO);
                fresh.run();
                assertThat(over).isCompletedWithValue(null);
                assertThat(call).isDone();
                fresh.advance(Duration.ofMinutes(1));
                assertThat(links).hasSize(how == 1 ? 1 : 2);
                assertThat(last().closed).isTrue();
                assertThat(how == 1 || last().bytes().length == 0).isTrue();
            }
        }
    }

    // §9.10-4
    @SimTest
    void behindAByeTheTransportMayEndInOrder(Sim sim) {
        for (int how = 0; how < 4; how++) {
            links.clear();
            try (Sim fresh = new Sim(sim.seed())) {
                Peer peer = start(fresh);
                CompletableFuture<String> call = peer.call("c").with(1).send(String.class);
                fresh.run();
                Letter open = there.readOne();
                there.link().send(Letter.bye(Letter.id(900), 0, 5_000).bytes());
                if (how < 2) {
                    there.send(Letter.reply(open.id(), "done"));
                }
                if (how == 0) {
                    there.ack();
                }
                if (how == 3) {
                    fresh.advance(Duration.ofSeconds(6)); // The grace is over.
                }
                there.link().close();
                // 1: something is kept; 2: something is live.
                assertThat(peer.closed().isDone()).as("%d", how).isEqualTo(how == 0 || how == 3);
                assertThat(call.isDone()).isEqualTo(how != 2);
            }
        }
    }

    // §9.16-1 §9.16-6, and the listener that leaves: endpoints first, then what has no connection
    @SimTest
    void aListenerLeavesWithSessionsThatHaveNoConnection(Sim sim) {
        List<Peer> peers = new ArrayList<>();
        Listener listener =
                sim.await(
                        sim.listen("shop")
                                .options(sim.options().withResume(RawSession.QUICK))
                                .trusted()
                                .onPeer(peers::add)
                                .onCall(
                                        "later",
                                        Integer.class,
                                        (n, call) ->
                                                sim.after(Duration.ofSeconds(2))
                                                        .thenApply(done -> n))
                                .start());
        RawSession one = RawSession.connect(sim, "shop");
        RawSession idle = RawSession.connect(sim, "shop");
        RawSession alive = RawSession.connect(sim, "shop");
        one.send(Letter.call(one.nextId(), "later", 1));
        one.link().close();
        idle.link().close();
        // A peer of its own: its bye comes with the resume.
        var unused = peers.get(0).drain(Duration.ofSeconds(20));
        one.resume("shop", 1);
        Letter bye = one.read().get(0);
        assertThat(grace(bye)).isBetween(19_000, 20_000);
        one.link().close();
        assertThat(listener.detached()).isEqualTo(2);
        Duration began = sim.elapsed();
        CompletableFuture<Void> over = listener.drain(Duration.ofSeconds(5));
        sim.run();
        assertThat(peers.get(1).closed()).isCompleted(); // Nothing was left of it.
        Letter last = alive.readOne();
        alive.link().send(Letter.answered(last.id()).bytes());
        sim.runUntil(over::isDone, Duration.ofMinutes(1));
        assertThat(sim.elapsed().minus(began)).isEqualTo(Duration.ofSeconds(5));
        assertThat(listener.detached()).isZero();
        assertThat(listener.peers()).isEmpty();
    }
}
