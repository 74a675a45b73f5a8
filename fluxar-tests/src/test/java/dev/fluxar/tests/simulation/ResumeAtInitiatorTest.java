package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerChange;
import dev.fluxar.PeerOptions;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimTest;
import dev.fluxar.transport.ChannelClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a runtime that resumes its session says, and makes of what it is told. */
class ResumeAtInitiatorTest {

    private static final Duration WINDOW = Duration.ofSeconds(60);

    private final List<RawLink> links = new ArrayList<>();
    private final List<RawLink> others = new ArrayList<>();
    private final List<PeerChange.Kind> changes = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // by start()
    private RawSession there;

    /** Connects to a responder at one address, or at two. */
    private Peer start(Sim sim, boolean two) {
        RawLink.listen(sim, "hall", links::add);
        RawLink.listen(sim, "annex", others::add);
        PeerOptions options = sim.options().withResume(RawSession.QUICK);
        var connector = sim.connect("hall").options(options);
        if (two) {
            connector.alternative(sim.address("annex"));
        }
        CompletableFuture<Peer> starting = connector.trusted().start().toCompletableFuture();
        sim.run();
        there = RawSession.answer(sim, links.get(0), WINDOW.toMillis(), Map.of());
        Peer peer = sim.await(starting);
        peer.onChange(change -> changes.add(change.kind()));
        return peer;
    }

    /** Loses the connection, and waits for the next attempt: its hello, on the last link. */
    private Letter lose(Sim sim) {
        there.link().close();
        return next(sim, links);
    }

    private static Letter next(Sim sim, List<RawLink> where) {
        int before = where.size();
        sim.runUntil(() -> where.size() > before, Duration.ofSeconds(30));
        sim.run();
        return last(where).firstLetter();
    }

    private static RawLink last(List<RawLink> links) {
        return links.get(links.size() - 1);
    }

    private void call(Sim sim, Peer peer) {
        CompletableFuture<Integer> answer = peer.call("double").with(4).send(Integer.class);
        sim.run();
        Letter call = there.readOne();
        there.send(Letter.reply(call.id(), 8));
        assertThat(sim.await(answer)).isEqualTo(8);
    }

