package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionState;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** §5.6 and §9.7: how envelopes are numbered, and what their numbers mean to who reads them. */
class NumbersTest {

    private static final long REPLAY = 1 << 20;

    private static SessionBench bench() {
        return SessionBench.surviving(Role.RESPONDER, REPLAY);
    }

    private static Letter call(int id) {
        return Letter.call(Letter.id(id), "x", id);
    }

    private static void ends(SessionBench bench, ErrorCode code, String... words) {
        Letter bye = bench.letter();
        assertThat(bye.code()).isEqualTo(code.code());
        for (String word : words) {
            assertThat(bye.message()).contains(word);
        }
        assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
    }

    @Nested
    class Written {

        // §5.6-1 §9.7-1
        @ParameterizedTest
        @EnumSource(Role.class)
        void aFrameBeginsWithTheNumberOfItsFirstTrackedEnvelope(Role role) {
            SessionBench bench = SessionBench.surviving(role, REPLAY);
            for (int i = 0; i < 30; i++) {
                bench.session.send(Envelopes.call("a", new byte[3]));
                bench.session.send(Envelopes.call("b", new byte[3]));
                bench.write();
            }
            List<NumberedFrame> frames = bench.numbered();
            assertThat(frames).hasSize(30);
            for (int i = 0; i < 30; i++) {
                assertThat(frames.get(i).number()).isEqualTo(2 * i + 1);
                assertThat(frames.get(i).letters()).hasSize(2);
            }
        }

        // §5.6-1: without batch it is the number and one envelope
        @Test
        void withoutBatchesEachHasItsNumber() {
            SessionBench bench =
                    new SessionBench(
                            Role.RESPONDER,
                            Limits.DEFAULT,
                            3_600_000,
                            false,
                            false,
                            java.util.function.UnaryOperator.identity(),
                            SessionBench.keeping(REPLAY));
            bench.establish(SessionBench.survivingWith(REPLAY, Map.of()));
            bench.session.send(Envelopes.call("a", new byte[3]));
            bench.session.send(Envelopes.call("b", new byte[3]));
            bench.write();
            assertThat(bench.numbered()).extracting(NumberedFrame::number).containsExactly(1L, 2L);
        }

        // §5.6-2 §9.7-1: type 1 is never tracked
        @Test
        void whatIsOfTheSessionHasNoNumberAndNoneBehindIt() {
            SessionBench bench = bench();
            bench.session.ping();
            bench.session.send(Envelopes.call("a", new byte[3]));
            bench.session.drain(0, 1000, null);
            bench.session.send(Envelopes.call("b", new byte[3]));
            bench.write();
            List<NumberedFrame> frames = bench.numbered();
            assertThat(frames).extracting(NumberedFrame::number).containsExactly(-1L, 1L);
            assertThat(frames.get(0).letters()).hasSize(1);
            assertThat(frames.get(1).letters())
                    .extracting(Letter::target)
                    .containsExactly("a", "bye", "b");
            bench.send(Envelopes.call("c", new byte[3]));
            assertThat(bench.numbered().get(0).number()).isEqualTo(3);
        }

        // §5.6-1 with §5.1-5: the number is part of the frame's content
        @Test
        void theNumberAndTheLongestEnvelopeFitIntoAFrame() {
            CallsBench bench =
                    CallsBench.surviving(
                            Limits.DEFAULT, REPLAY, Map.of("message", 1024, "frame", 1024));
            assertThat(bench.session.peerLimits().envelope()).isEqualTo(1024 - 9);
            for (int length = 900; length < 1100; length++) {
                bench.open("known", -1, false, new byte[length]);
            }
            byte[] bytes = bench.bytes();
            int longest = 0;
            for (int at = 0; at < bytes.length; ) {
                int length = java.nio.ByteBuffer.wrap(bytes, at, 4).getInt();
                longest = Math.max(longest, length);
                at += 4 + length;
            }
            assertThat(longest).isBetween(1000, 1024);
            assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        }

        // §9.7-2
        @Test
        void whatIsWithdrawnUnwrittenHasNoNumberAndWhatGoesAheadLeavesNoGap() {
            CallsBench bench = CallsBench.surviving(Limits.DEFAULT, REPLAY, Map.of());
            CallsBench.Result first = bench.open("first");
            bench.writable = false;
            CallsBench.Result second = bench.open("second");
            bench.open("third");
            bench.cancel(second);
            bench.cancel(first);
            bench.writable = true;
            bench.write();
            List<NumberedFrame> frames = bench.numbered();
            assertThat(frames).extracting(NumberedFrame::number).containsExactly(1L, 2L);
            assertThat(frames.get(1).letters())
                    .extracting(Letter::target)
                    .containsExactly("cancel", "third");
        }

