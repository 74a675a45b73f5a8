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
        bench.now += 1_000_000;
        publish(other, "p", "till", 1, 1).isAccepted();
        bench.hub.sessionEnded(other, bench.now);
        bench.now += 119_999;
        publish(new Object(), "p", "other", 1, 1).isAccepted();
        assertThat(bench.hub.stats().producers()).isEqualTo(2);
        bench.now += 1;
        publish(new Object(), "p", "more", 1, 1).isAccepted();
        assertThat(bench.hub.stats().producers()).isEqualTo(2);
        tells(publish(1, 2).isRefused(ErrorCode.CONFLICT), "expected", 1);
    }

    /** §10.30-7 */
    @Test
    void aMarkThatIsUsedAgainIsKeptOn() {
        publish(1, 1).isAccepted();
        bench.hub.sessionEnded(bench.session, bench.now);
        bench.now += 100_000;
        Object next = new Object();
        publish(next, "p", "till", 1, 1).isAccepted();
        bench.now += 100_000;
        publish(new Object(), "p", "other", 1, 1).isAccepted();
        publish(next, "p", "till", 1, 2).isAccepted();
        assertThat(sub.all()).hasSize(3);
        bench.hub.sessionEnded(next, bench.now);
        bench.now += 119_000;
        bench.hub.sessionEnded(new Object(), bench.now);
        publish(new Object(), "p", "till", 1, 2).isAccepted();
        assertThat(sub.all()).isEmpty();
    }

    /** §10.30-7 */
    @Test
    void newIdsAreRefusedWhenThereAreAsManyAsMayBe() {
        HubBench few = new HubBench(HubOptions.DEFAULT.withProducers(2));
        var mode = Delivery.EXACTLY_ONCE;
        for (String id : new String[] {"x", "y"}) {
            few.publish("a", HubBench.payload(1), mode, false, new ProducerId(id, 1, 1))
                    .isAccepted();
        }
        FluxarException refusal =
                few.publish("a", HubBench.payload(1), mode, false, new ProducerId("z", 1, 1))
                        .isRefused(ErrorCode.OVERLOADED);
        assertThat(refusal.retry()).isPresent();
        few.publish("a", HubBench.payload(1), mode, false, new ProducerId("x", 1, 2)).isAccepted();
        Object other = new Object();
        few.publish(other, "", "a", HubBench.payload(1), mode, false, new ProducerId("x", 1, 2))
                .isAccepted();
        few.hub.sessionEnded(few.session, few.now);
        few.now += 120_000;
        few.publish(other, "", "a", HubBench.payload(1), mode, false, new ProducerId("z", 1, 1))
                .isAccepted();
        // Used by a session that could not be noted: kept.
        few.publish(other, "", "a", HubBench.payload(1), mode, false, new ProducerId("x", 1, 2))
                .isAccepted();
        assertThat(few.hub.stats().producers()).isEqualTo(2);
        few.publish(other, "", "a", HubBench.payload(1), mode, false, new ProducerId("x", 1, 4))
                .isRefused(ErrorCode.CONFLICT);
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
