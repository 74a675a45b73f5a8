package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionState;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** §9.8: when what was read is acked, and what an ack does. */
class SessionAcksTest {

    private static final int REPLAY = 8192;

    private static SessionBench bench() {
        return SessionBench.surviving(Role.RESPONDER, REPLAY);
    }

    private static Letter ack(Object received) {
        return new Letter(1, null, null, "ack", null, Map.of("received", received), null);
    }

    /** A call whose envelope has so many bytes. */
    private static Letter call(int id, int length) {
        int head = length <= 24 + 1 + 23 ? 1 : length <= 24 + 2 + 255 ? 2 : 3;
        return Letter.call(Letter.id(id), "x", new byte[length - 24 - head]);
    }

    // §9.8-1
    @ParameterizedTest
    @EnumSource(Role.class)
    void aQuarterOfWhatTheOtherSideKeepsIsAckedAtOnce(Role role) {
        SessionBench bench = SessionBench.surviving(role, REPLAY);
        assertThat(call(1, 1000).bytes()).hasSize(1000);
        bench.readFrame(NumberedFrame.content(1, call(1, 1000)));
        bench.readFrame(NumberedFrame.content(2, call(2, 1000)));
        bench.readFrame(NumberedFrame.content(3, call(3, 47), Letter.answered(Letter.id(9))));
        assertThat(bench.letters()).isEmpty();
        bench.readFrame(NumberedFrame.content(4, (Letter) null)); // 2048 together.
        assertThat(bench.letter().bytes()).isEqualTo(ack(4).bytes());
        bench.readFrame(NumberedFrame.content(5, call(5, 2047)));
        assertThat(bench.letters()).isEmpty();
        bench.readFrame(NumberedFrame.content(6, call(6, 100)));
        assertThat(bench.letter().bytes()).isEqualTo(ack(6).bytes());
    }

    // §9.8-1
    @Test
    void whatWasReadIsAckedASecondAfterItsFirst() {
        SessionBench bench = bench();
        bench.pass(5000);
        bench.readFrame(NumberedFrame.content(1, call(1, 100)));
        bench.pass(600);
        bench.readFrame(NumberedFrame.content(2, call(2, 100)));
        bench.pass(399);
        assertThat(bench.letters()).isEmpty();
        bench.pass(1);
        assertThat(bench.letter().bytes()).isEqualTo(ack(2).bytes());
        bench.pass(100_000);
        assertThat(bench.letters()).isEmpty();
        bench.readFrame(NumberedFrame.content(3, call(3, 100)));
        bench.pass(999);
        assertThat(bench.letters()).isEmpty();
        bench.pass(1);
        assertThat(bench.letter().bytes()).isEqualTo(ack(3).bytes());
    }

    // §9.8-1: nothing tracked, nothing due
    @Test
    void whatIsOfTheSessionIsNotAcked() {
        SessionBench bench = bench();
        bench.read(ack(0), Letter.answered(Letter.id(3)));
        bench.pass(10_000);
        assertThat(bench.letters()).isEmpty();
    }

    // §9.8-2
    @Test
    void inDrainingEachFrameIsAckedAtOnce() {
        SessionBench bench = bench();
        bench.live = 1;
        bench.readFrame(NumberedFrame.content(1, call(1, 100)));
        bench.read(Letter.bye(Letter.id(9), 0, 60_000));
        assertThat(bench.letters()).extracting(Letter::target).containsExactly("ack", null);
        for (int i = 2; i < 5; i++) {
            bench.readFrame(NumberedFrame.content(i, Letter.reply(Letter.id(77), 1)));
            assertThat(bench.letter().bytes()).isEqualTo(ack(i).bytes());
        }
    }

