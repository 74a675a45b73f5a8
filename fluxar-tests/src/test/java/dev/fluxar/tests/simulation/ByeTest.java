package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Peer;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionEvent;
import dev.fluxar.session.SessionState;
import dev.fluxar.tests.sim.SimNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** §9.2 to §9.4: how sessions end. */
class ByeTest {

    private static final int PROTOCOL_ERROR = ErrorCode.PROTOCOL_ERROR.code();
    private static final int MALFORMED = ErrorCode.MALFORMED.code();

    private static SessionBench draining(Role role, long grace) {
        SessionBench bench = SessionBench.established(role);
        bench.session.drain(0, grace, null);
        bench.write();
        return bench;
    }

    @Nested
    class InOrder {

        // §9.2-1
        @ParameterizedTest
        @EnumSource(Role.class)
        void aByeIsAnsweredBehindEveryOpenThatIsWritten(Role role) {
            SessionBench bench = SessionBench.established(role);
            bench.send(Envelopes.call("x", new byte[5]));
            bench.read(Letter.bye(Letter.id(50), 0, 1000));
            List<Letter> letters = bench.letters();
            assertThat(letters).hasSize(2);
            assertThat(letters.get(0).target()).isEqualTo("x");
            assertThat(letters.get(1).bytes()).isEqualTo(Letter.answered(Letter.id(50)).bytes());
            assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
            assertThat(bench.events).containsExactly("draining");
        }

        // §9.2-2
        @Test
        void aSecondByeIsAViolation() {
            SessionBench bench = SessionBench.established(Role.RESPONDER);
            bench.read(Letter.bye(Letter.id(50), 0, 1000));
            bench.letter();
            bench.read(Letter.bye(Letter.id(51), 0, 1000));
            assertThat(bench.letter().code()).isEqualTo(PROTOCOL_ERROR);
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        }

        // §9.2-2
        @Test
        void aSecondDrainSendsNoSecondBye() {
            SessionBench bench = draining(Role.INITIATOR, 60_000);
            bench.live = 1;
            assertThat(bench.letter().target()).isEqualTo("bye");
            bench.session.drain(0, 30_000, null);
            bench.write();
            assertThat(bench.letters()).isEmpty();
            bench.pass(29_999);
            // Its own pings stay allowed, and are not answered here.
            bench.read(Letter.ping(Letter.id(3)));
            assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
            bench.pass(1);
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
            assertThat(bench.end.event()).isEqualTo(SessionEvent.GRACE_OVER);
        }

        // §9.2-2
        @Test
        void aSecondDrainDoesNotLengthenTheGrace() {
            SessionBench bench = draining(Role.INITIATOR, 2_000);
            bench.live = 1;
            bench.session.drain(0, 60_000, null);
            bench.write();
            bench.pass(2_000);
            assertThat(bench.end.event()).isEqualTo(SessionEvent.GRACE_OVER);
        }

        // §9.2-2
        @Test
        void aFatalByeMayFollowABye() {
            SessionBench bench = draining(Role.INITIATOR, 60_000);
            bench.letter();
            bench.read(Letter.fatalBye(Letter.id(1), 501, "oh"));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.end.event()).isEqualTo(SessionEvent.FATAL_BYE_READ);
        }

        // §9.2-3
        @Test
        void onlyAPingIsOpenedWhileDraining() {
            SessionBench bench = SessionBench.established(Role.RESPONDER);
            bench.read(Letter.bye(Letter.id(50), 0, 1000));
            bench.letter();
            assertThat(bench.session.draining()).isTrue();
            assertThat(bench.session.ping()).isTrue();
            bench.session.drain(0, 500, null);
            bench.write();
            assertThat(bench.letters()).extracting(Letter::target).containsExactly("ping", "bye");
        }

