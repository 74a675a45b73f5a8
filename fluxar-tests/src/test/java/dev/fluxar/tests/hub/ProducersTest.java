package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Cbor;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.HubOptions;
import dev.fluxar.hub.ProducerId;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The marks of producers. §10.30-1 to §10.30-7 */
class ProducersTest {

    private final HubBench bench = new HubBench(HubOptions.DEFAULT.withWaiting(100, 1 << 20));
    private final Sub sub = bench.sub("a", 0);
    private int number;

    private HubBench.Answer publish(long epoch, long seq) {
        return publish(bench.session, "p", "till", epoch, seq);
    }

    private HubBench.Answer publish(
            Object session, String principal, String id, long epoch, long seq) {
        number++;
        return bench.publish(
                session,
                principal,
                "a",
                HubBench.payload(number % 24),
                Delivery.EXACTLY_ONCE,
                false,
                new ProducerId(id, epoch, seq));
    }

    private static void tells(FluxarException refusal, String key, int value) {
        String hex =
                "a1"
                        + HexFormat.of().toHexDigits((byte) (0x60 + key.length()))
                        + HexFormat.of().formatHex(key.getBytes())
                        + HexFormat.of().toHexDigits((byte) value);
        assertThat(refusal.data()).contains(Cbor.of(HexFormat.of().parseHex(hex)));
    }

    /** §10.30-1 §10.30-2 */
    @Test
    void theNextSeqIsAcceptedAndARepetitionIsNotRoutedAgain() {
        publish(3, 1).isAccepted();
        publish(3, 2).isAccepted();
        publish(3, 2).isAccepted();
        publish(3, 1).isAccepted();
        publish(3, 3).isAccepted();
        assertThat(sub.all()).hasSize(3);
        assertThat(bench.hub.stats().accepted()).isEqualTo(3);
        assertThat(bench.hub.stats().producers()).isEqualTo(1);
    }

    /** §10.30-3 §10.30-6 */
    @Test
    void aGapIsRefusedWithTheExpectedSeq() {
        publish(3, 1).isAccepted();
        FluxarException refusal = publish(3, 7).isRefused(ErrorCode.CONFLICT);
        tells(refusal, "expected", 2);
        assertThat(refusal).hasMessage("seq 7 of till, expected 2");
        publish(3, 3).isRefused(ErrorCode.CONFLICT);
        publish(3, 2).isAccepted();
        assertThat(sub.all()).hasSize(2);
    }

    /** §10.30-4 */
    @Test
    void anUnknownIdBeginsWithOne() {
        tells(publish(3, 2).isRefused(ErrorCode.CONFLICT), "expected", 1);
        assertThat(bench.hub.stats().producers()).isZero();
        publish(3, 1).isAccepted();
    }

    /** §10.30-4 §10.30-5 */
    @Test
    void aGreaterEpochRetiresTheLowerOnesOnceItsFirstIsAccepted() {
        publish(3, 1).isAccepted();
        publish(3, 2).isAccepted();
        tells(publish(5, 2).isRefused(ErrorCode.CONFLICT), "expected", 1);
        publish(3, 3).isAccepted();
        publish(5, 1).isAccepted();
        FluxarException refusal = publish(3, 4).isRefused(ErrorCode.CONFLICT);
        tells(refusal, "epoch", 5);
        publish(4, 1).isRefused(ErrorCode.CONFLICT);
        publish(3, 1).isRefused(ErrorCode.CONFLICT);
        publish(5, 2).isAccepted();
        assertThat(sub.all()).hasSize(5);
    }

    @Test
    void aMarkIsThePrincipalsAndTheIds() {
        publish(bench.session, "p", "till", 1, 1).isAccepted();
        publish(bench.session, "q", "till", 1, 1).isAccepted();
        publish(bench.session, "p", "desk", 1, 1).isAccepted();
        publish(new Object(), "p", "till", 1, 1).isAccepted();
        assertThat(sub.all()).hasSize(3);
    }

    /** §10.30-1: both or neither. §10.30-6 §10.30-2: row 8 does not apply to a repetition. */
    @Test
    void aPublishThatHasNoRoomLeavesTheMark() {
        HubBench small = new HubBench(HubOptions.DEFAULT.withWaiting(1, 1 << 20));
        Sub kept = small.sub("a", 1);
        ProducerId first = new ProducerId("x", 1, 1);
        ProducerId second = new ProducerId("x", 1, 2);
        var mode = Delivery.EXACTLY_ONCE;
        small.publish("a", HubBench.payload(1), mode, false, first).isAccepted();
        small.publish("a", HubBench.payload(2), mode, false, second)
                .isRefused(ErrorCode.OVERLOADED);
        small.publish("a", HubBench.payload(1), mode, false, first).isAccepted();
        assertThat(kept.all()).containsExactly("a=1");
        small.publish("a", HubBench.payload(2), mode, false, second).isAccepted();
        assertThat(kept.all()).containsExactly("a=2");
    }

