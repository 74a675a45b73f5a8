package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.sim.SimNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter 10 at the caller: a runtime that calls a hand-written peer. */
class CallerTest {

    private final SimNetwork network = new SimNetwork();
    private RawPeer raw;
    private Peer peer;

    @BeforeEach
    void connect() {
        raw = RawPeer.listen(network);
        CompletableFuture<Peer> connecting = Peer.connect(network.uri()).start();
        raw.answerHello(Map.of("caps", Map.of("batch", true), "heartbeat", 15_000));
        peer = connecting.join();
    }

    @AfterEach
    void nothingIsLeft() {
        network.loop().run();
        if (!raw.closed) {
            raw.close();
        }
        Insides insides = Insides.of(peer);
        assertThat(insides.live()).isZero();
        assertThat(insides.held()).isZero();
        assertThat(insides.untimed()).isTrue();
        network.close();
    }

    private CompletableFuture<Integer> call(String name) {
        CompletableFuture<Integer> sent = peer.call(name).send(Integer.class);
        network.loop().run();
        return sent;
    }

    private CompletableFuture<Integer> call(String name, long deadlineMillis) {
        CompletableFuture<Integer> sent =
                peer.call(name).deadline(Duration.ofMillis(deadlineMillis)).send(Integer.class);
        network.loop().run();
        return sent;
    }

    /** Makes the connection take nothing more, or take it again. */
    private void full(boolean full) {
        network.loop().run(() -> raw.otherEnd().full(full));
    }

    private static String end(CompletableFuture<?> call) {
        return TwoPeers.end(call);
    }