        // §9.2-3
        @Test
        void theApplicationsCallsFailWhileDraining() {
            try (TwoPeers peers = TwoPeers.connect(i -> {}, ByeTest::slow)) {
                CompletableFuture<String> running = peers.near.call("slow").send(String.class);
                peers.loop.run();
                peers.near.drain(Duration.ofSeconds(5));
                CompletableFuture<String> late = peers.near.call("slow").send(String.class);
                CompletableFuture<Void> oneway = peers.near.call("slow").oneway();
                peers.loop.run();
                assertThat(TwoPeers.end(late)).isEqualTo("DRAINING, NOT_SENT");
                assertThat(TwoPeers.end(oneway)).isEqualTo("DRAINING, NOT_SENT");
                CompletableFuture<String> theirs = peers.far.call("x").send(String.class);
                peers.loop.run();
                assertThat(TwoPeers.end(theirs)).isEqualTo("DRAINING, NOT_SENT");
                assertThat(running).isNotDone();
                assertThat(peers.near.isOpen()).isFalse();
                assertThat(peers.far.isOpen()).isFalse();
            }
        }

        static Stream<Arguments> crossingOpens() {
            String id = Letter.id(60);
            return Stream.of(
                    Arguments.of(Letter.call(id, "x", 1), null, true),
                    Arguments.of(new Letter(3, id, null, "x", null, null, null), "end", true),
                    Arguments.of(new Letter(4, id, null, "x", null, null, null), null, true),
                    Arguments.of(
                            new Letter(6, id, null, "x", null, null, null).withMeta("mode", 1),
                            null,
                            true),
                    Arguments.of(
                            new Letter(6, id, null, "x", null, null, null).withMeta("mode", 0),
                            null,
                            false),
                    Arguments.of(new Letter(6, id, null, "x", null, null, null), null, false),
                    Arguments.of(Letter.call(id, "x", 1).withMeta("oneway", true), null, false));
        }

        // §9.2-4
        @ParameterizedTest(name = "{0}")
        @MethodSource("crossingOpens")
        void anOpenThatCrossedTheByeIsRefusedInItsOwnForm(
                Letter open, String target, boolean answered) {
            try (SimNetwork network = new SimNetwork()) {
                CompletableFuture<Peer> far = listening(network);
                RawPeer raw = RawPeer.shakeHands(network);
                raw.send(Letter.call(Letter.id(59), "slow", null));
                far.join().drain(Duration.ofSeconds(5));
                network.loop().run();
                String bye = raw.letter().id();
                raw.send(open);
                if (answered) {
                    Letter refusal = raw.letter();
                    assertThat(refusal.type()).isEqualTo(open.type());
                    assertThat(refusal.ref()).isEqualTo(open.id());
                    assertThat(refusal.target()).isEqualTo(target);
                    assertThat(refusal.code()).isEqualTo(ErrorCode.DRAINING.code());
                } else {
                    assertThat(raw.letters()).isEmpty();
                }
                raw.send(Letter.answered(bye));
                assertThat(raw.closed).isFalse();
            }
        }

        // §9.2-4
        @Test
        void anOpenBehindTheOtherSidesByeIsRefusedToo() {
            try (SimNetwork network = new SimNetwork()) {
                listening(network);
                RawPeer raw = RawPeer.shakeHands(network);
                raw.send(Letter.bye(Letter.id(40), 0, 1000), Letter.call(Letter.id(41), "slow", 1));
                List<Letter> letters = raw.letters();
                assertThat(letters.get(0).ref()).isEqualTo(Letter.id(40));
                assertThat(letters.get(1).code()).isEqualTo(ErrorCode.DRAINING.code());
            }
        }

        // §9.2-5
        @Test
        void theSenderClosesWhenItsByeIsAnsweredAndNothingIsLive() {
            SessionBench bench = draining(Role.INITIATOR, 60_000);
            bench.live = 2;
            Letter bye = bench.letter();
            assertThat(bye.payload()).isEqualTo(Map.of("code", 0, "grace", 60_000));
            bench.pass(100);
            bench.read(Letter.answered(bye.id()));
            assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
            bench.live = 0;
            bench.write();
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
            assertThat(bench.end.event()).isEqualTo(SessionEvent.DRAINED);
            assertThat(bench.end.orderly()).isTrue();
        }

        // §9.2-5
        @Test
        void theSenderDoesNotCloseBeforeItsByeIsAnswered() {
            SessionBench bench = draining(Role.INITIATOR, 5_000).pass(4_999);
            bench.read(Letter.answered(Letter.id(1234)));
            assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
            bench.pass(1);
            assertThat(bench.end.event()).isEqualTo(SessionEvent.GRACE_OVER);
        }