    @Test
    void modesZeroAndOneAreNotNumbered() {
        ProducerId third = new ProducerId("x", 1, 3);
        bench.publish("a", HubBench.payload(1), Delivery.AT_LEAST_ONCE, false, third).isAccepted();
        bench.publish("a", HubBench.payload(1), Delivery.AT_MOST_ONCE, false, third).isAccepted();
        assertThat(sub.all()).hasSize(2);
        bench.publish("a", HubBench.payload(1), Delivery.EXACTLY_ONCE, false, null)
                .isRefused(ErrorCode.INVALID_ARGUMENT);
    }

    /** §10.30-7 */
    @Test
    void aMarkIsKeptForTwoMinutesAfterTheLastSessionThatUsedIt() {
        Object other = new Object();
        publish(1, 1).isAccepted();
        publish(other, "p", "till", 1, 1).isAccepted();
        bench.hub.sessionEnded(bench.session, bench.now);
        bench.clock += 1_000_000;
        publish(other, "p", "till", 1, 1).isAccepted();
        bench.hub.sessionEnded(other, bench.now);
        bench.clock += 119_999;
        publish(new Object(), "p", "other", 1, 1).isAccepted();
        assertThat(bench.hub.stats().producers()).isEqualTo(2);
        bench.clock += 1;
        publish(new Object(), "p", "more", 1, 1).isAccepted();
        assertThat(bench.hub.stats().producers()).isEqualTo(2);
        tells(publish(1, 2).isRefused(ErrorCode.CONFLICT), "expected", 1);
    }

    /** §10.30-7 */
    @Test
    void aMarkThatIsUsedAgainIsKeptOn() {
        publish(1, 1).isAccepted();
        bench.hub.sessionEnded(bench.session, bench.now);
        bench.clock += 100_000;
        Object next = new Object();
        publish(next, "p", "till", 1, 1).isAccepted();
        bench.clock += 100_000;
        publish(new Object(), "p", "other", 1, 1).isAccepted();
        publish(next, "p", "till", 1, 2).isAccepted();
        assertThat(sub.all()).hasSize(3);
        bench.hub.sessionEnded(next, bench.now);
        bench.clock += 119_000;
        bench.hub.sessionEnded(new Object(), bench.now);
        publish(new Object(), "p", "till", 1, 2).isAccepted();
        assertThat(sub.all()).isEmpty();
    }

    private static HubBench.Answer publish(HubBench at, Object session, String id, long seq) {
        return publish(at, session, "", id, 1, seq);
    }

    private static HubBench.Answer publish(
            HubBench at, Object session, String principal, String id, long epoch, long seq) {
        return at.publish(
                session,
                principal,
                "a",
                HubBench.payload(1),
                Delivery.EXACTLY_ONCE,
                false,
                new ProducerId(id, epoch, seq));
    }

    /** §10.30-7 */
    @Test
    void newIdsAreRefusedWhenThereAreAsManyAsMayBe() {
        HubBench few = new HubBench(HubOptions.DEFAULT.withProducers(2));
        Object one = new Object();
        Object two = new Object();
        Object three = new Object();
        publish(few, one, "x", 1).isAccepted();
        publish(few, two, "y", 1).isAccepted();
        FluxarException refusal = publish(few, three, "z", 1).isRefused(ErrorCode.OVERLOADED);
        assertThat(refusal.retry()).isPresent();
        assertThat(refusal).hasMessage("more producers than the 2 that are remembered");
        publish(few, one, "x", 2).isAccepted();
        publish(few, three, "x", 2).isAccepted();
        publish(few, three, "x", 3).isRefused(ErrorCode.OVERLOADED);
        few.hub.sessionEnded(one, few.now);
        few.clock += 119_999;
        publish(few, three, "z", 1).isRefused(ErrorCode.OVERLOADED);
        few.clock += 1;
        publish(few, three, "z", 1).isAccepted();
        assertThat(few.hub.stats().producers()).isEqualTo(2);
    }

    /** §10.30-7 §11.3-2 */
    @Test
    void oneSessionUsesASixteenthOfTheMarks() {
        HubBench some = new HubBench(HubOptions.DEFAULT.withProducers(64));
        for (int greedy = 0; greedy < 16; greedy++) {
            Object session = new Object();
            int most = greedy < 8 ? 4 : 1;
            for (int i = 0; i < most; i++) {
                publish(some, session, greedy + "." + i, 1).isAccepted();
            }
            FluxarException refusal =
                    publish(some, session, "more", 1).isRefused(ErrorCode.OVERLOADED);
            assertThat(refusal.retry()).isPresent();
            assertThat(refusal)
                    .hasMessage(
                            greedy < 8
                                    ? "more producers than the 4 of one session"
                                    : "more producers than the one that each session has where 32"
                                            + " are remembered");
            publish(some, session, greedy + ".0", 2).isAccepted();
        }
        assertThat(some.hub.stats().producers()).isEqualTo(40);
    }