    // §10.3-5
    @Test
    void repliesComeInAnyOrder() {
        List<CompletableFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(peer.call("c").with(i).send(Integer.class));
        }
        network.loop().run();
        List<Letter> opens = new ArrayList<>(raw.letters());
        Collections.shuffle(opens, new Random(1));
        raw.sendBytes(
                Letter.frame(
                        opens.stream()
                                .map(l -> Letter.reply(l.id(), (Integer) l.payload() * 2))
                                .toArray(Letter[]::new)));
        for (int i = 0; i < 200; i++) {
            assertThat(calls.get(i)).isCompletedWithValue(i * 2);
        }
    }

    // §10.1-1
    @Test
    void theTimeoutIsWhatIsLeftWhenTheOpenIsWritten() {
        call("a", 1000);
        assertThat(raw.letter().meta()).isEqualTo(Map.of("timeout", 1000));
        full(true);
        CompletableFuture<Integer> late =
                peer.call("b").meta("k", "v").deadline(Duration.ofMillis(1000)).send(Integer.class);
        network.loop().advance(Duration.ofNanos(700_000_001L));
        full(false);
        // Rounded up.
        assertThat(raw.letter().meta()).isEqualTo(Map.of("k", "v", "timeout", 300));
        network.loop().advance(300);
        assertThat(end(late)).isEqualTo("DEADLINE_EXCEEDED, UNKNOWN");
    }

    // §10.1-1
    @Test
    void aDeadlineThatPassesInTheMomentOfWritingIsNotWritten() {
        full(true);
        CompletableFuture<Integer> call = call("a", 1000);
        network.loop().advance(999);
        // In the same moment: the connection takes more, and the deadline is there.
        network.loop().schedule(() -> raw.otherEnd().full(false), 1_000_000);
        network.loop().advance(1);
        assertThat(end(call)).isEqualTo("DEADLINE_EXCEEDED, NOT_SENT");
        assertThat(raw.letters()).isEmpty();
    }

    // §10.1-1
    @ParameterizedTest
    @ValueSource(longs = {0, -1, -1_000_000})
    void aDeadlineThatIsOverFailsAtOnce(long millis) {
        assertThat(end(call("a", millis))).isEqualTo("DEADLINE_EXCEEDED, NOT_SENT");
        assertThat(raw.letters()).isEmpty();
    }

    // §10.1-1
    @Test
    void aDeadlineBeyondAllMeasureIsNone() {
        peer.call("a").deadline(Duration.ofSeconds(Long.MAX_VALUE)).send(Void.class);
        network.loop().run();
        assertThat(raw.letter().meta()).isNull();
    }

    // §10.6-1 §10.5
    @Test
    void aDeadlineCompletesTheCallAndKeepsThePlaceUntilTheReply() {
        CompletableFuture<Integer> call = call("a", 50);
        String id = raw.letter().id();
        network.loop().advance(49);
        assertThat(call).isNotDone();
        network.loop().advance(1);
        assertThat(end(call)).isEqualTo("DEADLINE_EXCEEDED, UNKNOWN");
        assertThat(Insides.of(peer).live()).isOne();
        assertThat(raw.letters()).isEmpty();
        raw.send(Letter.reply(id, 1));
        assertThat(Insides.of(peer).live()).isZero();
    }

    // A deadline that crosses the reply: §10.6-1
    @Test
    void aReplyInTheMomentOfTheDeadlineIsOneOfTheTwoAndNotBoth() {
        for (boolean replyFirst : new boolean[] {true, false}) {
            CompletableFuture<Integer> call = call("a", 50);
            byte[] reply = Letter.frame(Letter.reply(raw.letter().id(), 7));
            network.loop().advance(49);
            network.loop()
                    .schedule(
                            () -> {
                                dev.fluxar.transport.WriteBuffer out =
                                        new dev.fluxar.transport.WriteBuffer(64);
                                out.write(reply, 0, reply.length);
                                raw.connection().write(out);
                                raw.connection().flush();
                            },
                            replyFirst ? 999_999 : 1_000_001);
            network.loop().advance(10);
            if (replyFirst) {
                assertThat(call).isCompletedWithValue(7);
            } else {
                assertThat(end(call)).isEqualTo("DEADLINE_EXCEEDED, UNKNOWN");
            }
            assertThat(Insides.of(peer).live()).isZero();
        }
    }

    // §10.4-1
    @Test
    void aCancelledCallSendsCancelOnceAndCompletesAtOnce() {
        CompletableFuture<Integer> call = call("a");
        String id = raw.letter().id();
        assertThat(call.cancel(true)).isTrue();
        assertThat(call.cancel(true)).isTrue();
        network.loop().run();
        Letter cancel = raw.letter();
        assertThat(cancel.bytes()).isEqualTo(Letter.cancel(id).bytes());
        assertThat(call).isCancelled();
        assertThat(Insides.of(peer).live()).isOne();
        raw.send(Letter.failure(id, 304, "cancelled by the caller"));
        assertThat(Insides.of(peer).live()).isZero();
    }

    // §10.4-1 §10.6-1
    @Test
    void aCallThatIsNotWrittenIsRemovedByACancel() {
        full(true);
        CompletableFuture<Integer> first = call("a");
        CompletableFuture<Integer> second = call("b");
        first.cancel(true);
        network.loop().run();
        assertThat(Insides.of(peer).live()).isOne();
        full(false);
        Letter only = raw.letter();
        assertThat(only.target()).isEqualTo("b");
        raw.send(Letter.reply(only.id(), 2));
        assertThat(second).isCompletedWithValue(2);
    }

    // §10.4-1
    @Test
    void aCallThatIsCancelledBeforeItsTurnIsNeverOpened() {
        List<CompletableFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            CompletableFuture<Integer> call = peer.call("a").send(Integer.class);
            call.cancel(true);
            calls.add(call);
        }
        network.loop().run();
        // On the loop a cancel overtakes what other threads have submitted.
        List<CompletableFuture<Integer>> overtaken = new ArrayList<>();
        network.loop().execute(() -> overtaken.forEach(call -> call.cancel(true)));
        overtaken.add(peer.call("b").send(Integer.class));
        network.loop().run();
        assertThat(calls).allMatch(CompletableFuture::isCancelled);
        assertThat(overtaken.get(0)).isCancelled();
        assertThat(Insides.of(peer).live()).isZero();
        assertThat(raw.letters()).isEmpty();
    }

    // A cancel that crosses the reply: §10.4-1 §10.6-1
    @Test
    void aCancelThatCrossesTheReplyLeavesNothing() {
        CompletableFuture<Integer> call = call("a");
        String id = raw.letter().id();
        network.link().latency(Duration.ofMillis(10));
        raw.send(Letter.reply(id, 1));
        network.loop().advance(5);
        call.cancel(true);
        network.loop().advance(5);
        assertThat(Insides.of(peer).live()).isZero();
        network.loop().advance(10);
        assertThat(raw.letter().target()).isEqualTo("cancel");
        network.link().latency(Duration.ZERO);
    }

    // §10.4-1: unless a reply was read
    @Test
    void aCallThatIsCompleteIsNotCancelled() {
        CompletableFuture<Integer> call = call("a");
        raw.send(Letter.reply(raw.letter().id(), 1));
        assertThat(call.cancel(true)).isFalse();
        network.loop().run();
        assertThat(raw.letters()).isEmpty();
    }

    // §10.6-1
    @Test
    void aReplyInTimeBeatsAPendingDeadline() {
        CompletableFuture<Integer> call = call("a", 1000);
        raw.send(Letter.reply(raw.letter().id(), 5));
        assertThat(call).isCompletedWithValue(5);
        assertThat(Insides.of(peer).untimed()).isTrue();
        network.loop().advance(5000);
        assertThat(call).isCompletedWithValue(5);
    }

    // §4.3-1
    @Test
    void aFailureTellsCodeMessageOutcomeRetryAndData() {
        CompletableFuture<Integer> call = call("a");
        Map<String, Object> error = new LinkedHashMap<>(Letter.error(402, "too fast"));
        error.put("retry", 250);
        error.put("data", Map.of("k", 1));
        error.put("unknown", List.of());
        raw.send(new Letter(2, Letter.id(1), raw.letter().id(), null, null, null, error));
        assertThat(end(call)).isEqualTo("RATE_LIMITED, NOT_PROCESSED");
        assertThat(TwoPeers.failure(call)).hasMessage("too fast");
        assertThat(TwoPeers.failure(call).retry()).contains(Duration.ofMillis(250));
        assertThat(TwoPeers.failure(call).data()).contains(Cbor.of(Letter.encode(Map.of("k", 1))));
    }

    // §4.2-2 §10.3-5
    @ParameterizedTest
    @ValueSource(ints = {1, 99, 101, 102, 105, 199, 299, 399, 499, 599, 600, 999, 1000, 65535})
    void anErrorOfAnyCodeEndsItsCallOnly(int code) {
        CompletableFuture<Integer> call = call("a");
        raw.send(Letter.failure(raw.letter().id(), code, "x"));
        assertThat(TwoPeers.failure(call).code()).isEqualTo(code);
        assertThat(TwoPeers.failure(call).outcome()).isEqualTo(ErrorCode.outcomeOf(code));
        CompletableFuture<Integer> next = call("b");
        raw.send(Letter.reply(raw.letter().id(), 1));
        assertThat(next).isCompletedWithValue(1);
    }

    // §10.3-3
    @Test
    void aReplyThatCannotBeReadFailsOnlyItsCall() {
        CompletableFuture<Integer> call = call("a");
        raw.send(Letter.reply(raw.letter().id(), "no number"));
        assertThat(end(call)).isEqualTo("INTERNAL, PROCESSED");
        assertThat(raw.closed).isFalse();
    }

    // §10.8-2
    @Test
    void aOneWayCallCompletesWhenItIsWrittenAndIsForgotten() {
        full(true);
        CompletableFuture<Void> call = peer.call("a").oneway();
        network.loop().run();
        assertThat(call).isNotDone();
        assertThat(Insides.of(peer).live()).isOne();
        full(false);
        assertThat(call).isCompletedWithValue(null);
        assertThat(Insides.of(peer).live()).isZero();
        Letter open = raw.letter();
        assertThat(open.meta()).isEqualTo(Map.of("oneway", true));
        raw.send(Letter.failure(open.id(), 501, "late"));
        assertThat(raw.closed).isFalse();
    }

    // §10.8-2 §10.6-1
    @Test
    void aOneWayCallThatIsNotWrittenCanExpireAndBeCancelled() {
        full(true);
        CompletableFuture<Void> expired = peer.call("a").deadline(Duration.ofMillis(5)).oneway();
        CompletableFuture<Void> cancelled = peer.call("b").oneway();
        network.loop().advance(5);
        cancelled.cancel(true);
        network.loop().run();
        assertThat(end(expired)).isEqualTo("DEADLINE_EXCEEDED, NOT_SENT");
        assertThat(Insides.of(peer).live()).isZero();
        full(false);
        assertThat(raw.letters()).isEmpty();
    }

    // §10.8-2
    @Test
    void aOneWayCallThatIsWrittenCannotBeCancelled() {
        CompletableFuture<Void> call = peer.call("a").oneway();
        network.loop().run();
        assertThat(call.cancel(true)).isFalse();
        network.loop().run();
        assertThat(raw.letters()).extracting(Letter::target).containsExactly("a");
    }

    // §10.6-1 §4.3-1
    @Test
    void theEndOfTheSessionCompletesEveryCallWithItsOutcome() {
        CompletableFuture<Integer> written = call("a");
        CompletableFuture<Integer> abandoned = call("b");
        abandoned.cancel(true);
        CompletableFuture<Integer> timed = call("c", 60_000);
        full(true);
        CompletableFuture<Integer> queued = call("d");
        CompletableFuture<Void> oneway = peer.call("e").oneway();
        network.loop().run();
        raw.send(Letter.fatalBye(Letter.id(1), 501, "the other side is broken"));
        assertThat(end(written)).isEqualTo("UNAVAILABLE, UNKNOWN");
        assertThat(end(timed)).isEqualTo("UNAVAILABLE, UNKNOWN");
        assertThat(end(queued)).isEqualTo("UNAVAILABLE, NOT_SENT");
        assertThat(end(oneway)).isEqualTo("UNAVAILABLE, NOT_SENT");
        assertThat(abandoned).isCancelled();
        assertThat(TwoPeers.failure(written)).hasMessageContaining("the other side is broken");
        assertThat(end(call("f"))).isEqualTo("UNAVAILABLE, NOT_SENT");
    }

    // §10.6-1
    @Test
    void callsFailInTheOrderInWhichTheyWereOpened() {
        List<Integer> order = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int n = i;
            expected.add(i);
            var unused = peer.call("a").send(Void.class).whenComplete((r, failure) -> order.add(n));
        }
        network.loop().run();
        network.loop().run(() -> network.link().cut());
        assertThat(order).isEqualTo(expected);
    }

    // §9.2-3: the other side's bye
    @Test
    void aByeFailsWhatIsNotWritten() {
        CompletableFuture<Integer> written = call("a");
        String id = raw.letter().id();
        full(true);
        CompletableFuture<Integer> queued = call("b", 1000);
        raw.send(Letter.bye(Letter.id(1), 0, 60_000));
        assertThat(TwoPeers.end(queued)).isEqualTo("DRAINING, NOT_SENT");
        full(false);
        assertThat(raw.letter().ref()).isEqualTo(Letter.id(1));
        raw.send(Letter.reply(id, 3));
        assertThat(written).isCompletedWithValue(3);
    }

    // §3.1-1
    @Test
    void reservedMetaIsNotTheApplications() {
        for (String key : List.of("timeout", "oneway", "mode", "seq", "fluxar.x")) {
            assertThatThrownBy(() -> peer.call("a").meta(key, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(key);
        }
    }

    // A call may be made from a reply's callback, and on the loop: §2.5-3
    @Test
    void aCallMayBeMadeFromAReplysCallback() {
        List<Integer> answers = new ArrayList<>();
        CompletableFuture<Integer> chain =
                peer.call("a")
                        .send(Integer.class)
                        .thenCompose(one -> peer.call("b").with(one).send(Integer.class))
                        .thenCompose(two -> peer.call("c").with(two).send(Integer.class));
        network.loop().run();
        for (int i = 0; i < 3; i++) {
            Letter open = raw.letter();
            answers.add(i);
            raw.send(Letter.reply(open.id(), i));
        }
        assertThat(chain).isCompletedWithValue(2);
    }

    // Blocking on the loop would wait for ever.
    @Test
    void awaitOnTheLoopIsRefused() {
        CompletableFuture<Object> thrown = new CompletableFuture<>();
        network.loop()
                .run(
                        () -> {
                            try {
                                peer.call("a").await(Void.class);
                            } catch (Exception e) {
                                thrown.complete(e);
                            }
                        });
        assertThat(thrown.join()).isInstanceOf(IllegalStateException.class);
    }

    // Codes and outcomes of what is found on the own side: §4.3-1
    @Test
    void anotherOutcomeThanUnknownSaysThatNothingWasSent() {
        full(true);
        CompletableFuture<Integer> queued = call("a", 5);
        network.loop().advance(5);
        assertThat(TwoPeers.failure(queued).outcome()).isEqualTo(Outcome.NOT_SENT);
        full(false);
        assertThat(raw.letters()).isEmpty();
    }
}