        // §9.2-5
        @Test
        void withoutAGraceItClosesAsSoonAsTheByeIsWritten() {
            SessionBench bench = draining(Role.RESPONDER, 0);
            bench.live = 3;
            assertThat(bench.letter().payload()).isEqualTo(Map.of("code", 0, "grace", 0));
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
            assertThat(bench.end.event()).isEqualTo(SessionEvent.DRAINED);
        }

        // §9.2-5
        @Test
        void theGraceCountsFromTheWritingOfTheBye() {
            SessionBench bench = SessionBench.established(Role.INITIATOR);
            bench.live = 1;
            bench.writable = false;
            bench.session.drain(0, 5_000, null);
            bench.write();
            bench.pass(3_000);
            bench.writable = true;
            bench.write();
            bench.letter();
            bench.pass(4_999);
            assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
            bench.pass(1);
            assertThat(bench.end.event()).isEqualTo(SessionEvent.GRACE_OVER);
        }

        // §9.2-5
        @Test
        void aByeThatCannotBeWrittenDoesNotHoldTheSessionForEver() {
            for (long grace : new long[] {0, 1, 1_000}) {
                SessionBench bench = SessionBench.established(Role.INITIATOR);
                bench.writable = false;
                bench.session.drain(0, grace, null);
                bench.write();
                bench.pass(Math.max(999, grace - 1));
                bench.pass(1);
                assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
            }
        }

        // §9.2-5
        @Test
        void aGraceBeyondAllMeasureIsALongOne() {
            SessionBench bench = draining(Role.INITIATOR, Long.MAX_VALUE);
            bench.live = 1;
            assertThat(bench.letter().payload())
                    .isEqualTo(Map.of("code", 0, "grace", Long.MAX_VALUE));
            for (int i = 0; i < 100; i++) {
                bench.read(Letter.ping(Letter.id(i))).pass(15_000);
            }
            assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
        }

        // §9.2-6
        @Test
        void whoHasOnlyAnsweredAByeLeavesClosingToTheOtherSide() {
            SessionBench bench = SessionBench.established(Role.RESPONDER);
            bench.read(Letter.bye(Letter.id(50), 0, 0));
            for (int i = 0; i < 50; i++) {
                bench.read(Letter.ping(Letter.id(i))).pass(10_000);
            }
            assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
        }

        // §9.2-6
        @Test
        void theReplyToALiveCallIsWrittenBeforeTheEnd() {
            try (TwoPeers peers = TwoPeers.connect(i -> {}, ByeTest::slow)) {
                CompletableFuture<String> running = peers.near.call("slow").send(String.class);
                peers.loop.run();
                CompletableFuture<Void> drained = peers.near.drain(Duration.ofSeconds(60));
                peers.loop.advance(1000);
                assertThat(running).isNotDone();
                SLOW.forEach(slow -> slow.complete("done"));
                peers.loop.run();
                assertThat(running).isCompletedWithValue("done");
                assertThat(drained).isCompletedWithValue(null);
                assertThat(peers.far.closed()).isCompletedWithValue(null);
            }
        }

        // §9.2-7
        @Test
        void crossingByesAreBothAnswered() {
            SessionBench bench = draining(Role.INITIATOR, 60_000);
            String bye = bench.letter().id();
            bench.read(Letter.bye(Letter.id(50), 0, 1));
            assertThat(bench.letter().ref()).isEqualTo(Letter.id(50));
            assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
            assertThat(bench.events).containsExactly("draining");
            bench.read(Letter.answered(bye));
            assertThat(bench.end.event()).isEqualTo(SessionEvent.DRAINED);
        }

        // §9.2-7
        @Test
        void crossingByesOfTwoRuntimesEndInOrderAtBoth() {
            try (TwoPeers peers = TwoPeers.connect(i -> {}, r -> {})) {
                peers.link.latency(Duration.ofMillis(50));
                CompletableFuture<Void> near = peers.near.drain(Duration.ofSeconds(9));
                CompletableFuture<Void> far = peers.far.drain(Duration.ofSeconds(9));
                peers.loop.advance(200);
                assertThat(near).isCompletedWithValue(null);
                assertThat(far).isCompletedWithValue(null);
            }
        }

