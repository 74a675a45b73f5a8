package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.ErrorCode;
import dev.fluxar.Peer;
import dev.fluxar.session.SessionState;
import dev.fluxar.tests.sim.SimNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter 2, as sessions meet it. */
class TypesTest {

    private static final int PROTOCOL_ERROR = ErrorCode.PROTOCOL_ERROR.code();
    private static final String ID = Letter.id(1);
    private static final String REF = Letter.id(2);
    private static final List<String> VERBS =
            List.of(
                    "ack", "auth", "bye", "cancel", "end", "nack", "part", "pause", "ping",
                    "resume");

    private static Letter open(int type, String target) {
        return new Letter(type, ID, null, target, null, null, null);
    }

    private static Letter continuation(int type, String target) {
        return new Letter(type, null, REF, target, null, null, null);
    }

    /** The code of the fatal bye that a letter causes, or 0 when the session lives on. */
    private static int verdict(Letter letter) {
        CallsBench bench = CallsBench.established();
        bench.read(letter);
        if (bench.state() == SessionState.CLOSED) {
            Letter bye = bench.letter();
            assertThat(bye.isFatalBye()).isTrue();
            return bye.code();
        }
        return 0;
    }

    @Nested
    class Validity {

        // §2.1-1
        @ParameterizedTest
        @ValueSource(longs = {0, 8, 9, 255, 1L << 32, Long.MAX_VALUE})
        void aTypeThatThereIsNotIsAProtocolError(long type) {
            CallsBench bench = CallsBench.established();
            bench.readFrame(
                    Letter.encode(
                            Arrays.asList(
                                    type,
                                    new byte[] {
                                        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
                                    },
                                    null,
                                    "x",
                                    null,
                                    null,
                                    null)));
            assertThat(bench.letter().code()).isEqualTo(PROTOCOL_ERROR);
        }

        static Stream<Letter> invalid() {
            List<Letter> all = new ArrayList<>();
            for (String verb : VERBS) {
                for (int type : new int[] {2, 3, 4, 6}) {
                    all.add(open(type, verb)); // §2.2-3
                }
                if (!List.of("ping", "bye").contains(verb)) {
                    all.add(open(1, verb));
                }
                all.add(continuation(1, verb));
                if (!verb.equals("cancel")) {
                    all.add(continuation(2, verb));
                }
            }
            all.add(continuation(2, "other"));
            all.add(continuation(3, "other"));
            all.add(continuation(3, "part"));
            all.add(continuation(4, "cancel"));
            all.add(continuation(5, "x"));
            all.add(continuation(6, "part"));
            all.add(continuation(7, "part"));
            all.add(continuation(7, "ping"));
            all.add(continuation(7, null));
            all.add(open(5, null));
            all.add(open(5, "x"));
            all.add(open(7, "x"));
            for (int type : new int[] {2, 3, 4, 6}) {
                all.add(open(type, null)); // §2.2-2
                all.add(open(type, ""));
                all.add(open(type, "n".repeat(256)));
                all.add(open(type, "\u00fc".repeat(128)));
                all.add(
                        new Letter(
                                type, ID, null, "x", null, null, Letter.error(501, "in an open")));
                all.add(new Letter(type, null, null, "x", null, null, null));
            }
            all.add(continuation(7, "n".repeat(256)));
            all.add(new Letter(1, ID, null, "ping", null, 1, null));
            all.add(new Letter(1, ID, null, "ping", null, null, Letter.error(1, "x")));
            all.add(new Letter(1, null, null, "ping", null, null, null));
            all.add(new Letter(2, null, REF, "cancel", null, 1, null));
            all.add(new Letter(2, null, REF, "cancel", null, null, Letter.error(1, "x")));
            all.add(new Letter(2, null, REF, null, null, 1, Letter.error(1, "x")));
            // §2.2.1-1
            all.add(new Letter(3, null, REF, null, null, null, Letter.error(1, "x")));
            all.add(new Letter(3, null, REF, "end", null, 1, null));
            all.add(new Letter(4, ID, null, "x", null, 1, null));
            all.add(new Letter(5, null, REF, null, null, 1, null));
            all.add(new Letter(6, null, REF, null, null, 1, null));
            all.add(new Letter(7, null, REF, "x", null, null, Letter.error(1, "x")));
            return all.stream();
        }