        @Test
        void withoutResumeNothingIsNumberedAndNothingKept() {
            SessionBench bench =
                    new SessionBench(Role.RESPONDER)
                            .establish(SessionBench.survivingWith(REPLAY, Map.of()));
            bench.send(Envelopes.call("a", new byte[3]));
            assertThat(bench.letter().target()).isEqualTo("a");
            assertThat(bench.session.kept()).isZero();
        }
    }

    @Nested
    class Read {

        // §5.6-1 §9.7-4: as expected
        @Test
        void eachFurtherTrackedEnvelopeHasTheNextNumber() {
            SessionBench bench = bench();
            bench.readFrame(NumberedFrame.content(1, call(1), Letter.ping(Letter.id(2)), call(3)));
            assertThat(bench.letter().ref()).isEqualTo(Letter.id(2));
            bench.readFrame(NumberedFrame.content(3, Letter.ping(Letter.id(4)), call(5)));
            assertThat(bench.letter().ref()).isEqualTo(Letter.id(4));
            bench.read(Letter.ping(Letter.id(6)));
            assertThat(bench.letter().ref()).isEqualTo(Letter.id(6));
            bench.readFrame(NumberedFrame.content(4, call(7)));
            assertThat(bench.events).hasSize(4).containsOnly("envelope of type 2");
            assertThat(bench.pass(1000).letter().payload()).isEqualTo(Map.of("received", 4));
        }

        // §5.6-1: any well-formed head (§1.2-2)
        @ParameterizedTest
        @ValueSource(strings = {"01", "1801", "190001", "1a00000001", "1b0000000000000001"})
        void aNumberMayHaveAnyHead(String head) {
            SessionBench bench = bench();
            byte[] call = call(1).bytes();
            bench.readFrame(HexFormat.of().parseHex(head + HexFormat.of().formatHex(call)));
            assertThat(bench.events).containsExactly("envelope of type 2");
        }

        // §5.6-2
        @Test
        void aTrackedEnvelopeWithoutANumberIsAViolation() {
            SessionBench bench = bench();
            bench.readFrame(Letter.content(Letter.ping(Letter.id(9)), call(1)));
            Letter bye = bench.letters().get(0);
            assertThat(bye.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
            assertThat(bye.message()).contains("type 2").contains("without a number");
            assertThat(bench.events).containsExactly("ended");
        }

        // §5.6-2
        @Test
        void aNumberWithoutATrackedEnvelopeIsAViolation() {
            SessionBench bench = bench();
            bench.readFrame(NumberedFrame.content(1));
            ends(bench, ErrorCode.PROTOCOL_ERROR, "number 1", "expected one");
            SessionBench other = bench();
            other.readFrame(NumberedFrame.content(1, Letter.answered(Letter.id(9))));
            ends(other, ErrorCode.PROTOCOL_ERROR, "number 1", "expected one");
        }

        // §9.3-3 goes first
        @Test
        void behindAFatalByeNoNumberIsMissed() {
            SessionBench bench = bench();
            bench.readFrame(NumberedFrame.content(1, Letter.fatalBye(Letter.id(1), 101, "x")));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.end.error().message()).isEqualTo("x");
        }

        static List<byte[]> elsewhere() {
            byte[] two = {2};
            byte[] call = call(1).bytes();
            return List.of(
                    join(NumberedFrame.content(1, call(1)), two),
                    join(NumberedFrame.content(1, call(1)), two, call),
                    join(new byte[] {1}, two, call),
                    join(Letter.ping(Letter.id(1)).bytes(), two),
                    new byte[] {0x19, 1}, // Cut short.
                    new byte[] {0x1c, 1});
        }

        // §5.6-3
        @ParameterizedTest
        @MethodSource("elsewhere")
        void anIntegerElsewhereIsMalformed(byte[] content) {
            SessionBench bench = bench();
            bench.readFrame(content);
            assertThat(bench.letters()).last().matches(Letter::isFatalBye);
            assertThat(bench.endCode()).isEqualTo(ErrorCode.MALFORMED);
        }