    // §9.8-3
    @Test
    void whatWaitsForTheConnectionIsStatedAsItIsWhenItIsWritten() {
        SessionBench bench = bench();
        bench.writable = false;
        for (int i = 1; i <= 10; i++) {
            bench.readFrame(NumberedFrame.content(i, call(i, 3000)));
        }
        bench.pass(5000); // No timer goes off again and again meanwhile.
        assertThat(bench.deadline()).isGreaterThan(bench.now());
        assertThat(bench.session.hasOutput()).isTrue();
        bench.writable = true;
        bench.write();
        assertThat(bench.letter().bytes()).isEqualTo(ack(10).bytes());
        assertThat(bench.session.hasOutput()).isFalse();
    }

    // §9.8-4 §9.8-5 §9.8-7
    @Test
    void anAckLetsGoOfAllUpToItsNumberAndIsNotAnswered() {
        SessionBench bench = bench();
        for (int i = 0; i < 4; i++) {
            bench.send(Envelopes.call("x", new byte[1000]));
        }
        long each = bench.session.kept() / 4;
        assertThat(each).isBetween(1000L, 1100L);
        bench.letters();
        Object[][] steps = {{0, 4}, {1, 3}, {1, 3}, {3, 1}, {2, 1}, {0, 1}, {3, 1}, {4, 0}, {4, 0}};
        for (Object[] step : steps) {
            bench.read(ack(step[0]));
            assertThat(bench.session.kept()).isEqualTo((int) step[1] * each);
        }
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
    }

    static List<Object> unwritten() {
        return List.of(3, 1000, new BigInteger("18446744073709551615"));
    }

    // §9.8-6
    @ParameterizedTest
    @MethodSource("unwritten")
    void anAckOfWhatWasNotWrittenIsAViolation(Object number) {
        SessionBench bench = bench();
        bench.send(Envelopes.call("x", new byte[10]));
        bench.send(Envelopes.call("x", new byte[10]));
        bench.letters();
        bench.read(ack(number));
        Letter bye = bench.letter();
        assertThat(bye.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
        assertThat(bye.message()).contains("number " + number).contains("at most 2");
        assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
    }

    static List<@Nullable Object> faulty() {
        return Arrays.asList(
                null,
                7,
                "x",
                List.of(1),
                Map.of(),
                Map.of("received", "1"),
                Map.of("received", -1),
                Map.of("received", 1.0),
                Map.of("received", List.of(1)),
                Map.of(1, 1, "received", 0));
    }

    // §9.8-8
    @ParameterizedTest
    @MethodSource("faulty")
    void aFaultInAnAckIsMalformed(@Nullable Object payload) {
        SessionBench bench = bench();
        bench.read(new Letter(1, null, null, "ack", null, payload, null));
        assertThat(bench.letter().code()).isEqualTo(ErrorCode.MALFORMED.code());
    }

    // §1.2-7 §9.8-8
    @Test
    void keysThatAreUnknownAreIgnored() {
        SessionBench bench = bench();
        bench.send(Envelopes.call("x", new byte[10]));
        bench.letters();
        Map<String, Object> payload = Map.of("lane", List.of(1), "received", 1);
        bench.read(new Letter(1, null, null, "ack", null, payload, null));
        assertThat(bench.session.kept()).isZero();
    }

    // §2.2.2-1 §2.2-1
    @Test
    void anAckOfAnotherShapeOrWhereItIsNotInForceIsAViolation() {
        Map<String, Object> payload = Map.of("received", 0);
        for (Letter letter :
                List.of(
                        new Letter(1, Letter.id(1), null, "ack", null, payload, null),
                        new Letter(1, null, Letter.id(1), "ack", null, payload, null),
                        new Letter(1, null, null, "ping", null, null, null),
                        new Letter(1, null, null, "ack", null, null, Letter.error(1, "x")))) {
            SessionBench bench = bench();
            bench.read(letter);
            assertThat(bench.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
        }
        SessionBench plain = SessionBench.established(Role.RESPONDER);
        plain.read(ack(0));
        assertThat(plain.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
    }
}
