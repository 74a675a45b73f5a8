package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Binder;
import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.Insides;
import dev.fluxar.session.SessionState;
import dev.fluxar.tests.sim.SimNetwork;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter 11: what is announced is obeyed and enforced, and what is held is bounded. */
class LimitsTest {

    private static final int PROTOCOL_ERROR = ErrorCode.PROTOCOL_ERROR.code();
    private static final Limits SMALL =
            Limits.DEFAULT
                    .withMessage(1024)
                    .withFrame(2048)
                    .withExchanges(4)
                    .withWaiting(3)
                    .withBudget(1 << 20);

    private final SimNetwork network = new SimNetwork();

    /** Calls that this side's handler {@code slow} has not answered. */
    private final List<CompletableFuture<Object>> slow = new ArrayList<>();

    @AfterEach
    void close() {
        network.close();
    }

    private void handlers(Binder binder) {
        binder.onCall("echo", byte[].class, (q, call) -> CompletableFuture.completedFuture(q))
                .onCall(
                        "slow",
                        Object.class,
                        (q, call) -> {
                            CompletableFuture<Object> answer = new CompletableFuture<>();
                            slow.add(answer);
                            return answer;
                        })
                .onCall(
                        "large",
                        Integer.class,
                        (q, call) -> CompletableFuture.completedFuture(new byte[q]));
    }

    private CompletableFuture<Peer> listen(Limits limits) {
        CompletableFuture<Peer> peer = new CompletableFuture<>();
        Binder binder = Peer.listen(network.uri().toString());
        handlers(binder);
        binder.options(PeerOptions.DEFAULT.withLimits(limits)).onPeer(peer::complete).start();
        network.loop().run();
        return peer;
    }

    /** A runtime that has connected to a raw peer with these limits. */
    private Peer connectTo(RawPeer raw, Map<String, Object> limits) {
        CompletableFuture<Peer> connecting = Peer.connect(network.uri()).start();
        raw.answerHello(Map.of("limits", limits, "caps", Map.of("batch", true)));
        return connecting.join();
    }

    @Nested
    class OfLength {

        // §11.1-1
        @ParameterizedTest
        @ValueSource(strings = {"message", "frame"})
        void aCallMayBeAsLongAsTheOtherSideAcceptsAndNotLonger(String limit) {
            RawPeer raw = RawPeer.listen(network);
            Peer peer = connectTo(raw, Map.of(limit, 1024));
            // 2 for array and type, 17 for the id, 1 for the ref, 5 for the target, 1 for meta, 3
            // for the head of the payload, 1 for the error.
            int most = 1024 - 2 - 17 - 1 - 5 - 1 - 3 - 1;
            peer.call("name").with(new byte[most]).send(Void.class);
            CompletableFuture<Void> longer =
                    peer.call("name").with(new byte[most + 1]).send(Void.class);
            network.loop().run();
            assertThat(raw.letter().bytes()).hasSize(1024);
            assertThat(TwoPeers.end(longer)).isEqualTo("TOO_LARGE, NOT_SENT");
            assertThat(TwoPeers.failure(longer))
                    .hasMessageContaining("1025")
                    .hasMessageContaining("1024");
        }

        // §11.1-1
        @Test
        void aCallWithADeadlineKeepsTheLimitHoweverLongItsTimeout() {
            RawPeer raw = RawPeer.listen(network);
            Peer peer = connectTo(raw, Map.of("message", 1024));
            for (int i = 900; i < 1024; i++) {
                peer.call("name")
                        .with(new byte[i])
                        .deadline(Duration.ofDays(30_000))
                        .send(Void.class);
            }
            network.loop().run();
            List<Letter> letters = raw.letters();
            assertThat(letters).isNotEmpty();
            assertThat(letters).allSatisfy(l -> assertThat(l.bytes().length).isLessThan(1025));
        }

