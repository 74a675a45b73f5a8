package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.ItemStream;
import dev.fluxar.Peer;
import dev.fluxar.Subscription;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** §9.13: what is sent again, and how. The other side is written by hand. */
class ReplayTest {

    private final List<RawLink> links = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // by start()
    private RawSession there;

    private Peer start(Sim sim) {
        return start(sim, Map.of());
    }

    private Peer start(Sim sim, Map<String, Object> answer) {
        RawLink.listen(sim, "hall", links::add);
        CompletableFuture<Peer> starting =
                sim.connect("hall")
                        .options(sim.options().withResume(RawSession.QUICK))
                        .trusted()
                        .start()
                        .toCompletableFuture();
        sim.run();
        there = RawSession.answer(sim, links.get(0), 60_000, answer);
        return sim.await(starting);
    }

    /** Loses the connection; the hello of the next attempt, before it is answered. */
    private Letter lose(Sim sim) {
        there.link().close();
        int before = links.size();
        sim.runUntil(() -> links.size() > before, Duration.ofSeconds(20));
        sim.run();
        return links.get(links.size() - 1).firstLetter();
    }

    /** Accepts an attempt, with so much received; the frames that follow. */
    private List<NumberedFrame> accept(Letter hello, long received, Map<String, Object> changes) {
        there.received = received;
        there.accept(links.get(links.size() - 1), hello, changes);
        return there.link().frames();
    }

    private List<Letter> resume(Sim sim, long received) {
        List<Letter> letters = new ArrayList<>();
        long next = received + 1;
        for (NumberedFrame frame : accept(lose(sim), received, Map.of())) {
            assertThat(frame.number()).isEqualTo(next); // §9.7-3
            next += frame.letters().size();
            letters.addAll(frame.letters());
        }
        return letters;
    }

    private static Object timeout(Letter letter) {
        return letter.meta().get("timeout");
    }

    private static Letter withTimeout(Letter letter, Object timeout) {
        Map<String, Object> meta = new LinkedHashMap<>(letter.meta());
        meta.put("timeout", timeout);
        return new Letter(
                letter.type(),
                letter.id(),
                letter.ref(),
                letter.target(),
                meta,
                letter.payload(),
                letter.error());
    }

    // §9.13-1 §9.13-2, from wherever the other side stands, over and over
    @SimTest
    void whatIsLackingIsSentAgainAsItWas(Sim sim) {
        Peer peer = start(sim);
        for (int i = 0; i < 5; i++) {
            var unused = peer.call("c").with("payload " + i).meta("k", i).send(String.class);
        }
        sim.run();
        List<Letter> first = there.read();
        assertThat(first).hasSize(5);
        for (int received : new int[] {0, 0, 3, 4, 5}) {
            assertThat(resume(sim, received)).isEqualTo(first.subList(received, 5));
        }
        // Behind it, what is new. §9.13-1
        there.link().close();
        var unused = peer.call("c").with("new").send(String.class);
        sim.runUntil(() -> links.size() > 6, Duration.ofSeconds(20));
        sim.run();
        Letter hello = links.get(6).firstLetter();
        List<NumberedFrame> frames = accept(hello, 5, Map.of());
        assertThat(frames.get(0).number()).isEqualTo(6);
        assertThat(frames.get(0).letters().get(0).payload()).isEqualTo("new");
    }

    // §9.13-3: what is left, in each replay
    @SimTest
    void aTimeoutIsWhatIsLeft(Sim sim) {
        Peer peer = start(sim);
        var one = peer.call("c").with(1).deadline(Duration.ofSeconds(10)).send(String.class);
        ItemStream stream = peer.stream("s").with(2).deadline(Duration.ofSeconds(20)).open();
        var oneway = peer.call("c").with(3).deadline(Duration.ofSeconds(30)).oneway();
        sim.run();
        List<Letter> first = there.read();
        assertThat(first).extracting(ReplayTest::timeout).containsExactly(10_000, 20_000, 30_000);
        Duration began = sim.elapsed();
        for (int i = 0; i < 3; i++) {
            Letter hello = lose(sim);
            sim.advance(Duration.ofMillis(1500));
            List<NumberedFrame> frames = accept(hello, 0, Map.of());
            // Rounded up.
            long passed = sim.elapsed().minus(began).toNanos() / 1_000_000;
            List<Letter> again = frames.get(0).letters();
            for (int n = 0; n < 3; n++) {
                int left = (int) ((n + 1) * 10_000 - passed);
                assertThat(again.get(n)).isEqualTo(withTimeout(first.get(n), left));
            }
        }
        assertThat(one).isNotDone();
        assertThat(stream.closed()).isNotDone();
        assertThat(oneway).isCompleted();
    }