    private static void fails(Sim sim, CompletableFuture<?> future, Outcome outcome) {
        assertThatThrownBy(() -> sim.await(future))
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE.code());
                            assertThat(e.outcome()).isEqualTo(outcome);
                        });
    }

    // §9.11-2 §9.11-3 §9.11-4 §9.11-5: by a stranger's reckoning
    @SimTest
    void theHelloIsAsTheSpecificationSays(Sim sim) {
        Peer peer = start(sim, false);
        call(sim, peer);
        for (int epoch = 1; epoch < 4; epoch++) {
            // Under way when the connection is lost: read before it ends.
            there.send(Letter.call(there.nextId(), "nothing", 1));
            Letter hello = lose(sim);
            Map<String, Object> offer = hello.inner("offer");
            assertThat(offer.get("versions")).isEqualTo(List.of(1));
            assertThat(offer.get("caps")).isEqualTo(RawSession.CAPS);
            Map<String, Object> resume = RawSession.resumeOf(hello);
            assertThat((byte[]) resume.get("session")).isEqualTo(there.id);
            assertThat(resume.get("epoch")).isEqualTo(epoch);
            assertThat(resume.get("received")).isEqualTo((int) there.written);
            byte[] encoded = (byte[]) ((Map<?, ?>) hello.payload()).get("offer");
            assertThat(hello.bytes())
                    .isEqualTo(RawSession.hello(hello.id(), encoded, there.secret).bytes());
            there.accept(last(links), hello);
            there.read();
            call(sim, peer);
        }
        assertThat(changes).hasSize(6);
    }

    // §9.11-3 §9.10-6: failed attempts use their epochs up, and do not renew the window
    @SimTest
    void anAttemptThatFailsUsesItsEpochUp(Sim sim) {
        Peer peer = start(sim, false);
        CompletableFuture<String> call = peer.call("x").with(1).send(String.class);
        sim.run();
        Duration lostAt = sim.elapsed();
        Letter hello = lose(sim);
        int epoch = 1;
        while (peer.isOpen()) {
            assertThat(RawSession.resumeOf(hello).get("epoch")).isEqualTo(epoch++);
            last(links).close();
            int before = links.size();
            sim.runUntil(() -> links.size() > before || !peer.isOpen(), Duration.ofSeconds(30));
            sim.run();
            if (links.size() > before) {
                hello = last(links).firstLetter();
            }
        }
        assertThat(epoch).isGreaterThan(6);
        assertThat(sim.elapsed().minus(lostAt)).isEqualTo(WINDOW);
        fails(sim, call, Outcome.UNKNOWN); // §9.15-4
        assertThat(changes).containsExactly(PeerChange.Kind.DETACHED);
    }

    // §9.10-6 §9.18-3: an attempt that is under way ends with the window
    @SimTest
    void theWindowEndsAnAttempt(Sim sim) {
        Peer peer = start(sim, false);
        sim.cut(peer);
        sim.runUntil(() -> links.size() > 1, Duration.ofSeconds(1));
        // Each attempt is given up after ten seconds without an answer. §8.1-7
        sim.advance(WINDOW);
        assertThat(peer.isOpen()).isFalse();
        assertThat(links.size()).isBetween(5, 9);
        for (RawLink link : links) {
            assertThat(link.closed).isTrue();
        }
    }

    // §9.12-6: as if refused with unknown; there is no other address
    @SimTest
    void anAnswerWithoutARightProofIsOfNobody(Sim sim) {
        for (byte[] secret : new byte[][] {null, new byte[32]}) {
            links.clear();
            try (Sim fresh = new Sim(sim.seed())) {
                Peer peer = start(fresh, false);
                Letter hello = lose(fresh);
                last(links).send(there.answered(hello, 0, Map.of(), secret).bytes());
                assertThat(last(links).closed).isTrue();
                assertThat(last(links).bytes()).isEmpty();
                assertThat(peer.isOpen()).isFalse();
            }
        }
    }

    // §9.12-6 §9.15-1: the other address may know it
    @SimTest
    void anUnknownSessionIsSoughtAtTheOtherAddress(Sim sim) {
        Peer peer = start(sim, true);
        there.link().close();
        sim.runUntil(() -> links.size() > 1, Duration.ofSeconds(1));
        Letter hello = last(links).firstLetter();
        last(links).send(RawSession.refusal(hello, "unknown", -1).bytes());
        assertThat(peer.isOpen()).isTrue();
        Letter second = next(sim, others);
        assertThat(RawSession.resumeOf(second).get("epoch")).isEqualTo(2);
        there.accept(last(others), second);
        there.read();
        call(sim, peer);
    }

    // §9.15-1: once all have said so it is over
    @SimTest
    void whatNobodyKnowsIsOver(Sim sim) {
        Peer peer = start(sim, true);
        Letter hello = lose(sim);
        last(links).send(RawSession.refusal(hello, "unknown", -1).bytes());
        Letter second = next(sim, others);
        assertThat(peer.isOpen()).isTrue();
        last(others).send(RawSession.refusal(second, "unknown", -1).bytes());
        assertThat(peer.isOpen()).isFalse();
    }

    private Letter error(Letter hello, int code, @Nullable Object retry) {
        Map<String, Object> error = Letter.error(code, "not now");
        if (retry != null) {
            error.put("retry", retry);
        }
        return new Letter(1, null, hello.id(), null, null, null, error);
    }

    // §9.15-3 §9.12-7: these end the attempt only, and nothing more is said there
    @SimTest
    void whatDoesNotEndTheSessionEndsTheAttempt(Sim sim) {
        Peer peer = start(sim, false);
        List<BiConsumer<RawLink, Letter>> says = new ArrayList<>();
        for (String reason : List.of("epoch", "weaker", "form", "principal", "moonlight")) {
            says.add((link, hello) -> link.send(RawSession.refusal(hello, reason, 3).bytes()));
        }
        for (ErrorCode code : List.of(ErrorCode.OVERLOADED, ErrorCode.UNAVAILABLE)) {
            says.add((link, hello) -> link.send(error(hello, code.code(), null).bytes()));
        }
        // A refusal whose reason cannot be read.
        says.add((link, hello) -> link.send(error(hello, 309, null).bytes()));
        Map<String, Object> ended = Letter.error(309, "over");
        ended.put("data", new LinkedHashMap<>(Map.of("reason", "ended", "received", 0)));
        says.add(
                (link, hello) ->
                        link.send(
                                new Letter(1, Letter.id(3), null, "bye", null, null, ended)
                                        .bytes()));
        says.add((link, hello) -> link.send(Letter.fatalBye(Letter.id(3), 100, "x").bytes()));
        says.add((link, hello) -> link.send(Letter.call(Letter.id(3), "x", 1).bytes()));
        says.add((link, hello) -> link.send(new byte[] {(byte) 0xff}));
        says.add((link, hello) -> link.send(NumberedFrame.content(9, Letter.NULL)));
        says.add(
                (link, hello) ->
                        link.send(there.answered(hello, 0, faulty(), there.secret).bytes()));
        says.add(
                (link, hello) ->
                        link.send(
                                there.answered(hello, 0, Map.of("version", 7), there.secret)
                                        .bytes()));
        says.add((link, hello) -> link.close());
        says.add((link, hello) -> sim.advance(Duration.ofSeconds(11)));
        says.add((link, hello) -> sim.cut());
        for (int i = 0; i < says.size(); i++) {
            Letter hello = lose(sim);
            RawLink link = last(links);
            BiConsumer<RawLink, Letter> what = says.get(i);
            what.accept(link, hello);
            sim.run();
            assertThat(peer.isOpen()).as("said %d", i).isTrue();
            assertThat(link.closed).as("said %d", i).isTrue();
            assertThat(link.bytes()).as("said %d", i).isEmpty();
            Letter again = i == says.size() - 2 ? last(links).firstLetter() : next(sim, links);
            assertThat((Integer) RawSession.resumeOf(again).get("epoch")).isEqualTo(2 * i + 2);
            there.accept(last(links), again);
            there.read();
            call(sim, peer);
        }
    }

    private static Map<String, Object> faulty() {
        Map<String, Object> none = new LinkedHashMap<>();
        none.put("resume", null);
        return none;
    }

    // §9.15-3: not before retry
    @SimTest
    void retryIsHonoured(Sim sim) {
        Peer peer = start(sim, false);
        Letter hello = lose(sim);
        int before = links.size();
        last(links).send(error(hello, ErrorCode.OVERLOADED.code(), 20_000).bytes());
        sim.advance(Duration.ofMillis(19_999));
        assertThat(links).hasSize(before);
        sim.advance(Duration.ofMillis(2));
        assertThat(links).hasSize(before + 1);
        there.accept(last(links), last(links).firstLetter());
        call(sim, peer);
    }

    // §9.15-3 §9.15-1
    @SimTest
    void theseEndTheSession(Sim sim) {
        for (String reason : List.of("expired", "ended", "received")) {
            links.clear();
            try (Sim fresh = new Sim(sim.seed())) {
                Peer peer = start(fresh, false);
                CompletableFuture<String> call = peer.call("x").with(1).send(String.class);
                fresh.run();
                Letter hello = lose(fresh);
                last(links).send(RawSession.refusal(hello, reason, 0).bytes());
                assertThat(peer.isOpen()).isFalse();
                assertThat(last(links).closed).isTrue();
                fails(fresh, call, Outcome.NOT_PROCESSED);
                fresh.advance(Duration.ofMinutes(2));
                assertThat(links).hasSize(2);
            }
        }
    }

    // §9.12-8
    @SimTest
    void aReceivedThatCannotBeIsAViolation(Sim sim) {
        for (long received : new long[] {0, 3}) {
            links.clear();
            try (Sim fresh = new Sim(sim.seed())) {
                Peer peer = start(fresh, false);
                call(fresh, peer);
                there.ack();
                CompletableFuture<String> call = peer.call("x").with(1).send(String.class);
                fresh.run();
                Letter hello = lose(fresh);
                last(links).send(there.answered(hello, received, Map.of(), there.secret).bytes());
                Letter bye = last(links).letter();
                assertThat(bye.isFatalBye()).isTrue();
                assertThat(bye.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
                assertThat(bye.message()).contains("received is " + received, "1 to 2");
                assertThat(last(links).closed).isTrue();
                assertThat(peer.isOpen()).isFalse();
                fails(fresh, call, Outcome.UNKNOWN);
            }
        }
    }

    // §9.11-1
    @SimTest
    void aWeakerChannelIsNotTried(Sim sim) {
        sim.prepare(link -> link.channelClass(ChannelClass.SEALED));
        RawLink.listen(sim, "hall", links::add);
        CompletableFuture<Peer> starting =
                sim.connect("hall")
                        .options(sim.options().withResume(RawSession.QUICK))
                        .start()
                        .toCompletableFuture();
        sim.run();
        there = RawSession.answer(sim, links.get(0), 60_000, Map.of());
        Peer peer = sim.await(starting);
        sim.prepare(link -> {});
        there.link().close();
        sim.runUntil(() -> links.size() > 3, Duration.ofSeconds(30));
        sim.run();
        for (RawLink link : links.subList(1, links.size())) {
            assertThat(link.bytes()).isEmpty();
            assertThat(link.closed).isTrue();
        }
        sim.prepare(link -> link.channelClass(ChannelClass.TRUSTED));
        Letter hello = next(sim, links);
        there.accept(last(links), hello);
        call(sim, peer);
    }

    // §9.18-1: another connection is wanted, with and without one
    @SimTest
    void theApplicationMayWantAnotherConnection(Sim sim) {
        Peer peer = start(sim, false);
        peer.reconnect();
        Letter first = next(sim, links);
        assertThat(there.link().closed).isTrue();
        assertThat(there.link().bytes()).isEmpty(); // Without a fatal bye. §9.10-2
        peer.reconnect();
        sim.run();
        assertThat(last(links).closed).isTrue();
        assertThat(last(links).bytes()).isEmpty();
        // Too late.
        last(links).send(there.answered(first, 0, Map.of(), there.secret).bytes());
        assertThat(peer.isConnected()).isFalse();
        Letter second = next(sim, links);
        assertThat(RawSession.resumeOf(second).get("epoch")).isEqualTo(2);
        there.accept(last(links), second);
        call(sim, peer);
    }

    // §9.10-2: silence is no fault of anybody's
    @SimTest
    void silenceDetachesWithoutABye(Sim sim) {
        Peer peer = start(sim, false);
        sim.advance(Duration.ofSeconds(44));
        assertThat(there.link().letter().target()).isEqualTo("ping");
        sim.advance(Duration.ofSeconds(2));
        assertThat(there.link().closed).isTrue();
        assertThat(there.link().bytes()).isEmpty();
        sim.runUntil(() -> links.size() > 1, Duration.ofSeconds(1));
        sim.run();
        there.accept(last(links), last(links).firstLetter());
        assertThat(peer.isConnected()).isTrue();
        call(sim, peer);
        // The heartbeat of the new one begins anew. §9.12-9
        sim.advance(Duration.ofSeconds(16));
        assertThat(there.readOne().target()).isEqualTo("ping");
    }
}