        // §2.2-1 §2.2-2 §2.2-3
        @ParameterizedTest
        @MethodSource("invalid")
        void whatFitsNoRowIsAProtocolError(Letter letter) {
            assertThat(verdict(letter)).isEqualTo(PROTOCOL_ERROR);
        }

        static Stream<Letter> valid() {
            List<Letter> all = new ArrayList<>();
            for (int type : new int[] {2, 3, 4, 6}) {
                all.add(open(type, "n".repeat(255)));
                all.add(open(type, "\u00fc".repeat(127)));
                all.add(open(type, "Cancel"));
                all.add(open(type, "cancel "));
                all.add(open(type, "\u0000"));
                all.add(open(type, "fluxar.describe"));
            }
            for (int type : new int[] {1, 2, 3, 5, 6}) {
                all.add(continuation(type, null));
                // The id of a continuation has no effect.
                all.add(new Letter(type, ID, REF, null, null, null, null));
            }
            all.add(new Letter(4, ID, REF, null, null, Map.of(), null));
            for (int type : new int[] {1, 2, 4, 5, 6}) {
                all.add(new Letter(type, null, REF, null, null, null, Letter.error(101, "x")));
            }
            for (String verb : List.of("end", "cancel", "pause", "resume")) {
                all.add(continuation(3, verb));
            }
            all.add(continuation(4, "pause"));
            all.add(continuation(4, "resume"));
            all.add(new Letter(7, null, REF, "ack", null, List.of(1, 1), null));
            all.add(new Letter(7, null, REF, "nack", null, List.of(), null));
            all.add(continuation(7, "a.topic"));
            all.add(continuation(2, "cancel"));
            return all.stream();
        }

        // §2.2-1 §2.2-2 §2.3-1
        @ParameterizedTest
        @MethodSource("valid")
        void whatFitsARowLetsTheSessionLive(Letter letter) {
            assertThat(verdict(letter)).isZero();
        }