        // §5.6-3 §5.6-4: where it is not in force, and before
        @Test
        void withoutResumeANumberAndANullAreMalformed() {
            for (byte[] content :
                    List.of(NumberedFrame.content(1, call(1)), new byte[] {(byte) 0xf6})) {
                SessionBench plain = SessionBench.established(Role.RESPONDER);
                plain.readFrame(content);
                ends(plain, ErrorCode.MALFORMED);
                SessionBench early = SessionBench.handshaking(Role.RESPONDER);
                early.readFrame(content);
                ends(early, ErrorCode.MALFORMED);
            }
        }

        // §5.6-4 §9.7-6
        @Test
        void aNullUsesANumberAndIsOtherwiseWithoutEffect() {
            SessionBench bench = bench();
            bench.readFrame(NumberedFrame.content(1, null, call(2), null));
            assertThat(bench.events).containsExactly("envelope of type 2");
            bench.readFrame(NumberedFrame.content(4, (Letter) null));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.pass(1000).letter().payload()).isEqualTo(Map.of("received", 4));
        }

        // §5.6-4
        @Test
        void aNullInAFrameWithoutANumberIsMalformed() {
            SessionBench bench = bench();
            bench.readFrame(new byte[] {(byte) 0xf6});
            ends(bench, ErrorCode.MALFORMED);
            SessionBench behind = bench();
            behind.readFrame(join(Letter.answered(Letter.id(1)).bytes(), new byte[] {(byte) 0xf6}));
            ends(behind, ErrorCode.MALFORMED);
        }

        static List<Object> wrong() {
            return List.of(0, 4, 5, 1000, new BigInteger("18446744073709551615"));
        }

        // §9.7-4
        @ParameterizedTest
        @MethodSource("wrong")
        void numberZeroAndAGapAreViolations(Object number) {
            SessionBench bench = bench();
            bench.readFrame(NumberedFrame.content(1, call(1), call(2)));
            bench.events.clear();
            bench.readFrame(NumberedFrame.content(number, call(3)));
            ends(bench, ErrorCode.PROTOCOL_ERROR, "is " + number, "expected 1 to 3");
            assertThat(bench.events).containsExactly("ended");
        }

        // §9.7-4
        @Test
        void theFirstNumberIsOne() {
            SessionBench bench = bench();
            bench.readFrame(NumberedFrame.content(2, call(1)));
            ends(bench, ErrorCode.PROTOCOL_ERROR, "is 2", "expected 1 to 1");
        }

        // §9.7-5
        @Test
        void whatWasReceivedIsDroppedWhateverItSays() {
            SessionBench bench = bench();
            bench.readFrame(NumberedFrame.content(1, call(1), call(2), null));
            bench.liveIds.add("193a5c8f000700080000000" + "00000001");
            Letter invalid = new Letter(2, null, null, null, null, 1, Letter.error(1, "x"));
            bench.readFrame(NumberedFrame.content(1, call(1), invalid));
            bench.readFrame(NumberedFrame.content(2, call(2), null, call(4)));
            bench.readFrame(NumberedFrame.content(4, call(4)));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.events).hasSize(3).containsOnly("envelope of type 2");
            bench.readFrame(new byte[] {1, (byte) 0x87, 2});
            ends(bench, ErrorCode.MALFORMED);
        }

        // §9.7-6
        @Test
        void whatIsRefusedOrDroppedIsReceivedToo() {
            CallsBench bench = CallsBench.surviving(Limits.DEFAULT, REPLAY, Map.of());
            bench.readFrame(
                    NumberedFrame.content(
                            1,
                            Letter.call(Letter.id(1), "unknown", 1),
                            Letter.cancel(Letter.id(77)),
                            Letter.call(Letter.id(2), "known", 1)));
            assertThat(bench.letter().code()).isEqualTo(ErrorCode.NOT_FOUND.code());
            assertThat(bench.running).hasSize(1);
            bench.readFrame(NumberedFrame.content(4, Letter.call(Letter.id(3), "known", 1)));
            assertThat(bench.running).hasSize(2);
            assertThat(bench.pass(1000).letter().payload()).isEqualTo(Map.of("received", 4));
        }

        private static byte[] join(byte[]... parts) {
            java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
            for (byte[] part : parts) {
                out.writeBytes(part);
            }
            return out.toByteArray();
        }
    }
}