    // §9.13-4 §5.6-4, and in the replays behind it
    @SimTest
    void nobodyIsBotheredWithWhatNobodyWaitsFor(Sim sim) {
        Peer peer = start(sim);
        var kept = peer.call("c").with(1).send(String.class);
        var cancelled = peer.call("c").with(2).send(String.class);
        var expired = peer.call("c").with(3).deadline(Duration.ofSeconds(2)).send(String.class);
        var late = peer.call("c").with(4).deadline(Duration.ofSeconds(2)).oneway();
        ItemStream stream = peer.stream("s").with(5).open();
        stream.trySend(6);
        CompletableFuture<Subscription> subscribed =
                peer.subscribe("t").each(String.class, event -> {});
        sim.run();
        var published = peer.publish("t").with(7).delivery(Delivery.AT_LEAST_ONCE).send();
        var numbered = peer.publish("t").with(8).delivery(Delivery.EXACTLY_ONCE).send();
        var last = peer.call("c").with(9).send(String.class);
        sim.run();
        List<Letter> first = there.read();
        Letter hello = lose(sim);
        cancelled.cancel(false);
        stream.cancel();
        subscribed.cancel(false);
        published.cancel(false);
        numbered.cancel(false);
        sim.advance(Duration.ofSeconds(3));
        assertThat(expired).isCompletedExceptionally();
        assertThat(late).isCompleted();
        List<Letter> expected = new ArrayList<>();
        List<Object> wanted = Arrays.asList(1, 8, 9);
        for (Letter letter : first) {
            expected.add(wanted.contains(letter.payload()) ? letter : Letter.NULL);
        }
        List<Letter> again =
                accept(hello, 0, Map.of()).stream()
                        .flatMap(frame -> frame.letters().stream())
                        .toList();
        // Nothing behind it: what would cancel them is withdrawn.
        assertThat(again).isEqualTo(expected);
        assertThat(peer.stats().exchanges()).isEqualTo(3);
        assertThat(resume(sim, 0)).isEqualTo(expected);
        assertThat(resume(sim, 3)).isEqualTo(expected.subList(3, expected.size()));
        there.ack(first.size());
        sim.run();
        assertThat(resume(sim, first.size())).isEmpty();
        assertThat(kept).isNotDone();
        assertThat(last).isNotDone();
    }

    // §9.13-4: the verb was written, and is null too; where the open was received, it goes out
    @SimTest
    void aCancelThatWasWrittenIsSentAgainOnlyBehindItsOpen(Sim sim) {
        Peer peer = start(sim);
        var call = peer.call("c").with(1).send(String.class);
        sim.run();
        call.cancel(false);
        sim.run();
        List<Letter> first = there.read();
        assertThat(first).extracting(Letter::target).containsExactly("c", "cancel");
        assertThat(resume(sim, 0)).containsExactly(Letter.NULL, Letter.NULL);
        assertThat(peer.stats().exchanges()).isZero();
        assertThat(resume(sim, 0)).containsExactly(Letter.NULL, Letter.NULL);
        var received = peer.call("c").with(1).send(String.class);
        sim.run();
        received.cancel(false);
        sim.run();
        first = there.read();
        assertThat(resume(sim, 3)).containsExactly(first.get(1));
    }

    // §9.13-4: what waited when the open had been received goes out behind the replay
    @SimTest
    void aCancelOfWhatWasReceivedIsNotWithdrawn(Sim sim) {
        Peer peer = start(sim);
        var call = peer.call("c").with(1).send(String.class);
        sim.run();
        Letter open = there.readOne();
        var other = peer.call("c").with(2).send(String.class);
        sim.run();
        Letter hello = lose(sim);
        call.cancel(false);
        List<NumberedFrame> frames = accept(hello, 1, Map.of());
        List<Letter> letters = frames.stream().flatMap(f -> f.letters().stream()).toList();
        assertThat(letters).hasSize(2);
        assertThat(letters.get(0).payload()).isEqualTo(2);
        assertThat(letters.get(1).target()).isEqualTo("cancel");
        assertThat(letters.get(1).ref()).isEqualTo(open.id());
        assertThat(other).isNotDone();
    }