        // §2.2-4
        @ParameterizedTest
        @ValueSource(strings = {"fluxar.", "fluxar.describe", "fluxar.x.y"})
        void anApplicationCannotOfferReservedNames(String name) {
            assertThatThrownBy(
                            () -> Peer.listen("sim:0").onCall(name, Void.class, (q, call) -> null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("fluxar.");
        }

        // §2.2-4
        @Test
        void onTheWireAReservedNameIsAnOrdinaryUnknownOne() {
            CallsBench bench = CallsBench.established();
            bench.read(open(2, "fluxar.describe"));
            assertThat(bench.letter().code()).isEqualTo(ErrorCode.NOT_FOUND.code());
        }

        // §2.2-2 §2.2-3
        @Test
        void anApplicationCannotCallWhatIsNoName() {
            try (TwoPeers peers = TwoPeers.connect(i -> {}, r -> {})) {
                for (String name :
                        List.of("", "cancel", "ping", "n".repeat(256), "\u00fc".repeat(128))) {
                    assertThatThrownBy(() -> peers.near.call(name))
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }

    /** Without a target; a grant has a map. */
    private static Letter answer(int type, String ref) {
        return new Letter(type, null, ref, null, null, type == 4 ? Map.of() : null, null);
    }

    @Nested
    class Refs {

        // §2.3-1
        @Test
        void whatNamesNoLiveExchangeIsDroppedSilently() {
            CallsBench bench = CallsBench.established();
            for (int type = 1; type <= 6; type++) {
                bench.read(answer(type, REF));
            }
            bench.read(Letter.cancel(REF), Letter.reply(REF, 1), Letter.failure(REF, 101, "x"));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        }

        // §2.3-1
        @Test
        void aSecondReplyAndALateCancelAreDropped() {
            CallsBench bench = CallsBench.established();
            CallsBench.Result own = bench.open("x");
            String id = bench.letter().id();
            bench.read(Letter.reply(id, 1), Letter.reply(id, 2), Letter.failure(id, 501, "x"));
            assertThat(own.told).isEqualTo("reply");
            bench.read(Letter.call(ID, "known", 1));
            bench.reply(bench.running.get(0));
            bench.letter();
            bench.read(Letter.cancel(ID));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.running.get(0).givenUp).isZero();
        }

        // §2.3-2
        @Test
        void aReplyFromTheCallersOwnSideIsDropped() {
            CallsBench bench = CallsBench.established();
            bench.read(Letter.call(ID, "known", 1), Letter.reply(ID, 1));
            assertThat(bench.exchanges.live()).isOne();
            bench.reply(bench.running.get(0));
            assertThat(bench.letter().ref()).isEqualTo(ID);
        }

        // §2.3-2
        @Test
        void aCancelFromTheCalleesSideIsDropped() {
            CallsBench bench = CallsBench.established();
            CallsBench.Result own = bench.open("x");
            String id = bench.letter().id();
            bench.read(Letter.cancel(id));
            assertThat(own.told).isNull();
            bench.read(Letter.reply(id, 1));
            assertThat(own.told).isEqualTo("reply");
        }

        // §2.3-2
        @ParameterizedTest
        @ValueSource(ints = {1, 3, 4, 5, 6})
        void aContinuationOfAnotherTypeIsDropped(int type) {
            CallsBench bench = CallsBench.established();
            CallsBench.Result own = bench.open("x");
            String id = bench.letter().id();
            bench.read(answer(type, id));
            assertThat(own.told).isNull();
            assertThat(bench.exchanges.live()).isOne();
        }

        // §2.3-2: a reply to a call that is not written yet names nothing
        @Test
        void aReplyToAGuessedIdIsDropped() {
            CallsBench bench = CallsBench.established();
            bench.writable = false;
            CallsBench.Result own = bench.open("x");
            String first = Letter.id(0);
            bench.writable = true;
            bench.read(Letter.reply(first, 1));
            assertThat(own.told).isNull();
        }

        // An id that is live is taken, whoever opened it: §1.3-4
        @Test
        void anOpenWithTheIdOfTheReceiversOwnCallIsAViolation() {
            CallsBench bench = CallsBench.established();
            CallsBench.Result own = bench.open("x");
            String id = bench.letter().id();
            bench.read(Letter.call(id, "known", 1));
            assertThat(bench.letter().code()).isEqualTo(PROTOCOL_ERROR);
            assertThat(own.told).isEqualTo("UNAVAILABLE, UNKNOWN");
            assertThat(bench.running).isEmpty();
        }

        // §1.3-4
        @Test
        void anIdMayBeUsedAgainOnceItsExchangeHasEnded() {
            CallsBench bench = CallsBench.established();
            for (int i = 0; i < 3; i++) {
                bench.read(Letter.call(ID, "known", 1));
                bench.reply(bench.running.get(i));
                assertThat(bench.letter().ref()).isEqualTo(ID);
                bench.read(Letter.call(ID, "unknown", 1));
                assertThat(bench.letter().code()).isEqualTo(ErrorCode.NOT_FOUND.code());
            }
        }
    }

    @Nested
    class Unsupported {

        static Stream<Arguments> refused() {
            return Stream.of(
                    Arguments.of(open(3, "x"), "end"),
                    Arguments.of(open(4, "x"), null),
                    Arguments.of(open(6, "x").withMeta("mode", 1), null),
                    Arguments.of(open(6, "x").withMeta("mode", 2), null),
                    Arguments.of(open(6, "x").withMeta("mode", 3), null),
                    Arguments.of(open(6, "x").withMeta("mode", "1"), null));
        }

        // §2.4-1 §2.4-2 §2.4-3
        @ParameterizedTest(name = "{0}")
        @MethodSource("refused")
        void isToldInTheFormOfItsType(Letter open, String target) {
            CallsBench bench = CallsBench.established();
            bench.read(open);
            Letter refusal = bench.letter();
            assertThat(refusal.type()).isEqualTo(open.type());
            assertThat(refusal.id()).isNull();
            assertThat(refusal.ref()).isEqualTo(ID);
            assertThat(refusal.target()).isEqualTo(target);
            assertThat(refusal.payload()).isNull();
            assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED.code());
            assertThat(bench.exchanges.live()).isZero();
        }

        // §2.4-4
        @Test
        void aPublishThatWantsNoAnswerIsDropped() {
            CallsBench bench = CallsBench.established();
            bench.read(
                    open(6, "x"),
                    open(6, "x").withMeta("mode", 0),
                    open(6, "x").withMeta("mode", null),
                    open(6, "x").withMeta("other", 1));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        }
    }

    @Nested
    class Order {

        // §2.5-1
        @Test
        void aCancelDoesNotOvertakeItsOpen() {
            CallsBench bench = CallsBench.established();
            bench.writable = false;
            CallsBench.Result first = bench.open("a");
            CallsBench.Result second = bench.open("b");
            bench.cancel(first);
            bench.writable = true;
            bench.write();
            assertThat(bench.letters()).extracting(Letter::target).containsExactly("b");
            bench.cancel(second);
            assertThat(bench.letters()).extracting(Letter::target).containsExactly("cancel");
        }

        // §2.5-2
        @Test
        void envelopesAreActedOnInTheirOrderAcrossFramesAndWithinOne() {
            List<Integer> seen = new ArrayList<>();
            try (SimNetwork network = new SimNetwork()) {
                Peer.listen(network.uri().toString())
                        .onCall(
                                "note",
                                Integer.class,
                                (q, call) -> {
                                    seen.add(q);
                                    return null;
                                })
                        .start();
                network.loop().run();
                RawPeer raw = RawPeer.shakeHands(network, Map.of("caps", Map.of("batch", true)));
                List<Integer> sent = new ArrayList<>();
                for (int frame = 0; frame < 20; frame++) {
                    Letter[] letters = new Letter[1 + frame % 5];
                    for (int i = 0; i < letters.length; i++) {
                        sent.add(sent.size());
                        letters[i] =
                                Letter.call(Letter.id(100 + sent.size()), "note", sent.size() - 1);
                    }
                    raw.sendBytes(Letter.frame(letters));
                }
                assertThat(seen).isEqualTo(sent);
            }
        }

        // §2.5-3
        @Test
        void readingDoesNotWaitForHandlers() {
            CompletableFuture<Object> never = new CompletableFuture<>();
            List<String> cancelled = new ArrayList<>();
            try (SimNetwork network = new SimNetwork()) {
                Peer.listen(network.uri().toString())
                        .onCall(
                                "slow",
                                Object.class,
                                (q, call) -> {
                                    call.onCancel(() -> cancelled.add("cancelled"));
                                    return never;
                                })
                        .start();
                network.loop().run();
                RawPeer raw = RawPeer.shakeHands(network);
                raw.send(
                        Letter.call(Letter.id(1), "slow", 1),
                        Letter.ping(Letter.id(2)),
                        Letter.cancel(Letter.id(1)));
                assertThat(raw.letter().ref()).isEqualTo(Letter.id(2));
                assertThat(cancelled).hasSize(1);
            }
        }

        // Verbs and envelopes of type 1 go ahead of what waits: §2.5-1 allows it
        @Test
        void aCancelGoesAheadOfWhatWaits() {
            CallsBench bench = CallsBench.established();
            CallsBench.Result written = bench.open("a");
            String id = bench.letter().id();
            bench.writable = false;
            bench.open("b");
            bench.open("c");
            bench.cancel(written);
            bench.writable = true;
            bench.write();
            List<Letter> letters = bench.letters();
            assertThat(letters.get(0).ref()).isEqualTo(id);
            assertThat(letters).extracting(Letter::target).containsExactly("cancel", "b", "c");
        }
    }
}