        // §11.1-1 §5.1-5
        @Test
        void noBatchIsLongerThanTheOtherSidesFrames() {
            RawPeer raw = RawPeer.listen(network);
            Peer peer = connectTo(raw, Map.of("message", 1024, "frame", 1500));
            network.loop()
                    .run(
                            () -> {
                                for (int i = 0; i < 200; i++) {
                                    peer.call("name").with(new byte[i * 4]).send(Void.class);
                                }
                            });
            List<List<Letter>> frames = raw.frames();
            assertThat(frames).hasSizeLessThan(200);
            assertThat(frames.stream().mapToInt(List::size).sum()).isEqualTo(200);
            for (List<Letter> frame : frames) {
                assertThat(Letter.content(frame.toArray(Letter[]::new)).length)
                        .isLessThanOrEqualTo(1500);
            }
        }

        // §11.1-2
        @Test
        void anOpenThatIsTooLongIsRefusedAndTheSessionLives() {
            listen(SMALL);
            RawPeer raw = RawPeer.shakeHands(network);
            int most = 1024 - 2 - 17 - 1 - 5 - 1 - 3 - 1;
            raw.send(Letter.call(Letter.id(10), "echo", new byte[most]));
            assertThat(raw.letter().error()).isNull();
            raw.send(Letter.call(Letter.id(11), "echo", new byte[most + 1]));
            assertThat(raw.letter().code()).isEqualTo(ErrorCode.TOO_LARGE.code());
            raw.send(Letter.call(Letter.id(12), "none", new byte[most + 1]));
            assertThat(raw.letter().code()).isEqualTo(ErrorCode.TOO_LARGE.code());
            raw.send(
                    Letter.call(Letter.id(13), "echo", new byte[most + 1])
                            .withMeta("oneway", true));
            for (int type : new int[] {3, 4}) {
                raw.send(
                        new Letter(type, Letter.id(20 + type), null, "x", null, null, null)
                                .withMeta("x", "p".repeat(1100)));
                assertThat(raw.letter().code()).isEqualTo(ErrorCode.TOO_LARGE.code());
            }
            raw.send(new Letter(6, Letter.id(30), null, "x", null, new byte[1100], null));
            assertThat(raw.letters()).isEmpty();
            assertThat(raw.closed).isFalse();
        }