    // §9.13-4: with all of its parts, one-way too
    @SimTest
    void whatIsGivenUpIsNullWithItsParts(Sim sim) {
        Peer peer = start(sim);
        String large = "x".repeat(150_000);
        var late = peer.call("c").with(large).deadline(Duration.ofSeconds(2)).oneway();
        var call = peer.call("c").with(large).send(String.class);
        sim.run();
        assertThat(there.read()).hasSize(8);
        there.link().connection().hold(true);
        var unfinished = peer.call("c").with("y".repeat(1_000_000)).oneway();
        sim.run();
        Letter hello = lose(sim);
        call.cancel(false);
        unfinished.cancel(false);
        sim.advance(Duration.ofSeconds(3));
        assertThat(late).isCompleted();
        List<NumberedFrame> frames = accept(hello, 0, Map.of());
        assertThat(frames.stream().flatMap(frame -> frame.letters().stream()))
                .hasSizeGreaterThan(9)
                .containsOnly(Letter.NULL);
        assertThat(peer.stats().exchanges()).isZero();
        assertThat(resume(sim, 3)).hasSizeGreaterThan(6).containsOnly(Letter.NULL);
    }

    /** Sixty calls of 30 kB: more than a connection takes at once. */
    private static List<CompletableFuture<String>> many(Peer peer) {
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            calls.add(peer.call("c").with(i + "x".repeat(30_000)).send(String.class));
        }
        return calls;
    }

    private static int index(Letter call) {
        String payload = (String) call.payload();
        return Integer.parseInt(payload.substring(0, payload.indexOf('x')));
    }

    // §9.13-1 §9.8-5: a replay larger than the connection takes, with acks meanwhile
    @SimTest
    void aLongReplayGoesOnAsItIsRead(Sim sim) {
        Peer peer = start(sim);
        many(peer);
        sim.run();
        assertThat(there.read()).hasSize(60);
        long kept = peer.stats().replay();
        Letter hello = lose(sim);
        RawLink link = links.get(1);
        link.connection().hold(true);
        there.received = 0;
        there.accept(link, hello);
        assertThat(link.frames()).isEmpty();
        var behind = peer.call("c").with("behind").send(String.class);
        // Acked ahead of being read: it knows them from before.
        there.ack(20);
        assertThat(peer.stats().replay()).isLessThan(kept * 2 / 3 + 1000);
        link.connection().hold(false);
        sim.run();
        List<Letter> letters = new ArrayList<>();
        long last = 0;
        for (NumberedFrame frame : link.frames()) {
            assertThat(frame.number()).isGreaterThan(last);
            last = frame.number();
            letters.addAll(frame.letters());
        }
        // Some that were acked were written already; from then on none.
        List<Integer> indices =
                letters.subList(0, letters.size() - 1).stream().map(ReplayTest::index).toList();
        int skipped = 0;
        for (int i = 1; i < indices.size(); i++) {
            if (indices.get(i) != indices.get(i - 1) + 1) {
                skipped++;
                assertThat(indices.get(i)).isEqualTo(20);
            }
        }
        assertThat(skipped).isEqualTo(1);
        assertThat(indices.get(indices.size() - 1)).isEqualTo(59);
        assertThat(letters.get(letters.size() - 1).payload()).isEqualTo("behind");
        assertThat(last).isEqualTo(61);
        assertThat(behind).isNotDone();
    }

    // §9.13, at its end: a second loss in the midst of it, and what was given up stays so
    @SimTest
    void aLossDuringTheReplayIsOneLikeAnyOther(Sim sim) {
        Peer peer = start(sim);
        List<CompletableFuture<String>> calls = many(peer);
        sim.run();
        assertThat(there.read()).hasSize(60);
        Letter hello = lose(sim);
        calls.get(2).cancel(false);
        calls.get(50).cancel(false);
        for (int again = 0; again < 3; again++) {
            RawLink link = links.get(links.size() - 1);
            link.connection().hold(true);
            there.received = again;
            there.accept(link, hello);
            hello = lose(sim);
        }
        List<NumberedFrame> frames = accept(hello, 2, Map.of());
        List<Letter> letters = frames.stream().flatMap(f -> f.letters().stream()).toList();
        assertThat(letters).hasSize(58);
        for (int i = 0; i < 58; i++) {
            if (i == 0 || i == 48) {
                assertThat(letters.get(i)).isEqualTo(Letter.NULL);
            } else {
                assertThat(index(letters.get(i))).isEqualTo(i + 2);
            }
        }
        assertThat(peer.stats().exchanges()).isEqualTo(58);
    }

    // §9.17-3 §9.12-9: frames as the new connection's batch has it
    @SimTest
    void framesAreFormedAnew(Sim sim) {
        Peer peer = start(sim, Map.of("limits", Map.of("message", 1024, "frame", 2048)));
        for (int i = 0; i < 20; i++) {
            var unused = peer.call("c").with("x".repeat(300)).send(String.class);
        }
        sim.run();
        List<NumberedFrame> first = there.link().frames();
        assertThat(first).hasSizeBetween(3, 7);
        Map<String, Object> single = Map.of("caps", Map.of("parts", true, "resume", true));
        List<NumberedFrame> alone = accept(lose(sim), 0, single);
        assertThat(alone).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(alone.get(i).number()).isEqualTo(i + 1);
            assertThat(alone.get(i).letters()).hasSize(1);
        }
        List<NumberedFrame> batched = accept(lose(sim), 1, Map.of());
        assertThat(batched).hasSizeBetween(3, 7);
        assertThat(batched.get(0).number()).isEqualTo(2);
        assertThat(batched.stream().mapToInt(frame -> frame.letters().size()).sum()).isEqualTo(19);
        // Its limits last, whatever the new answer would say. §9.12-9
        there.link().close();
        sim.runUntil(() -> links.size() > 3, Duration.ofSeconds(20));
        sim.run();
        Letter hello = links.get(3).firstLetter();
        Map<String, Object> wider = Map.of("limits", Map.of("message", 100_000));
        List<NumberedFrame> narrow = accept(hello, 1, wider);
        assertThat(narrow).hasSameSizeAs(batched);
    }

    // §9.17-2 §5.5-3: the loss has cut the frame short, if not its first envelope
    @SimTest
    void whatTheLossHasCutShortIsNotReceived(Sim sim) {
        start(sim);
        Letter call = Letter.call(there.nextId(), "none", 1);
        Letter other = Letter.call(there.nextId(), "none", 2);
        byte[] frame = Letter.frame(NumberedFrame.content(1, call, other));
        there.link().sendBytes(Arrays.copyOf(frame, frame.length - 1));
        Letter hello = lose(sim);
        assertThat(RawSession.resumeOf(hello).get("received")).isEqualTo(0);
        there.accept(links.get(1), hello);
        there.send(call, other);
        assertThat(there.read()).extracting(Letter::ref).containsExactly(call.id(), other.id());
    }

    // §9.17-1: a transfer goes on where it stood, in either direction
    @SimTest
    void aTransferGoesOnWhereItStood(Sim sim) {
        Peer peer = start(sim);
        String large = "x".repeat(1_000_000);
        there.link().connection().hold(true);
        var call = peer.call("c").with(large).send(String.class);
        sim.run();
        Letter hello = lose(sim);
        List<Letter> letters = new ArrayList<>();
        accept(hello, 0, Map.of()).forEach(frame -> letters.addAll(frame.letters()));
        assertThat(letters).hasSize(17); // 16 parts of 65536 bytes.
        there.received = 17;
        String open = letters.get(0).id();
        byte[] reply = Letter.encode("y".repeat(100_000));
        there.send(
                Letter.reply(open, null).announcing(reply.length),
                Letter.part(2, open, Arrays.copyOf(reply, 60_000)));
        assertThat(call).isNotDone();
        Letter second = lose(sim);
        assertThat(RawSession.resumeOf(second).get("received")).isEqualTo(2);
        there.accept(links.get(2), second);
        there.send(Letter.part(2, open, Arrays.copyOfRange(reply, 60_000, reply.length)));
        assertThat(sim.await(call)).isEqualTo("y".repeat(100_000));
    }
}
