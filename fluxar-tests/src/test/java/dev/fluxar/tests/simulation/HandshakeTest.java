package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionState;
import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.Splitting;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter 8, clause by clause. */
class HandshakeTest {

    private static final int MALFORMED = ErrorCode.MALFORMED.code();
    private static final int PROTOCOL_ERROR = ErrorCode.PROTOCOL_ERROR.code();

    private static Map<String, Object> offer(String key, Object value) {
        Map<String, Object> offer = new LinkedHashMap<>();
        offer.put("versions", List.of(1));
        offer.put(key, value);
        return offer;
    }

    private static Map<String, Object> answer(String key, Object value) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("version", 1);
        answer.put("session", new byte[16]);
        answer.put("heartbeat", 15_000);
        answer.put(key, value);
        return answer;
    }

    private static SessionBench responder() {
        return SessionBench.handshaking(Role.RESPONDER);
    }

    private static SessionBench initiator() {
        return SessionBench.handshaking(Role.INITIATOR);
    }

    /** Sends an offer and returns what the responder says. */
    private static Letter answerTo(Map<String, Object> offer) {
        return responder().read(Letter.hello(Letter.id(1), offer)).letter();
    }

    /** Lets an initiator read an answer; returns its fatal bye, or null when it accepts. */
    private static Letter fatalByeTo(Map<String, Object> answer) {
        SessionBench bench = initiator();
        String hello = bench.letter().id();
        bench.read(Letter.answer(hello, answer));
        if (bench.state() == SessionState.ESTABLISHED) {
            assertThat(bench.letters()).isEmpty();
            return null;
        }
        assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        Letter bye = bench.letter();
        assertThat(bye.isFatalBye()).isTrue();
        return bye;
    }

    @Nested
    class Sequence {

        // §8.1-1
        @Test
        void theInitiatorBeginsWithAHello() {
            SessionBench bench = new SessionBench(Role.INITIATOR);
            bench.write();
            assertThat(bench.letters()).isEmpty();
            bench.session.onTransportReady();
            bench.write();
            Letter hello = bench.letter();
            assertThat(hello.type()).isEqualTo(1);
            assertThat(hello.id()).hasSize(32);
            assertThat(hello.ref()).isNull();
            assertThat(hello.target()).isNull();
            assertThat(hello.inner("offer"))
                    .containsEntry("versions", List.of(1))
                    .containsEntry("name", "me")
                    .containsEntry("agent", "test")
                    .containsEntry("heartbeat", 15_000)
                    .containsEntry("caps", Map.of("batch", true))
                    .containsEntry(
                            "limits",
                            Map.of(
                                    "message",
                                    1 << 20,
                                    "frame",
                                    1_114_112,
                                    "exchanges",
                                    1024,
                                    "credit",
                                    List.of(256, (32 << 20) / 4 / 1024),
                                    "subscriptions",
                                    1024));
        }

        // §8.1-2
        @Test
        void theInitiatorSendsNothingBeforeItHasReadTheAnswer() {
            SessionBench bench = initiator();
            bench.letter();
            assertThat(bench.session.ping()).isFalse();
            bench.write();
            bench.pass(9_999);
            assertThat(bench.letters()).isEmpty();
        }

        // §8.1-3
        @Test
        void theResponderSendsNothingBeforeItHasReadTheHello() {
            SessionBench bench = responder();
            assertThat(bench.session.ping()).isFalse();
            bench.pass(9_999);
            assertThat(bench.letters()).isEmpty();
        }

        static Stream<Letter> noHello() {
            String id = Letter.id(1);
            return Stream.of(
                    Letter.ping(id),
                    Letter.bye(id, 0, 0),
                    Letter.answer(id),
                    Letter.refusal(id, 401, "no"),
                    Letter.call(id, "name", 1),
                    Letter.reply(id, 1),
                    Letter.cancel(id),
                    new Letter(3, id, null, "name", null, null, null),
                    new Letter(4, id, null, "name", null, null, null),
                    new Letter(5, null, id, null, null, null, null),
                    new Letter(6, id, null, "name", null, null, null),
                    new Letter(7, null, id, "topic", null, null, null));
        }

        // §8.1-4
        @ParameterizedTest
        @MethodSource("noHello")
        void aFirstEnvelopeThatIsNoHelloEndsTheSession(Letter first) {
            SessionBench bench = responder().read(first);
            Letter bye = bench.letter();
            assertThat(bye.isFatalBye()).isTrue();
            assertThat(bye.code()).isEqualTo(PROTOCOL_ERROR);
            assertThat(bye.message()).contains("expected a hello");
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
            assertThat(bench.events).containsExactly("ended");
        }

        static Stream<Letter> noAnswer() {
            return Stream.concat(
                    noHello(), Stream.of(Letter.hello(Letter.id(1)), Letter.answer(Letter.id(2))));
        }

        // §8.1-5
        @ParameterizedTest
        @MethodSource("noAnswer")
        void aFirstEnvelopeThatIsNoAnswerEndsTheSession(Letter first) {
            SessionBench bench = initiator();
            bench.letter();
            bench.read(first);
            Letter bye = bench.letter();
            assertThat(bye.isFatalBye()).isTrue();
            assertThat(bye.code()).isEqualTo(PROTOCOL_ERROR);
            assertThat(bye.message()).contains("expected the answer to the hello");
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        }

        // §8.1-4 §8.1-5 §9.3-3
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void aFatalByeInsteadOfAHandshakeClosesWithoutAWord(boolean initiator) {
            SessionBench bench = initiator ? initiator() : responder();
            bench.letters();
            bench.read(Letter.fatalBye(Letter.id(1), 503, "going"));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
            assertThat(bench.end.error().message()).isEqualTo("going");
        }

        // §8.1-6
        @Test
        void aSecondHelloEndsTheSession() {
            for (Role role : Role.values()) {
                SessionBench bench = SessionBench.established(role);
                bench.read(Letter.hello(Letter.id(77)));
                assertThat(bench.letter().code()).isEqualTo(PROTOCOL_ERROR);
                assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
            }
        }

        // §8.1-7
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void anUnfinishedHandshakeEndsWhenItsTimeIsOver(boolean initiator) {
            SessionBench bench = initiator ? initiator() : responder();
            bench.letters();
            bench.pass(9_999);
            assertThat(bench.state()).isEqualTo(SessionState.HANDSHAKING);
            bench.pass(1);
            Letter bye = bench.letter();
            assertThat(bye.isFatalBye()).isTrue();
            assertThat(bye.code()).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT.code());
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        }

        // §8.1-7
        @Test
        void theResponderCountsFromTheAcceptanceTheInitiatorFromTheReadyTransport() {
            SessionBench responder = new SessionBench(Role.RESPONDER).pass(9_000);
            responder.session.onTransportReady();
            responder.pass(999);
            assertThat(responder.state()).isEqualTo(SessionState.HANDSHAKING);
            responder.pass(1);
            assertThat(responder.state()).isEqualTo(SessionState.CLOSED);

            SessionBench initiator = new SessionBench(Role.INITIATOR).pass(60_000);
            assertThat(initiator.state()).isEqualTo(SessionState.CONNECTING);
            initiator.session.onTransportReady();
            initiator.pass(9_999);
            assertThat(initiator.state()).isEqualTo(SessionState.HANDSHAKING);
            initiator.pass(1);
            assertThat(initiator.state()).isEqualTo(SessionState.CLOSED);
        }

        // §8.1-7 §9.5-2
        @Test
        void aResponderWhoseTransportIsNeverReadyClosesWithoutAWord() {
            SessionBench bench = new SessionBench(Role.RESPONDER).pass(10_000);
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
            assertThat(bench.letters()).isEmpty();
        }

        // §8.1-7
        @Test
        void theAnswerDoesNotWaitForAConnectionThatIsFull() {
            SessionBench bench = responder();
            bench.writable = false;
            bench.read(Letter.hello(Letter.id(1)));
            assertThat(bench.letter().inner("answer")).containsEntry("version", 1);
            assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        }

        // §8.1-7
        @Test
        void timeoutsOfBothRuntimesAreKept() {
            try (SimNetwork network = new SimNetwork()) {
                Duration second = Duration.ofSeconds(1);
                PeerOptions options = PeerOptions.DEFAULT.withHandshakeTimeout(second);
                Peer.listen(network.uri().toString()).options(options).start();
                RawPeer silent = RawPeer.connect(network);
                network.loop().advance(1000);
                assertThat(silent.letter().code()).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT.code());
                assertThat(silent.closed).isTrue();
            }
            try (SimNetwork network = new SimNetwork()) {
                Duration second = Duration.ofSeconds(1);
                RawPeer silent = RawPeer.listen(network);
                CompletableFuture<Peer> connecting =
                        Peer.connect(network.uri())
                                .options(PeerOptions.DEFAULT.withHandshakeTimeout(second))
                                .start();
                network.loop().advance(999);
                assertThat(connecting).isNotDone();
                network.loop().advance(1);
                assertThat(TwoPeers.end(connecting)).isEqualTo("HANDSHAKE_TIMEOUT, NOT_PROCESSED");
                assertThat(silent.letters()).hasSize(2).last().matches(Letter::isFatalBye);
            }
        }
    }

    @Nested
    class Offers {

        static Stream<Arguments> malformedPayloads() {
            byte[] good = Letter.encode(Map.of("versions", List.of(1)));
            byte[] twice = Arrays.copyOf(good, good.length * 2);
            System.arraycopy(good, 0, twice, good.length, good.length);
            return Stream.of(
                    Arguments.of("no payload", null),
                    Arguments.of("a number", 7),
                    Arguments.of("no offer", Map.of("answer", good)),
                    Arguments.of("a map that is not bytes", Map.of("offer", Map.of())),
                    Arguments.of("a text", Map.of("offer", "x")),
                    Arguments.of("no bytes", Map.of("offer", new byte[0])),
                    Arguments.of("an array in bytes", Map.of("offer", new byte[] {(byte) 0x80})),
                    Arguments.of("two maps", Map.of("offer", twice)),
                    Arguments.of(
                            "half a map", Map.of("offer", Arrays.copyOf(good, good.length - 1))));
        }

        // §8.2-1 §8.2-2 §8.5-1
        @ParameterizedTest(name = "{0}")
        @MethodSource("malformedPayloads")
        void aPayloadWithoutAnOfferIsMalformed(String what, Object payload) {
            SessionBench bench = responder();
            bench.read(new Letter(1, Letter.id(1), null, null, null, payload, null));
            Letter refusal = bench.letter();
            assertThat(refusal.ref()).isEqualTo(Letter.id(1));
            assertThat(refusal.code()).isEqualTo(MALFORMED);
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        }

        static Stream<Arguments> malformedOffers() {
            return Stream.of(
                    Arguments.of("versions", List.of()),
                    Arguments.of("versions", 1),
                    Arguments.of("versions", List.of("1")),
                    Arguments.of("versions", List.of(-1)),
                    Arguments.of("versions", List.of(1.0)),
                    Arguments.of("name", 7),
                    Arguments.of("name", new byte[3]),
                    Arguments.of("agent", List.of()),
                    Arguments.of("heartbeat", "15000"),
                    Arguments.of("heartbeat", -1),
                    Arguments.of("heartbeat", 1.5),
                    Arguments.of("caps", List.of("batch")),
                    Arguments.of("caps", Map.of("batch", 1)),
                    Arguments.of("caps", Map.of("parts", "true")),
                    Arguments.of("caps", Map.of("lanes", List.of())),
                    Arguments.of("caps", Map.of("resume", 0)),
                    Arguments.of("caps", Map.of("compress", true)),
                    Arguments.of("caps", Map.of("compress", List.of(1))),
                    Arguments.of("limits", 5),
                    Arguments.of("limits", Map.of("message", "1024")),
                    Arguments.of("limits", Map.of("frame", -1)),
                    Arguments.of("limits", Map.of("exchanges", 2.0)),
                    Arguments.of("limits", Map.of("part", "65536")),
                    Arguments.of("limits", Map.of("payload", -1)),
                    Arguments.of("limits", Map.of("subscriptions", List.of(1))),
                    Arguments.of("limits", Map.of("credit", 256)), // §11.4-1
                    Arguments.of("limits", Map.of("credit", List.of())),
                    Arguments.of("limits", Map.of("credit", List.of(1))),
                    Arguments.of("limits", Map.of("credit", List.of(1, 2, 3))),
                    Arguments.of("limits", Map.of("credit", List.of(1, -2))),
                    Arguments.of("limits", Map.of("credit", List.of("1", 2))),
                    Arguments.of("limits", Map.of("rate", 1000)), // §11.5-5
                    Arguments.of("limits", Map.of("rate", List.of())),
                    Arguments.of("limits", Map.of("rate", List.of(1000))),
                    Arguments.of("limits", Map.of("rate", List.of(1000, 2000, 1))),
                    Arguments.of("limits", Map.of("rate", List.of(1000, -1))),
                    Arguments.of("limits", Map.of("rate", List.of(1.5, 2))),
                    Arguments.of("limits", Map.of("rate", Map.of(1, 2))));
        }

        // §8.2-2
        @ParameterizedTest(name = "{0}: {1}")
        @MethodSource("malformedOffers")
        void aKnownKeyWithAValueOfAnotherTypeIsMalformed(String key, Object value) {
            Letter refusal = answerTo(offer(key, value));
            assertThat(refusal.code()).isEqualTo(MALFORMED);
            assertThat(refusal.message()).contains("expected");
        }

        // §8.2-2
        @Test
        void versionsAreRequired() {
            assertThat(answerTo(Map.of("name", "x")).code()).isEqualTo(MALFORMED);
        }

        static Stream<Arguments> outOfRange() {
            return Stream.of(
                    Arguments.of("name", ""),
                    Arguments.of("name", "n".repeat(256)),
                    Arguments.of("name", "\u00fc".repeat(128)),
                    Arguments.of("agent", "a".repeat(256)),
                    Arguments.of("limits", Map.of("message", 1023)),
                    Arguments.of("limits", Map.of("frame", 0)),
                    Arguments.of("limits", Map.of("part", 1023)),
                    Arguments.of("limits", Map.of("rate", List.of(0, 1))), // §11.5-5
                    Arguments.of("limits", Map.of("rate", List.of(1, 0))));
        }

        // §8.2-3
        @ParameterizedTest(name = "{0}: {1}")
        @MethodSource("outOfRange")
        void aValueOutOfItsRangeIsAProtocolError(String key, Object value) {
            SessionBench bench = responder().read(Letter.hello(Letter.id(1), offer(key, value)));
            Letter refusal = bench.letter();
            assertThat(refusal.code()).isEqualTo(PROTOCOL_ERROR);
            assertThat(refusal.message()).contains("expected");
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        }

        static Stream<Arguments> fine() {
            return Stream.of(
                    Arguments.of("name", "n".repeat(255)),
                    Arguments.of("agent", ""),
                    Arguments.of("agent", "a".repeat(255)),
                    Arguments.of("heartbeat", 0),
                    Arguments.of("heartbeat", Long.MAX_VALUE),
                    Arguments.of("heartbeat", new java.math.BigInteger("18446744073709551615")),
                    Arguments.of("limits", Map.of("message", 1024, "frame", 1024, "exchanges", 0)),
                    Arguments.of(
                            "limits",
                            Map.of(
                                    "message",
                                    new java.math.BigInteger("18446744073709551615"),
                                    "exchanges",
                                    new java.math.BigInteger("18446744073709551615"))),
                    Arguments.of("caps", Map.of()),
                    Arguments.of("caps", Map.of("batch", false, "compress", List.of())),
                    Arguments.of("caps", Map.of("compress", List.of("zstd", "what"))),
                    Arguments.of("limits", Map.of("part", 1024, "payload", 0)),
                    Arguments.of("limits", Map.of("credit", List.of(0, Long.MAX_VALUE))),
                    Arguments.of("limits", Map.of("subscriptions", 0)),
                    Arguments.of("limits", Map.of("rate", List.of(1, 1))),
                    Arguments.of("limits", Map.of("rate", List.of(Long.MAX_VALUE, 1L << 40))),
                    Arguments.of("limits", nothing("rate")),
                    Arguments.of("caps", Map.of("parts", true)),
                    Arguments.of("limits", Map.of()));
        }

        // §8.2-3 §8.4-1
        @ParameterizedTest(name = "{0}: {1}")
        @MethodSource("fine")
        void theEndsOfEveryRangeAreAccepted(String key, Object value) {
            assertThat(answerTo(offer(key, value)).error()).isNull();
        }

        /** Null is as good as absent. §1.2-8 */
        private static Map<String, Object> nothing(String key) {
            Map<String, Object> map = new HashMap<>();
            map.put(key, null);
            return map;
        }

        static Stream<Arguments> unknown() {
            Map<String, Object> nested = new HashMap<>();
            nested.put("k", List.of(1, "x"));
            return Stream.of(
                    Arguments.of("psk", "anything"),
                    Arguments.of("auth", 7),
                    Arguments.of("suite", List.of()),
                    Arguments.of("what", nested),
                    Arguments.of("caps", Map.of("what", nested)),
                    Arguments.of("limits", Map.of("what", nested)),
                    Arguments.of("limits", Map.of("rates", 1.5)));
        }

        // Unknown keys are ignored everywhere: §1.2-7
        @ParameterizedTest(name = "{0}: {1}")
        @MethodSource("unknown")
        void unknownAndReservedKeysAreIgnoredWhateverTheirValues(String key, Object value) {
            assertThat(answerTo(offer(key, value)).error()).isNull();
        }

        // A key with the value null is absent: §1.2-8
        @ParameterizedTest
        @ValueSource(strings = {"name", "agent", "caps", "limits", "heartbeat"})
        void aKeyWithTheValueNullIsAbsent(String key) {
            assertThat(answerTo(offer(key, null)).error()).isNull();
        }

        // §8.3-1
        @Test
        void theVersionIsFoundWhereverItStands() {
            List<Integer> many = new java.util.ArrayList<>();
            for (int i = 2; i < 3000; i++) {
                many.add(i);
            }
            many.add(1);
            Letter answer = answerTo(Map.of("versions", many));
            assertThat(answer.inner("answer")).containsEntry("version", 1);
            assertThat(answerTo(Map.of("versions", List.of(9, 1, 1))).inner("answer"))
                    .containsEntry("version", 1);
        }

        // §8.3-2
        @Test
        void noCommonVersionIsRefusedWithThoseThatAreSupported() {
            SessionBench bench = responder();
            java.math.BigInteger huge = new java.math.BigInteger("18446744073709551615");
            bench.read(Letter.hello(Letter.id(1), Map.of("versions", List.of(2, 0, huge))));
            Letter refusal = bench.letter();
            assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
            assertThat(refusal.error()).containsEntry("data", Map.of("versions", List.of(1)));
            assertThat(refusal.message()).contains("18446744073709551615");
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        }

        // §8.3-2
        @Test
        void aRefusalNamesTheFirstFewOfManyVersions() {
            SessionBench bench = responder();
            List<Integer> many = new java.util.ArrayList<>();
            for (int i = 2; i < 3000; i++) {
                many.add(i);
            }
            bench.read(Letter.hello(Letter.id(1), Map.of("versions", many)));
            assertThat(bench.letter().message())
                    .isEqualTo("versions [2, 3, 4, 5, 6, 7, 8, 9, ...] offered, supported are [1]");
        }
    }

    @Nested
    class Answers {

        // §8.3-3
        @Test
        void everySessionHasAnIdOfItsOwn() {
            Set<List<Byte>> seen = new HashSet<>();
            try (SimNetwork network = new SimNetwork()) {
                Peer.listen(network.uri().toString()).start();
                for (int i = 0; i < 50; i++) {
                    RawPeer raw = RawPeer.connect(network);
                    raw.send(Letter.hello(Letter.id(1)));
                    byte[] id = (byte[]) raw.letter().inner("answer").get("session");
                    assertThat(id).hasSize(16);
                    List<Byte> bytes = new java.util.ArrayList<>();
                    for (byte b : id) {
                        bytes.add(b);
                    }
                    assertThat(seen.add(bytes)).isTrue();
                }
            }
        }

        static Stream<Arguments> heartbeats() {
            return Stream.of(
                    Arguments.of(15_000L, 20_000, 15_000),
                    Arguments.of(15_000L, 5_000, 5_000),
                    Arguments.of(15_000L, 0, 100),
                    Arguments.of(3_600_000L, Long.MAX_VALUE, 3_600_000),
                    Arguments.of(100L, 100, 100));
        }

        // §8.3-4
        @ParameterizedTest(name = "{0} and {1} give {2}")
        @MethodSource("heartbeats")
        void theSmallerHeartbeatIsAnswered(long own, Object theirs, int chosen) {
            SessionBench bench = new SessionBench(Role.RESPONDER, Limits.DEFAULT, own, true);
            bench.session.onTransportReady();
            bench.read(Letter.hello(Letter.id(1), offer("heartbeat", theirs)));
            assertThat(bench.letter().inner("answer")).containsEntry("heartbeat", chosen);
            assertThat(bench.established.heartbeatMillis()).isEqualTo(chosen);
        }

        static Stream<Arguments> refused() {
            return Stream.of(
                    Arguments.of(PROTOCOL_ERROR, "version", 2),
                    Arguments.of(PROTOCOL_ERROR, "version", 0),
                    Arguments.of(PROTOCOL_ERROR, "heartbeat", 15_001),
                    Arguments.of(PROTOCOL_ERROR, "heartbeat", 99),
                    Arguments.of(PROTOCOL_ERROR, "caps", Map.of("parts", true)),
                    Arguments.of(PROTOCOL_ERROR, "caps", Map.of("compress", "zstd")),
                    Arguments.of(PROTOCOL_ERROR, "caps", Map.of("what", true)),
                    Arguments.of(PROTOCOL_ERROR, "name", ""),
                    Arguments.of(PROTOCOL_ERROR, "limits", Map.of("message", 1000)),
                    Arguments.of(MALFORMED, "version", "1"),
                    Arguments.of(MALFORMED, "version", null),
                    Arguments.of(MALFORMED, "session", null),
                    Arguments.of(MALFORMED, "session", "0123456789abcdef"),
                    Arguments.of(MALFORMED, "session", new byte[15]),
                    Arguments.of(MALFORMED, "session", new byte[17]),
                    Arguments.of(MALFORMED, "heartbeat", null),
                    Arguments.of(MALFORMED, "heartbeat", -15_000),
                    Arguments.of(MALFORMED, "caps", Map.of("batch", "yes")),
                    Arguments.of(MALFORMED, "agent", 1),
                    Arguments.of(MALFORMED, "limits", Map.of("frame", "big")));
        }

        // §8.3-5 §8.2-2 §8.2-3 §8.4-1
        @ParameterizedTest(name = "{1}: {2}")
        @MethodSource("refused")
        void anAnswerThatChoosesWhatWasNotOfferedEndsTheSession(
                int code, String key, Object value) {
            assertThat(fatalByeTo(answer(key, value)).code()).isEqualTo(code);
        }

        // §8.3-5 §8.4-1
        @Test
        void batchIsNotChosenWhereItWasNotOffered() {
            SessionBench bench = new SessionBench(Role.INITIATOR, Limits.DEFAULT, 15_000, false);
            bench.session.onTransportReady();
            bench.write();
            Letter hello = bench.letter();
            assertThat(hello.inner("offer")).doesNotContainKey("caps");
            bench.read(Letter.answer(hello.id(), answer("caps", Map.of("batch", true))));
            assertThat(bench.letter().code()).isEqualTo(PROTOCOL_ERROR);
        }

        // §8.2-1
        @Test
        void aPayloadWithoutAnAnswerIsMalformed() {
            SessionBench bench = initiator();
            String hello = bench.letter().id();
            bench.read(new Letter(1, null, hello, null, null, Map.of("offer", new byte[1]), null));
            assertThat(bench.letter().code()).isEqualTo(MALFORMED);
        }

        static Stream<Arguments> accepted() {
            return Stream.of(
                    Arguments.of("heartbeat", 100),
                    Arguments.of("caps", Map.of("batch", true)),
                    Arguments.of("caps", Map.of("batch", false)),
                    Arguments.of("name", "far"),
                    Arguments.of("what", List.of()),
                    Arguments.of("limits", Map.of("credit", List.of(1, 2))));
        }

        // §8.3-5
        @ParameterizedTest(name = "{0}: {1}")
        @MethodSource("accepted")
        void anAnswerThatChoosesFromTheOfferIsAccepted(String key, Object value) {
            assertThat(fatalByeTo(answer(key, value))).isNull();
        }

        // §8.3-6 §8.4-3 §5.3-2
        @Test
        void aBatchIsInForceOnlyBehindTheAnswerWhichIsAloneInItsFrame() {
            SessionBench bench = initiator();
            String hello = bench.letter().id();
            Letter answer = Letter.answer(hello, answer("caps", Map.of("batch", true)));
            bench.readFrame(Letter.content(answer, Letter.ping(Letter.id(1))));
            assertThat(bench.letter().code()).isEqualTo(MALFORMED);

            SessionBench good = initiator();
            String id = good.letter().id();
            good.read(Letter.answer(id, answer("caps", Map.of("batch", true))));
            good.readFrame(
                    Letter.content(Letter.ping(Letter.id(1)), Letter.call(Letter.id(3), "x", 2)));
            assertThat(good.events).containsExactly("established", "envelope of type 2");
        }

        // §8.3-6
        @Test
        void aHelloIsAloneInItsFrame() {
            SessionBench bench = responder();
            Letter hello = Letter.hello(Letter.id(1), offer("caps", Map.of("batch", true)));
            bench.readFrame(Letter.content(hello, Letter.ping(Letter.id(2))));
            assertThat(bench.letter().code()).isEqualTo(MALFORMED);
        }

        // §8.3-6 §8.4-3
        @Test
        void theResponderBatchesBehindItsAnswer() {
            SessionBench bench = responder();
            bench.session.onBytes();
            byte[] hello = Letter.hello(Letter.id(1), offer("caps", Map.of("batch", true))).bytes();
            bench.session.onFrame(hello, 0, hello.length);
            for (int i = 2; i < 5; i++) {
                byte[] ping = Letter.ping(Letter.id(i)).bytes();
                bench.session.onFrame(ping, 0, ping.length);
            }
            bench.write();
            assertThat(bench.frames()).extracting(List::size).containsExactly(1, 3);
        }

        // §8.4-3 §5.3-1 §5.3-2
        @Test
        void withoutTheCapabilityEveryEnvelopeHasAFrameOfItsOwn() {
            SessionBench bench = SessionBench.established(Role.RESPONDER);
            for (int i = 2; i < 5; i++) {
                byte[] ping = Letter.ping(Letter.id(i)).bytes();
                bench.session.onFrame(ping, 0, ping.length);
            }
            bench.write();
            assertThat(bench.frames()).extracting(List::size).containsExactly(1, 1, 1);
            bench.readFrame(Letter.content(Letter.ping(Letter.id(8)), Letter.ping(Letter.id(9))));
            assertThat(bench.letters()).last().matches(l -> l.code() == MALFORMED);
        }

        // §8.4-2
        @Test
        void nothingIsChosenThatIsNotImplemented() {
            Map<String, Object> caps = new LinkedHashMap<>();
            caps.put("compress", List.of("zstd", "gzip"));
            caps.put("parts", true);
            caps.put("lanes", true);
            caps.put("resume", true);
            caps.put("batch", true);
            caps.put("what", true);
            assertThat(answerTo(offer("caps", caps)).inner("answer"))
                    .containsEntry("caps", Map.of("batch", true));
            assertThat(answerTo(offer("caps", Map.of("batch", false))).inner("answer"))
                    .doesNotContainKey("caps");
        }

        // §8.4-1
        @Test
        void aResponderThatWantsNoBatchesChoosesNone() {
            SessionBench bench = new SessionBench(Role.RESPONDER, Limits.DEFAULT, 15_000, false);
            bench.session.onTransportReady();
            bench.read(Letter.hello(Letter.id(1), offer("caps", Map.of("batch", true))));
            assertThat(bench.letter().inner("answer")).doesNotContainKey("caps");
            assertThat(bench.established.batch()).isFalse();
        }
    }

    @Nested
    class Refusals {

        // §8.5-1
        @Test
        void aRefusalIsTheLastThatIsWritten() {
            SessionBench bench = responder();
            bench.read(Letter.hello(Letter.id(1), Map.of("versions", List.of(7))));
            bench.read(Letter.ping(Letter.id(2)));
            assertThat(bench.letters()).hasSize(1);
        }

        // §8.5-1
        @Test
        void aFaultInTheEnvelopeIsAnsweredWithAFatalBye() {
            SessionBench bench = responder();
            byte[] hello = Letter.hello(Letter.id(1)).bytes();
            bench.readFrame(Arrays.copyOf(hello, hello.length - 1));
            Letter bye = bench.letter();
            assertThat(bye.isFatalBye()).isTrue();
            assertThat(bye.code()).isEqualTo(MALFORMED);
        }

        // §8.5-2
        @Test
        void theApplicationIsToldWhatTheRefusalSays() {
            try (SimNetwork network = new SimNetwork()) {
                RawPeer raw = RawPeer.listen(network);
                CompletableFuture<Peer> connecting = Peer.connect(network.uri()).start();
                network.loop().run();
                Map<String, Object> error = Letter.error(401, "full house");
                error.put("retry", 7_000);
                error.put("data", "later");
                String hello = raw.letter().id();
                raw.send(new Letter(1, null, hello, null, null, null, error));
                assertThat(TwoPeers.end(connecting)).isEqualTo("OVERLOADED, NOT_PROCESSED");
                assertThat(TwoPeers.failure(connecting)).hasMessage("full house");
                assertThat(TwoPeers.failure(connecting).retry()).contains(Duration.ofSeconds(7));
                assertThat(TwoPeers.failure(connecting).data()).isPresent();
                assertThat(raw.letters()).isEmpty();
                assertThat(raw.closed).isTrue();
            }
        }
    }

    @Nested
    class OverTheWire {

        // §8.3-6 §5.1-2
        @Test
        void everythingMayComeByteByByte() {
            try (TwoPeers peers = splitEverywhere()) {
                CompletableFuture<String> reply =
                        peers.near.call("echo").with("hello").send(String.class);
                peers.loop.run();
                assertThat(reply).isCompletedWithValue("hello");
            }
        }

        private TwoPeers splitEverywhere() {
            SimNetwork network = new SimNetwork();
            network.splitAll(Splitting.EVERY_BYTE);
            return TwoPeers.connect(
                    network,
                    initiator -> {},
                    responder ->
                            responder.onCall(
                                    "echo",
                                    String.class,
                                    (q, call) -> CompletableFuture.completedFuture(q)));
        }

        // §8.3-6 §5.1-2
        @Test
        void aHelloAndAnAnswerMayBeCutAtEveryByte() {
            byte[] hello = Letter.frame(Letter.hello(Letter.id(1)));
            for (int cut = 1; cut < hello.length; cut++) {
                try (SimNetwork network = new SimNetwork()) {
                    Peer.listen(network.uri().toString()).start();
                    RawPeer raw = RawPeer.connect(network);
                    raw.sendBytes(Arrays.copyOf(hello, cut));
                    assertThat(raw.letters()).isEmpty();
                    raw.sendBytes(Arrays.copyOfRange(hello, cut, hello.length));
                    assertThat(raw.letter().inner("answer")).containsEntry("version", 1);
                }
                try (SimNetwork network = new SimNetwork()) {
                    RawPeer raw = RawPeer.listen(network);
                    CompletableFuture<Peer> connecting = Peer.connect(network.uri()).start();
                    network.loop().run();
                    byte[] answer = Letter.frame(Letter.answer(raw.letter().id()));
                    int at = Math.min(cut, answer.length - 1);
                    raw.sendBytes(Arrays.copyOf(answer, at));
                    assertThat(connecting).isNotDone();
                    raw.sendBytes(Arrays.copyOfRange(answer, at, answer.length));
                    assertThat(connecting).isCompleted();
                }
            }
        }

        // §8.3-6
        @Test
        void whatFollowsTheAnswerInTheSameReadIsActedOn() {
            try (SimNetwork network = new SimNetwork()) {
                RawPeer raw = RawPeer.listen(network);
                Peer.connect(network.uri())
                        .onCall(
                                "echo",
                                Integer.class,
                                (q, call) -> CompletableFuture.completedFuture(q))
                        .start();
                network.loop().run();
                Letter answer = Letter.answer(raw.letter().id());
                raw.send(answer, Letter.call(Letter.id(5), "echo", 42));
                assertThat(raw.letter().payload()).isEqualTo(42);
            }
        }

        // §8.1-7
        @Test
        void theStreamMayEndBeforeTheHandshake() {
            try (SimNetwork network = new SimNetwork()) {
                RawPeer raw = RawPeer.listen(network);
                CompletableFuture<Peer> connecting = Peer.connect(network.uri()).start();
                network.loop().run();
                raw.close();
                assertThat(TwoPeers.failure(connecting).errorCode())
                        .contains(ErrorCode.UNAVAILABLE);
                network.loop().advance(60_000);
                assertThat(network.loop().timers()).isZero();
            }
        }
    }
}