        // §11.1-3
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3})
        void anyOtherEnvelopeThatIsTooLongIsAViolation(int which) {
            CompletableFuture<Peer> far = listen(SMALL);
            RawPeer raw = RawPeer.shakeHands(network);
            far.join().call("x").send(byte[].class);
            network.loop().run();
            String call = raw.letter().id();
            String padding = "p".repeat(1000);
            Letter tooLong =
                    switch (which) {
                        case 0 -> Letter.reply(call, new byte[1000]);
                        case 1 -> Letter.ping(Letter.id(1)).withMeta("x", padding);
                        case 2 -> Letter.bye(Letter.id(1), 0, 5).withMeta("x", padding);
                        default -> Letter.cancel(Letter.id(1)).withMeta("x", padding);
                    };
            raw.send(tooLong);
            Letter bye = raw.letter();
            assertThat(bye.code()).isEqualTo(PROTOCOL_ERROR);
            assertThat(bye.message())
                    .isEqualTo(
                            "envelope of "
                                    + tooLong.bytes().length
                                    + " bytes, at most 1024 accepted");
        }

        // §11.1-3
        @Test
        void aReplyOfExactlyTheLimitIsFine() {
            CompletableFuture<Peer> far = listen(SMALL);
            RawPeer raw = RawPeer.shakeHands(network);
            CompletableFuture<byte[]> reply = far.join().call("x").send(byte[].class);
            network.loop().run();
            Letter empty = Letter.reply(raw.letter().id(), new byte[300]);
            Letter full = Letter.reply(empty.ref(), new byte[300 + 1024 - empty.bytes().length]);
            assertThat(full.bytes()).hasSize(1024);
            raw.send(full);
            assertThat(reply).isCompleted();
        }

        // Checked on the prefix, before anything is buffered: §5.1-4
        @Test
        void aFrameThatIsTooLongIsAViolationBeforeItsContentComes() {
            CompletableFuture<Peer> far = listen(SMALL);
            RawPeer raw = RawPeer.shakeHands(network);
            raw.sendBytes(ByteBuffer.allocate(4).putInt(2049).array());
            assertThat(raw.letter().message())
                    .isEqualTo("frame of 2049 bytes announced, at most 2048 accepted");
            assertThat(far.join().closed()).isCompletedExceptionally();
        }

        // §5.1-5: frames of the handshake have a limit of their own
        @Test
        void theHandshakesFramesAreBoundedApart() {
            listen(SMALL);
            RawPeer raw = RawPeer.connect(network);
            raw.sendBytes(ByteBuffer.allocate(4).putInt(16_385).array());
            assertThat(raw.letter().message())
                    .isEqualTo("frame of 16385 bytes announced, at most 16384 accepted");
            RawPeer other = RawPeer.connect(network);
            Map<String, Object> offer =
                    Map.of("versions", List.of(1), "padding", new byte[16_384 - 56]);
            Letter hello = Letter.hello(Letter.id(1), offer);
            assertThat(hello.bytes()).hasSize(16_384);
            other.send(hello);
            assertThat(other.letter().inner("answer"))
                    .containsEntry(
                            "limits",
                            Map.of(
                                    "message",
                                    1024,
                                    "frame",
                                    2048,
                                    "exchanges",
                                    4,
                                    "credit",
                                    List.of(256, (1 << 20) / 4 / 4),
                                    "subscriptions",
                                    1024));
        }

        // §5.2-6
        @Test
        void aMessageThatIsTooLongIsAViolationWhereBoundariesAreKept() {
            try (SimNetwork messages = new SimNetwork(true)) {
                Peer.listen(messages.uri().toString())
                        .options(PeerOptions.DEFAULT.withLimits(SMALL))
                        .start();
                messages.loop().run();
                RawPeer raw = RawPeer.connect(messages);
                raw.sendBytes(Letter.hello(Letter.id(1)).bytes());
                raw.letter().inner("answer");
                raw.sendBytes(new byte[2049]);
                assertThat(raw.letter().message()).contains("frame of 2049 bytes");
                RawPeer other = RawPeer.connect(messages);
                other.sendBytes(new byte[0]);
                assertThat(other.letter().message()).contains("0 bytes");
            }
        }
    }

    @Nested
    class OfExchanges {

        // §11.2-1
        @Test
        void callsOverTheLimitWaitAndGoInOrder() {
            RawPeer raw = RawPeer.listen(network);
            Peer peer = connectTo(raw, Map.of("exchanges", 2));
            List<CompletableFuture<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                calls.add(peer.call("c").with(i).send(Integer.class));
            }
            network.loop().run();
            List<Letter> written = new ArrayList<>(raw.letters());
            for (int i = 0; i < 6; i++) {
                assertThat(written).hasSize(Math.min(6, i + 2));
                Letter next = written.get(i);
                assertThat(next.payload()).isEqualTo(i);
                raw.send(Letter.reply(next.id(), i * 10));
                assertThat(calls.get(i)).isCompletedWithValue(i * 10);
                written.addAll(raw.letters());
            }
            assertThat(Insides.of(peer).live()).isZero();
            assertThat(Insides.of(peer).held()).isZero();
        }

        // §11.2-1
        @Test
        void givingUpDoesNotFreeThePlaceTheReplyDoes() {
            RawPeer raw = RawPeer.listen(network);
            Peer peer = connectTo(raw, Map.of("exchanges", 1));
            CompletableFuture<Void> first = peer.call("a").send(Void.class);
            CompletableFuture<Void> second =
                    peer.call("b").deadline(Duration.ofHours(1)).send(Void.class);
            network.loop().run();
            Letter a = raw.letter();
            first.cancel(true);
            network.loop().advance(1000);
            assertThat(raw.letter().target()).isEqualTo("cancel");
            raw.send(Letter.failure(a.id(), 304, "cancelled"));
            Letter b = raw.letter();
            assertThat(b.target()).isEqualTo("b");
            // A second of its hour is over, and the open says so: §10.1-1
            assertThat(b.meta()).containsEntry("timeout", 3_599_000);
            assertThat(second).isNotDone();
        }

        // §11.2-1
        @Test
        void noMoreThanTheLimitOfWaitingCallsWait() {
            RawPeer raw = RawPeer.listen(network);
            CompletableFuture<Peer> connecting =
                    Peer.connect(network.uri())
                            .options(PeerOptions.DEFAULT.withLimits(Limits.DEFAULT.withWaiting(2)))
                            .start();
            raw.answerHello(Map.of("limits", Map.of("exchanges", 0)));
            Peer peer = connecting.join();
            CompletableFuture<Void> first = peer.call("a").send(Void.class);
            CompletableFuture<Void> second = peer.call("b").send(Void.class);
            CompletableFuture<Void> third = peer.call("c").send(Void.class);
            network.loop().run();
            assertThat(first).isNotDone();
            assertThat(TwoPeers.end(third)).isEqualTo("OVERLOADED, NOT_SENT");
            assertThat(TwoPeers.failure(third).retry()).isPresent();
            // Whoever gives up waiting makes room for another.
            first.cancel(true);
            CompletableFuture<Void> fourth = peer.call("d").send(Void.class);
            network.loop().run();
            assertThat(fourth).isNotDone();
            assertThat(second).isNotDone();
            assertThat(raw.letters()).isEmpty();
        }

        // §11.2-1
        @Test
        void callsThatExpireWhileTheyWaitLeaveNothingBehind() {
            RawPeer raw = RawPeer.listen(network);
            Peer peer = connectTo(raw, Map.of("exchanges", 0));
            for (int round = 0; round < 50; round++) {
                List<CompletableFuture<Void>> calls = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    calls.add(
                            peer.call("a")
                                    .with(new byte[100_000])
                                    .deadline(Duration.ofMillis(10))
                                    .send(Void.class));
                }
                network.loop().advance(10);
                assertThat(calls)
                        .allSatisfy(
                                c ->
                                        assertThat(TwoPeers.end(c))
                                                .isEqualTo("DEADLINE_EXCEEDED, NOT_SENT"));
                assertThat(Insides.of(peer).held()).isZero();
                assertThat(Insides.of(peer).untimed()).isTrue();
            }
        }

        // §11.2-1: a one-way call counts at the callee only
        @Test
        void oneWayCallsDoNotWait() {
            RawPeer raw = RawPeer.listen(network);
            Peer peer = connectTo(raw, Map.of("exchanges", 0));
            CompletableFuture<Void> written = peer.call("a").oneway();
            network.loop().run();
            assertThat(written).isCompletedWithValue(null);
            assertThat(raw.letter().meta()).containsEntry("oneway", true);
        }

        // §11.2-2
        @Test
        void whoOpensMoreThanIsAnnouncedIsRefused() {
            listen(SMALL);
            RawPeer raw = RawPeer.shakeHands(network);
            for (int i = 0; i < 4; i++) {
                raw.send(Letter.call(Letter.id(100 + i), "slow", i));
            }
            assertThat(raw.letters()).isEmpty();
            raw.send(Letter.call(Letter.id(110), "slow", 9));
            Letter refusal = raw.letter();
            assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED.code());
            assertThat(refusal.error()).containsKey("retry");
            raw.send(Letter.call(Letter.id(111), "slow", 9).withMeta("oneway", true));
            assertThat(raw.letters()).isEmpty();
            assertThat(slow).hasSize(4);
            network.loop().run(() -> slow.get(2).complete("x"));
            assertThat(raw.letter().ref()).isEqualTo(Letter.id(102));
            raw.send(Letter.call(Letter.id(112), "slow", 9));
            assertThat(slow).hasSize(5);
        }

        // §11.2-2
        @Test
        void openAndCancelInALoopRunsNoMoreHandlersThanAreAnnounced() {
            listen(SMALL);
            RawPeer raw = RawPeer.shakeHands(network);
            for (int i = 0; i < 1000; i++) {
                String id = Letter.id(1000 + i);
                raw.send(Letter.call(id, "slow", 1), Letter.cancel(id));
            }
            assertThat(slow).hasSize(4);
            assertThat(raw.letters()).hasSize(996).allMatch(l -> l.code() == 401);
        }

        // §11.2-2
        @Test
        void oneWayCallsCountAtTheCalleeWhileTheirHandlersRun() {
            CompletableFuture<Peer> far = listen(SMALL);
            RawPeer raw = RawPeer.shakeHands(network);
            for (int i = 0; i < 10; i++) {
                raw.send(Letter.call(Letter.id(100 + i), "slow", i).withMeta("oneway", true));
            }
            assertThat(slow).hasSize(4);
            assertThat(Insides.of(far.join()).live()).isEqualTo(4);
            network.loop().run(() -> slow.forEach(answer -> answer.complete(1)));
            assertThat(Insides.of(far.join()).live()).isZero();
            assertThat(raw.letters()).isEmpty();
        }

        // Refused calls, pings and byes do not count, and the directions are independent: §11.2-2
        @Test
        void theTwoDirectionsAreCountedApart() {
            CompletableFuture<Peer> far = listen(SMALL);
            RawPeer raw = RawPeer.shakeHands(network, Map.of("limits", Map.of("exchanges", 1)));
            for (int i = 0; i < 4; i++) {
                raw.send(Letter.call(Letter.id(100 + i), "slow", i));
            }
            far.join().call("a").send(Void.class);
            far.join().call("b").send(Void.class);
            network.loop().run();
            assertThat(raw.letter().target()).isEqualTo("a");
        }
    }

    @Nested
    class OfMemory {

        /** A half each for what this side asks, and for what it is asked. */
        private static final int SHARE = 256 * 1024;

        private static final Limits HELD =
                Limits.DEFAULT
                        .withMessage(1024)
                        .withFrame(2048)
                        .withExchanges(4)
                        .withWaiting(3)
                        .withBudget(2 * SHARE);

        // What may be exceeded by verbs and refusals.
        private static final int SLACK = 64 * 1024 + 2048;

        private RawPeer silentReader(CompletableFuture<Peer> far) {
            RawPeer raw = RawPeer.shakeHands(network);
            raw.otherEnd().full(true);
            assertThat(far).isCompleted();
            return raw;
        }

        private void flood(
                RawPeer raw, Insides insides, java.util.function.IntFunction<Letter> what) {
            long most = 0;
            int sent = 0;
            while (insides.state() == SessionState.ESTABLISHED && sent < 200_000) {
                raw.send(what.apply(sent++));
                most = Math.max(most, insides.held());
            }
            assertThat(insides.state()).isEqualTo(SessionState.CLOSED);
            assertThat(most).isLessThanOrEqualTo(SHARE + SLACK);
            assertThat(raw.letters()).hasSize(1).allMatch(Letter::isFatalBye);
            assertThat(insides.held()).isZero();
        }

        // §11.3-2
        @Test
        void whoPingsAndDoesNotReadIsGivenUp() {
            CompletableFuture<Peer> far = listen(HELD);
            RawPeer raw = silentReader(far);
            flood(
                    raw,
                    Insides.of(far.join()),
                    i -> {
                        network.loop().advance(10); // No more of them than may be. §11.7-2
                        return Letter.ping(Letter.id(i + 100));
                    });
            assertThat(TwoPeers.end(far.join().closed()))
                    .isEqualTo(TwoPeers.end(ErrorCode.OVERLOADED, Outcome.NOT_PROCESSED));
        }

        // §11.3-2
        @Test
        void whoIsRefusedAndDoesNotReadIsGivenUp() {
            CompletableFuture<Peer> far = listen(HELD);
            RawPeer raw = silentReader(far);
            flood(
                    raw,
                    Insides.of(far.join()),
                    i -> Letter.call(Letter.id(i + 100), "n".repeat(255), null));
        }

        // §11.3-2
        @Test
        void whoseStreamsAreRefusedAndDoesNotReadIsGivenUp() {
            CompletableFuture<Peer> far = listen(HELD);
            RawPeer raw = silentReader(far);
            flood(
                    raw,
                    Insides.of(far.join()),
                    i -> new Letter(3, Letter.id(i + 100), null, "x", null, null, null));
        }

        // §11.3-2
        @Test
        void whoGetsRepliesAndDoesNotReadIsGivenUp() {
            CompletableFuture<Peer> far = listen(HELD);
            RawPeer raw = silentReader(far);
            flood(
                    raw,
                    Insides.of(far.join()),
                    i -> Letter.call(Letter.id(i + 100), "echo", new byte[900]));
        }

        // §11.3-2
        @Test
        void aReplyThatHasNoRoomIsTold() {
            CompletableFuture<Peer> far = listen(HELD);
            RawPeer raw = silentReader(far);
            int sent = 0;
            while (Insides.of(far.join()).held() < SHARE - 1005) {
                raw.send(Letter.call(Letter.id(100 + sent++), "echo", new byte[900]));
                assertThat(sent).isLessThan(1000);
            }
            raw.send(Letter.call(Letter.id(50), "large", 950));
            network.loop().run(() -> raw.otherEnd().full(false));
            network.loop().run();
            Letter last =
                    raw.letters().stream()
                            .filter(l -> Letter.id(50).equals(l.ref()))
                            .findFirst()
                            .orElseThrow();
            assertThat(last.code()).isEqualTo(ErrorCode.INTERNAL.code());
            assertThat(last.message()).contains("does not read");
            assertThat(Insides.of(far.join()).held()).isZero();
        }

        // §11.3-2
        @Test
        void anApplicationThatCallsAPeerThatDoesNotReadIsTold() {
            CompletableFuture<Peer> far = listen(HELD);
            silentReader(far);
            List<CompletableFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                calls.add(far.join().call("x").with(new byte[900]).send(Void.class));
            }
            network.loop().run();
            assertThat(Insides.of(far.join()).held()).isLessThan(SHARE + 1024);
            assertThat(Insides.of(far.join()).state()).isEqualTo(SessionState.ESTABLISHED);
            List<CompletableFuture<Void>> refused =
                    calls.stream().filter(CompletableFuture::isDone).toList();
            assertThat(refused).isNotEmpty();
            assertThat(refused)
                    .allSatisfy(c -> assertThat(TwoPeers.end(c)).isEqualTo("OVERLOADED, NOT_SENT"));
            // Who gives up gives back.
            calls.forEach(call -> call.cancel(true));
            network.loop().run();
            assertThat(Insides.of(far.join()).held()).isZero();
            assertThat(Insides.of(far.join()).live()).isZero();
        }

        // §11.3-2: what handlers were given is held too
        @Test
        void payloadsOfRunningHandlersAreHeld() {
            Limits roomy =
                    Limits.DEFAULT
                            .withMessage(100_000)
                            .withFrame(200_000)
                            .withExchanges(100)
                            .withWaiting(3)
                            .withBudget(512 * 1024);
            CompletableFuture<Peer> far = listen(roomy);
            RawPeer raw = RawPeer.shakeHands(network);
            raw.send(Letter.call(Letter.id(1), "slow", new byte[90_000]));
            raw.send(Letter.call(Letter.id(2), "slow", new byte[90_000]));
            assertThat(raw.letters()).isEmpty();
            assertThat(Insides.of(far.join()).held()).isBetween(180_000L, 181_000L);
            raw.send(Letter.call(Letter.id(3), "slow", new byte[90_000]));
            Letter refusal = raw.letter();
            assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED.code());
            assertThat(refusal.error()).containsKey("retry");
            network.loop().run(() -> slow.get(0).complete(1));
            raw.letter();
            raw.send(Letter.call(Letter.id(4), "slow", new byte[90_000]));
            assertThat(slow).hasSize(3);
            network.loop().run(() -> slow.forEach(answer -> answer.complete(1)));
            assertThat(Insides.of(far.join()).held()).isZero();
        }
    }

    // §10.3-4
    @Test
    void aReplyLongerThanTheCallerAcceptsIsToldInWords() {
        listen(Limits.DEFAULT);
        for (String limit : List.of("message", "frame")) {
            RawPeer raw = RawPeer.shakeHands(network, Map.of("limits", Map.of(limit, 1024)));
            int most = 1024 - 2 - 17 - 17 - 1 - 1 - 3 - 1;
            raw.send(Letter.call(Letter.id(5), "large", most));
            assertThat(raw.letter().bytes()).hasSize(1024);
            raw.send(Letter.call(Letter.id(6), "large", most + 1));
            Letter failure = raw.letter();
            assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL.code());
            assertThat(failure.message()).isEqualTo("reply of 1025 bytes, at most 1024 accepted");
        }
    }
}