        // §9.2-8
        @Test
        void anAlternativeIsNotConnectedTo() {
            try (SimNetwork network = new SimNetwork()) {
                listening(network);
                Peer.listen(network.uri("other").toString()).start();
                RawPeer raw = RawPeer.shakeHands(network);
                Map<String, Object> bye = new LinkedHashMap<>();
                bye.put("code", 503);
                bye.put("grace", 1000);
                bye.put("alternative", network.uri("other").toString());
                raw.send(new Letter(1, Letter.id(9), null, "bye", null, bye, null));
                network.loop().advance(5000);
                assertThat(network.link().near()).isSameAs(raw.connection());
            }
        }

        static Stream<Arguments> faultyByes() {
            return Stream.of(
                    Arguments.of(MALFORMED, null),
                    Arguments.of(MALFORMED, 7),
                    Arguments.of(MALFORMED, List.of(0, 1000)),
                    Arguments.of(MALFORMED, Map.of()),
                    Arguments.of(MALFORMED, Map.of("code", 0)),
                    Arguments.of(MALFORMED, Map.of("grace", 0)),
                    Arguments.of(MALFORMED, Map.of("code", "0", "grace", 0)),
                    Arguments.of(MALFORMED, Map.of("code", -1, "grace", 0)),
                    Arguments.of(MALFORMED, Map.of("code", 0, "grace", 1.5)),
                    Arguments.of(MALFORMED, Map.of("code", 0, "grace", 1, "alternative", 4)),
                    Arguments.of(MALFORMED, Map.of(1, 2, "code", 0, "grace", 1)),
                    Arguments.of(PROTOCOL_ERROR, Map.of("code", 65536, "grace", 1)),
                    Arguments.of(0, Map.of("code", 65535, "grace", Long.MAX_VALUE)),
                    Arguments.of(0, Map.of("code", 0, "grace", 0, "what", List.of())));
        }

        // §8.2-2 §8.2-3 for the map of §9.2
        @ParameterizedTest(name = "{1}")
        @MethodSource("faultyByes")
        void aFaultInTheMapOfAByeIsAViolation(int code, Object payload) {
            SessionBench bench = SessionBench.established(Role.RESPONDER);
            bench.read(new Letter(1, Letter.id(1), null, "bye", null, payload, null));
            Letter answer = bench.letter();
            if (code == 0) {
                assertThat(answer.ref()).isEqualTo(Letter.id(1));
            } else {
                assertThat(answer.code()).isEqualTo(code);
                assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
            }
        }

