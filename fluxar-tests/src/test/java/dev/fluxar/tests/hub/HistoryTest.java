package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.HubOptions;
import dev.fluxar.Overflow;
import dev.fluxar.hub.From;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.message.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a hub keeps of the past. §10.25-4 §10.25-5 */
class HistoryTest {

    private static final HubOptions FOUR = HubOptions.DEFAULT.withHistory(4, 1 << 20);

    private final HubBench bench = new HubBench(FOUR);

    private void publish(int from, int to) {
        for (int i = from; i <= to; i++) {
            bench.publish("a", i).isAccepted();
        }
    }

    /** §10.25-4 */
    @Test
    void fromTheStartIsAllThatIsKeptInOrderAndThenWhatFollows() {
        publish(1, 3);
        bench.publish("b", 9);
        publish(4, 5);
        for (int mode = 0; mode <= 2; mode++) {
            Sub sub = bench.ask("a").mode(mode).from(From.HISTORY).sub();
            Sub live = bench.ask("a").mode(mode).from(From.LIVE).sub();
            bench.publish("c", 7);
            assertThat(sub.all()).startsWith(mode == 0 ? "a=3" : "a=4");
            assertThat(live.all()).isEmpty();
            if (mode > 0) {
                break;
            }
        }
        assertThat(bench.hub.stats().history()).isEqualTo(4);
    }

    @Test
    void whatIsAcceptedAfterTheGrantComesOnce() {
        publish(1, 2);
        Sub sub = bench.ask("a").from(From.HISTORY).sub();
        publish(3, 4);
        assertThat(sub.all()).containsExactly("a=1", "a=2", "a=3", "a=4");
        assertThat(bench.ask("a").from(From.HISTORY).sub().all()).hasSize(4);
    }

    /** §10.25-4 §10.25-5 */
    @Test
    void fromATimeIsWhatWasAcceptedThenOrLater() {
        long begin = bench.now;
        for (int i = 0; i < 4; i++) {
            bench.now = begin + 10 * i;
            publish(i, i);
        }
        assertThat(bench.ask("a").from(From.since(begin + 10)).sub().all()).hasSize(3);
        assertThat(bench.ask("a").from(From.since(begin + 11)).sub().all())
                .containsExactly("a=2", "a=3");
        assertThat(bench.ask("a").from(From.since(0)).sub().all()).hasSize(4);
        assertThat(bench.ask("a").from(From.since(begin + 31)).sub().all()).isEmpty();
        HubEvent event = bench.ask("a").from(From.since(begin + 30)).sub().take();
        assertThat(event.timestamp()).isEqualTo(begin + 30);
        assertThat(event.metaCount()).isEqualTo(1);
        assertThat(event.isRetained()).isFalse();
    }

    /** §10.25-4: asking for more than there is, is no failure. */
    @Test
    void aHubWithoutHistoryBeginsWithWhatFollows() {
        HubBench without = new HubBench();
        without.publish("a", 1);
        Sub sub = without.ask("a").from(From.HISTORY).sub();
        without.publish("a", 2);
        assertThat(sub.take().metaCount()).isZero();
        assertThat(sub.poll()).isNull();
    }

    @Test
    void whatLeavesTheHistoryBeforeItIsReadIsReadAllTheSame() {
        for (int mode = 0; mode <= 2; mode++) {
            HubBench fresh = new HubBench(FOUR);
            for (int i = 1; i <= 4; i++) {
                fresh.publish("a", i).isAccepted();
            }
            Sub sub = fresh.ask(">").mode(mode).from(From.HISTORY).sub();
            assertThat(sub.next()).isEqualTo("a=1");
            for (int i = 5; i <= 7; i++) {
                fresh.publish("b", i).isAccepted();
            }
            assertThat(sub.all()).containsExactly("a=2", "a=3", "a=4", "b=5", "b=6", "b=7");
        }
    }

    @Test
    void whatIsKeptAsideIsGivenBack() {
        Allowance allowance = new Allowance(1 << 20);
        publish(1, 4);
        Sub sub = bench.ask("a").allowance(allowance).from(From.HISTORY).sub();
        Sub leaving = bench.ask("a").mode(1).allowance(allowance).from(From.HISTORY).sub();
        for (int i = 0; i < 3; i++) {
            bench.publish("b", 1).isAccepted();
        }
        assertThat(allowance.taken.get()).isPositive();
        leaving.unsubscribe();
        assertThat(sub.all()).hasSize(4);
        assertThat(allowance.taken.get()).isZero();
        publish(5, 9);
        assertThat(sub.all()).hasSize(5);
    }