    /** §10.30-7 §11.3-2: nor does one that comes again and again. */
    @Test
    void aClientThatReconnectsLeavesMarksToOthers() {
        HubBench some = new HubBench(HubOptions.DEFAULT.withProducers(256));
        for (int i = 0; i < 16; i++) {
            Object session = new Object();
            for (int k = 0; k < 16; k++) {
                publish(some, session, i + "." + k, 1);
            }
            some.hub.sessionEnded(session, some.now);
        }
        assertThat(some.hub.stats().producers()).isEqualTo(128 + 8);
        Object other = new Object();
        publish(some, other, "x", 1).isAccepted();
        publish(some, other, "x", 2).isAccepted();
        // What it left is kept for two minutes all the same.
        publish(some, new Object(), "0.0", 3).isRefused(ErrorCode.CONFLICT);
        publish(some, new Object(), "0.0", 2).isAccepted();
        some.clock += 120_000;
        publish(some, other, "y", 1).isAccepted();
        assertThat(some.hub.stats().producers()).isEqualTo(3);
    }

    /** §10.30-7 §11.3-2: sessions that use the same marks. */
    @Test
    void usesLeaveSomeToOthersToo() {
        HubBench some = new HubBench(HubOptions.DEFAULT.withProducers(64));
        Object[] sessions = new Object[16];
        for (int i = 0; i < 16; i++) {
            sessions[i] = new Object();
            for (int k = 0; k < 4; k++) {
                publish(some, sessions[i], "p", "same" + k, 1, 1).isAccepted();
            }
        }
        assertThat(some.hub.stats().producers()).isEqualTo(4);
        publish(some, new Object(), "p", "other", 1, 1).isAccepted();
        publish(some, sessions[15], "p", "more", 1, 1).isRefused(ErrorCode.OVERLOADED);
    }

    /** §10.30-7 §11.3-2 */
    @Test
    void onePrincipalUsesThreeQuartersOfTheMarks() {
        HubBench some = new HubBench(HubOptions.DEFAULT.withProducers(64));
        for (int i = 0; i < 48; i++) {
            Object session = new Object();
            publish(some, session, "p", "id" + i, 1, 1).isAccepted();
            some.hub.sessionEnded(session, some.now);
        }
        FluxarException refusal =
                publish(some, new Object(), "p", "more", 1, 1).isRefused(ErrorCode.OVERLOADED);
        assertThat(refusal).hasMessage("more producers than the 48 of one principal");
        assertThat(refusal.retry()).isPresent();
        for (int i = 0; i < 16; i++) {
            publish(some, new Object(), "q", "id" + i, 1, 1).isAccepted();
        }
        some.clock += 120_000;
        publish(some, new Object(), "p", "more", 1, 1).isAccepted();
        assertThat(some.hub.stats().producers()).isEqualTo(17);
    }

    /** §10.30-7 */
    @Test
    void aMarkThatIsUsedByASessionThatUsesTooManyIsKeptForTwoMinutesFromThen() {
        HubBench some = new HubBench(HubOptions.DEFAULT.withProducers(16));
        Object first = new Object();
        Object busy = new Object();
        publish(some, first, "x", 1).isAccepted();
        publish(some, busy, "y", 1).isAccepted();
        some.hub.sessionEnded(first, some.now);
        some.clock += 100_000;
        publish(some, busy, "x", 1).isAccepted(); // A repetition. §10.30-2
        publish(some, busy, "x", 2).isRefused(ErrorCode.OVERLOADED);
        some.clock += 119_999;
        publish(some, new Object(), "z", 1).isAccepted();
        assertThat(some.hub.stats().producers()).isEqualTo(3);
        some.clock += 1;
        publish(some, new Object(), "w", 1).isAccepted();
        assertThat(some.hub.stats().producers()).isEqualTo(3); // Without x.
        publish(some, new Object(), "x", 2).isRefused(ErrorCode.CONFLICT);
        publish(some, busy, "y", 2).isAccepted();
    }

    /** §10.30-7: whatever becomes of the time of day. */
    @Test
    void aMarkOutlivesATimeOfDayThatIsSet() {
        publish(1, 1).isAccepted();
        bench.hub.sessionEnded(bench.session, bench.now);
        bench.now += 86_400_000;
        publish(new Object(), "p", "other", 1, 1).isAccepted();
        publish(new Object(), "p", "till", 1, 2).isAccepted();
        assertThat(sub.all()).hasSize(3);
    }

    @Test
    void aProducerHasAnEpochFromZeroAndASeqFromOne() {
        assertThatThrownBy(() -> new ProducerId("x", -1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProducerId("x", 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected an epoch from 0 and a seq from 1");
    }
}