        // §8.2-2: what answers a ping or a bye holds a map, or nothing
        @Test
        void theAnswerToAByeMayHoldAMapThatMeansNothing() {
            SessionBench bench = draining(Role.RESPONDER, 5000);
            String bye = bench.letter().id();
            bench.read(new Letter(1, null, bye, null, null, Map.of("what", 1), null));
            assertThat(bench.end.event()).isEqualTo(SessionEvent.DRAINED);
            for (Object payload : Arrays.asList(7, "x", List.of(), Map.of(1, 1))) {
                SessionBench other = draining(Role.RESPONDER, 5000);
                String id = other.letter().id();
                other.read(new Letter(1, null, id, null, null, payload, null));
                assertThat(other.letter().code()).isEqualTo(MALFORMED);
            }
        }
    }

    private static final List<CompletableFuture<Object>> SLOW = new ArrayList<>();

    private static void slow(dev.fluxar.Binder binder) {
        SLOW.clear();
        binder.onCall(
                "slow",
                Object.class,
                (q, call) -> {
                    CompletableFuture<Object> answer = new CompletableFuture<>();
                    SLOW.add(answer);
                    return answer;
                });
    }

    /** A runtime that listens, and its peer once there is one. */
    private static CompletableFuture<Peer> listening(SimNetwork network) {
        CompletableFuture<Peer> peer = new CompletableFuture<>();
        dev.fluxar.Binder binder = Peer.listen(network.uri().toString());
        slow(binder);
        binder.onPeer(peer::complete).start();
        network.loop().run();
        return peer;
    }

    @Nested
    class AtOnce {

        // §9.3-1
        @Test
        void nothingBehindAViolationIsActedOn() {
            SessionBench bench =
                    new SessionBench(Role.RESPONDER)
                            .establish(Map.of("caps", Map.of("batch", true)));
            boolean more =
                    bench.readFrame(
                            Letter.content(
                                    Letter.call(Letter.id(1), "x", 1),
                                    new Letter(8, Letter.id(2), null, "x", null, null, null),
                                    Letter.call(Letter.id(3), "x", 1)));
            assertThat(more).isFalse();
            assertThat(bench.events).containsExactly("envelope of type 2", "ended");
            bench.read(Letter.ping(Letter.id(4)));
            Letter bye = bench.letter();
            assertThat(bye.code()).isEqualTo(PROTOCOL_ERROR);
            assertThat(bye.message()).contains("8").contains("expected 1 to 7");
        }

        // §9.3-1 §9.3-2
        @Test
        void whatWaitedIsNotWrittenAndTheFatalByeIsWrittenThoughTheConnectionIsFull() {
            SessionBench bench = SessionBench.established(Role.RESPONDER);
            bench.writable = false;
            bench.send(Envelopes.call("x", new byte[9]));
            bench.session.ping();
            bench.write();
            bench.readFrame(new byte[] {0});
            assertThat(bench.letter().isFatalBye()).isTrue();
            bench.send(Envelopes.call("y", new byte[9]));
            bench.session.drain(0, 1000, null);
            bench.write();
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.session.budget().used()).isZero();
        }

        // §9.3-1
        @Test
        void aRuntimeClosesWhenTheFatalByeIsWritten() {
            try (SimNetwork network = new SimNetwork()) {
                CompletableFuture<Peer> far = listening(network);
                RawPeer raw = RawPeer.shakeHands(network);
                raw.send(new Letter(2, Letter.id(1), null, "cancel", null, null, null));
                assertThat(raw.letter().code()).isEqualTo(PROTOCOL_ERROR);
                assertThat(raw.closed).isTrue();
                assertThat(TwoPeers.failure(far.join().closed()).code()).isEqualTo(PROTOCOL_ERROR);
                network.loop().advance(60_000);
                assertThat(network.loop().timers()).isZero();
            }
        }

        // §9.3-1, shortened as §4.1-4 says
        @Test
        void aFatalByeFitsWhatThePeerAccepts() {
            for (Map<String, Object> limits :
                    List.of(
                            Map.<String, Object>of("message", 1024),
                            Map.<String, Object>of("frame", 1024))) {
                SessionBench bench =
                        new SessionBench(Role.RESPONDER).establish(Map.of("limits", limits));
                bench.session.onViolation(
                        new ErrorInfo(PROTOCOL_ERROR, "\u20ac".repeat(2000), null, -1), "");
                bench.write();
                byte[] content = bench.letter().bytes();
                assertThat(content.length).isLessThanOrEqualTo(1024).isGreaterThan(900);
            }
        }

        // §9.3-2
        @Test
        void applicationsCannotWriteBehindAFatalBye() {
            SessionBench bench = SessionBench.established(Role.INITIATOR);
            bench.session.onViolation(ErrorInfo.of(ErrorCode.MALFORMED, "x"), "");
            assertThat(bench.session.ping()).isFalse();
            bench.session.send(Envelopes.call("x", new byte[1]));
            bench.session.sendUrgent(Envelopes.call("x", new byte[1]));
            bench.session.drain(0, 0, null);
            bench.session.abort();
            bench.write();
            assertThat(bench.letters()).hasSize(1);
            assertThat(bench.events).containsExactly("ended");
        }

        // §9.3-3
        @ParameterizedTest
        @EnumSource(Role.class)
        void aFatalByeIsNotAnsweredAndWhatFollowsItIsIgnored(Role role) {
            SessionBench bench =
                    new SessionBench(role).establish(Map.of("caps", Map.of("batch", true)));
            bench.readFrame(
                    Letter.content(
                            Letter.fatalBye(Letter.id(1), 501, "broken"),
                            Letter.ping(Letter.id(2)),
                            Letter.hello(Letter.id(3))));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.events).containsExactly("ended");
            assertThat(bench.end.error().message()).isEqualTo("broken");
        }

        // §9.4-1
        @Test
        void nothingIsActedOnAfterTheEnd() {
            for (int way = 0; way < 4; way++) {
                SessionBench bench = SessionBench.established(Role.RESPONDER);
                switch (way) {
                    case 0 -> bench.session.abort();
                    case 1 -> bench.session.onTransportEnded(null, 0);
                    case 2 -> bench.read(Letter.fatalBye(Letter.id(1), 101, "x"));
                    default -> bench.pass(45_000);
                }
                bench.letters();
                bench.read(Letter.ping(Letter.id(2)), Letter.call(Letter.id(3), "x", 1));
                bench.readFrame(new byte[] {1, 2, 3});
                bench.pass(100_000);
                assertThat(bench.letters()).isEmpty();
                assertThat(bench.events).containsExactly("ended");
                assertThat(bench.session.deadline()).isEqualTo(dev.fluxar.session.Session.NEVER);
            }
        }

        // §9.4-1
        @Test
        void aRuntimeBuffersNothingAfterTheEnd() {
            try (SimNetwork network = new SimNetwork()) {
                listening(network);
                RawPeer raw = RawPeer.shakeHands(network);
                raw.otherEnd().keepOpen();
                raw.send(Letter.hello(Letter.id(2)));
                assertThat(raw.letter().isFatalBye()).isTrue();
                for (int i = 0; i < 100; i++) {
                    raw.sendBytes(new byte[] {0, 1, 0, 0, 5, 5, 5, 5});
                }
                assertThat(raw.letters()).isEmpty();
            }
        }
    }

    @Nested
    class OfTheTransport {

        // §9.4-2
        @Test
        void withoutAByeItIsALoss() {
            for (Throwable cause : new Throwable[] {null, new IOException("reset")}) {
                SessionBench bench = SessionBench.established(Role.INITIATOR);
                bench.session.onTransportEnded(cause, 0);
                assertThat(bench.endCode()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(bench.end.orderly()).isFalse();
            }
        }

        // §9.4-2
        @Test
        void afterAByeWasReadItIsInOrderHoweverItEnds() {
            for (Throwable cause : new Throwable[] {null, new IOException("reset")}) {
                SessionBench bench = SessionBench.established(Role.INITIATOR);
                bench.read(Letter.bye(Letter.id(1), 503, 1000));
                bench.session.onTransportEnded(cause, 7);
                assertThat(bench.end.orderly()).isTrue();
            }
        }

        // §9.4-2
        @Test
        void afterTheOwnByeItIsInOrderOnceThatIsAnswered() {
            SessionBench bench = draining(Role.INITIATOR, 60_000);
            bench.live = 1;
            String bye = bench.letter().id();
            bench.read(Letter.answered(bye));
            bench.session.onTransportEnded(null, 0);
            assertThat(bench.end.orderly()).isTrue();

            SessionBench unanswered = draining(Role.INITIATOR, 60_000);
            unanswered.session.onTransportEnded(null, 0);
            assertThat(unanswered.end.orderly()).isFalse();
        }

        // §5.5-1 §9.4-2
        @Test
        void whatCameBeforeTheEndIsActedOnFirst() {
            try (SimNetwork network = new SimNetwork()) {
                CompletableFuture<Peer> far = listening(network);
                RawPeer raw = RawPeer.shakeHands(network);
                network.loop()
                        .run(
                                () -> {
                                    byte[] bye = Letter.frame(Letter.bye(Letter.id(1), 0, 0));
                                    dev.fluxar.transport.WriteBuffer out =
                                            new dev.fluxar.transport.WriteBuffer(64);
                                    out.write(bye, 0, bye.length);
                                    raw.connection().write(out);
                                    raw.connection().close();
                                });
                assertThat(far.join().closed()).isCompletedWithValue(null);
            }
        }

        // §5.5-3 §9.4-2
        @Test
        void anEndWithinAFrameIsALossNotMalformed() {
            try (SimNetwork network = new SimNetwork()) {
                CompletableFuture<Peer> far = listening(network);
                RawPeer raw = RawPeer.shakeHands(network);
                raw.sendBytes(new byte[] {0, 0, 0, 9, (byte) 0x87});
                raw.close();
                assertThat(TwoPeers.end(far.join().closed())).isEqualTo("UNAVAILABLE, UNKNOWN");
                assertThat(TwoPeers.failure(far.join().closed())).hasMessageContaining("5 bytes");
            }
        }

        // §5.5-2
        @Test
        void nothingIsWrittenAfterTheEndOfTheReceivingDirection() {
            SessionBench bench = SessionBench.established(Role.INITIATOR);
            bench.writable = false;
            bench.send(Envelopes.call("x", new byte[3]));
            bench.session.onTransportEnded(null, 0);
            bench.writable = true;
            bench.write();
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.session.budget().used()).isZero();
        }
    }
}