    private HubBench small(int waiting) {
        HubBench small = new HubBench(FOUR.withWaiting(waiting, 1 << 20));
        for (int i = 1; i <= 4; i++) {
            small.publish("a", i).isAccepted();
        }
        return small;
    }

    /** §10.27-1 §10.27-2 */
    @Test
    void inModeZeroWhatHasNoRoomAsideIsDropped() {
        HubBench oldest = small(2);
        Sub sub = oldest.ask("a").from(From.HISTORY).sub();
        for (int i = 0; i < 4; i++) {
            oldest.publish("b", 0).isAccepted();
        }
        assertThat(sub.all()).containsExactly("a=3 !2", "a=4");

        HubBench newest = small(2);
        sub = newest.ask("a").overflow(Overflow.NEWEST).from(From.HISTORY).sub();
        for (int i = 0; i < 3; i++) {
            newest.publish("b", 0).isAccepted();
        }
        // 3 is lost, 4 still in the history.
        assertThat(sub.all()).containsExactly("a=1", "a=2", "a=4 !1");

        newest = small(2);
        sub = newest.ask("a").overflow(Overflow.NEWEST).from(From.HISTORY).sub();
        for (int i = 0; i < 4; i++) {
            newest.publish("b", 0).isAccepted();
        }
        assertThat(sub.all()).containsExactly("a=1", "a=2");
        newest.publish("a", 9).isAccepted();
        assertThat(sub.all()).containsExactly("a=9 !2");

        HubBench fail = small(2);
        sub = fail.ask("a").overflow(Overflow.FAIL).from(From.HISTORY).sub();
        for (int i = 0; i < 3; i++) {
            fail.publish("b", 0).isAccepted();
        }
        assertThat(sub.end().errorCode()).contains(ErrorCode.OVERLOADED);
        sub.unsubscribe();
        assertThat(fail.allowance.taken.get()).isZero();
    }

    /** §10.27-3: others are not refused for it. */
    @Test
    void inModeOneAReaderThatIsLeftBehindIsEnded() {
        HubBench hub = small(2);
        Sub sub = hub.ask("a").mode(1).from(From.HISTORY).sub();
        hub.publish("b", 0).isAccepted();
        hub.publish("b", 0).isAccepted();
        assertThat(sub.ends).isEmpty();
        hub.publish("b", 0).isAccepted();
        assertThat(sub.end().errorCode()).contains(ErrorCode.OVERLOADED);
        assertThat(sub.poll()).isNull();
        sub.unsubscribe();
        assertThat(hub.allowance.taken.get()).isZero();
    }

    @Test
    void whatWasLostOnTheWayCountsWithTheNextOne() {
        publish(1, 2);
        Sub sub = bench.ask("a").from(From.HISTORY).sub();
        sub.take();
        sub.feed().lost(1);
        assertThat(sub.next()).isEqualTo("a=2 !1");
        sub.feed().lost(2);
        publish(3, 3);
        assertThat(sub.next()).isEqualTo("a=3 !2");
    }

    @Test
    void bytesBoundTheHistoryToo() {
        long size = HubBench.event("a", HubBench.payload(1), 1).heldBytes() + 12;
        HubBench narrow = new HubBench(HubOptions.DEFAULT.withHistory(100, 3 * size));
        for (int i = 1; i <= 5; i++) {
            narrow.publish("a", i).isAccepted();
        }
        assertThat(narrow.hub.stats().history()).isEqualTo(3);
        assertThat(narrow.ask("a").from(From.HISTORY).sub().all())
                .isEqualTo(List.of("a=3", "a=4", "a=5"));
        Payload large = Payload.bytes(new byte[(int) (4 * size)]);
        narrow.publish("a", large, Delivery.AT_MOST_ONCE, false, null).isAccepted();
        assertThat(narrow.hub.stats().history()).isZero();
        narrow.publish("a", 6).isAccepted();
        assertThat(narrow.ask("a").from(From.HISTORY).sub().all()).containsExactly("a=6");
    }

    @Test
    void aLongHistoryGoesRound() {
        HubBench many = new HubBench(HubOptions.DEFAULT.withHistory(100, 1 << 20));
        for (int i = 0; i < 1000; i++) {
            many.publish("t" + i % 7, i % 24).isAccepted();
        }
        List<String> all = many.ask(">").mode(1).from(From.HISTORY).sub().all();
        assertThat(all).hasSize(100);
        assertThat(all.get(0)).isEqualTo("t" + 900 % 7 + "=" + 900 % 24);
        assertThat(all.get(99)).isEqualTo("t" + 999 % 7 + "=" + 999 % 24);
    }
}
