package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.HubOptions;
import dev.fluxar.hub.From;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import dev.fluxar.hub.memory.MemoryHub;
import dev.fluxar.message.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is bounded for the whole hub. §11.3-2 */
class HubBoundsTest {

    @Test
    void thereAreNoMoreSubscriptionsThanMayBe() {
        HubBench bench = new HubBench(HubOptions.DEFAULT.withSubscriptions(3));
        Sub plain = bench.sub("a", 0);
        bench.ask("a").group("g").sub().feed();
        Sub durable = bench.ask("a").mode(1).durable("d").sub();
        for (int i = 0; i < 2; i++) {
            FluxarException refusal = bench.sub("a", 0).refusal();
            assertThat(refusal.errorCode()).contains(ErrorCode.OVERLOADED);
            assertThat(refusal.retry()).isPresent();
            assertThat(bench.ask("a").group("g").sub().refusals).hasSize(1);
        }
        plain.unsubscribe();
        assertThat(bench.sub("b", 0).grants).hasSize(1);
        durable.leave(Ledger.NEW);
        assertThat(bench.sub("b", 0).grants).hasSize(1);
        assertThat(bench.hub.stats().subscriptions()).isEqualTo(3);
    }

    @Test
    void thereAreNoMoreDurableSubscriptionsThanMayBe() {
        HubBench bench = new HubBench(HubOptions.DEFAULT.withDurables(2));
        bench.ask("a").mode(1).durable("d").sub().leave(Ledger.NEW);
        bench.ask("a").mode(1).group("g").durable("e").sub();
        assertThat(bench.ask("a").mode(1).durable("f").sub().refusal().errorCode())
                .contains(ErrorCode.OVERLOADED);
        assertThat(bench.ask("a").mode(1).group("g").durable("f").sub().refusal().errorCode())
                .contains(ErrorCode.OVERLOADED);
        Sub again = bench.ask("a").mode(1).durable("d").sub();
        assertThat(bench.ask("a").mode(1).group("g").durable("e").sub().grants).hasSize(1);
        again.unsubscribe();
        assertThat(bench.ask("a").mode(1).durable("f").sub().grants).hasSize(1);
    }

    /** §10.20-1 row 7 */
    @Test
    void aHubWithoutDurableSubscriptionsSaysSo() {
        HubBench bench = new HubBench(HubOptions.DEFAULT.withDurables(0));
        assertThat(bench.ask("a").mode(1).durable("d").sub().refusal().errorCode())
                .contains(ErrorCode.UNSUPPORTED);
    }

    @Test
    void groupsAndDurableSubscriptionsShareABound() {
        long size = HubBench.heldBytes("a");
        HubBench bench = new HubBench(HubOptions.DEFAULT.withStoredBytes(40 * size));
        List<Sub> subs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            subs.add(bench.ask("a").mode(1).durable("d" + i).sub());
        }
        int accepted = 0;
        while (bench.publish("a", 1).refusals.isEmpty()) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(6);
        assertThat(bench.hub.stats().storedBytes()).isEqualTo(30 * size);
        for (Sub sub : subs) {
            for (HubEvent event = sub.poll(); event != null; event = sub.poll()) {
                sub.feed().settled(event);
            }
        }
        assertThat(bench.hub.stats().storedBytes()).isZero();
        bench.publish("a", 1).isAccepted();
    }

    private static HubBench.Answer publish(HubBench at, String topic, int length) {
        Payload payload = Payload.bytes(new byte[length]);
        return at.publish(topic, payload, Delivery.AT_LEAST_ONCE, false, null);
    }

    /** §10.27-4: also one large event leaves as much to others as it takes. */
    @Test
    void durableSubscriptionsThatAreStalledDoNotStarveGroups() {
        HubBench bench = new HubBench(HubOptions.DEFAULT.withPatience(Duration.ofSeconds(10)));
        for (int i = 0; i < 4; i++) {
            bench.ask("d" + i).mode(1).durable("d" + i).sub();
            HubBench.Answer answer = publish(bench, "d" + i, (16 << 20) - 300);
            if (i < 3) {
                answer.isAccepted();
            } else {
                answer.isRefused(ErrorCode.OVERLOADED);
            }
        }
        Sub kept = bench.ask("a").mode(1).group("g").sub();
        Sub lossy = bench.ask("a").group("h").sub();
        Sub plain = bench.ask("a").mode(1).sub();
        for (int i = 0; i < 100; i++) {
            publish(bench, "a", 200_000).isAccepted();
            for (Sub sub : new Sub[] {kept, plain}) {
                sub.feed().settled(sub.take());
            }
            lossy.take();
            bench.clock += 3_600_000;
        }
        assertThat(kept.ends).isEmpty();
        assertThat(bench.hub.stats().dropped()).isZero();
    }

    /** §10.27-4: one small event each is beyond the bound, and the excess is bounded. */
    @Test
    void oneThatHasNothingGetsASmallEventThoughOthersHoldAllRoom() {
        int limit = 1 << 20;
        HubBench bench =
                new HubBench(
                        HubOptions.DEFAULT
                                .withStoredBytes(limit)
                                .withPatience(Duration.ofSeconds(10)));
        List<Sub> durables = new ArrayList<>();
        int accepted = 0;
        for (int i = 0; i < 300; i++) {
            durables.add(bench.ask("d" + i).mode(1).durable("d" + i).sub());
            if (publish(bench, "d" + i, 7000).refusals.isEmpty()) {
                accepted++;
            }
        }
        long full = bench.hub.stats().storedBytes();
        assertThat(full).isBetween(limit + limit / 8 - 7500L, limit + limit / 8L);
        assertThat(accepted).isBetween(140, 170);
        Sub group = bench.ask("a").mode(1).group("g").sub();
        for (int i = 0; i < 50; i++) {
            publish(bench, "a", 700).isAccepted();
            publish(bench, "a", 700).isRefused(ErrorCode.OVERLOADED);
            group.feed().settled(group.take());
        }
        // Those that wait for the room of a larger one delay nobody for longer than the patience.
        Sub plain = bench.ask("a").mode(1).sub();
        publish(bench, "a", 7000).isRefused(ErrorCode.OVERLOADED);
        bench.clock += 10_000;
        publish(bench, "a", 7000).isAccepted();
        assertThat(group.end().errorCode()).contains(ErrorCode.OVERLOADED);
        assertThat(plain.all()).hasSize(1);
        for (int i = accepted; i < 300; i++) {
            publish(bench, "d" + i, 700).isAccepted();
        }
        assertThat(bench.hub.stats().storedBytes()).isLessThanOrEqualTo(full + 300 * 1024L);
        for (Sub sub : durables) {
            sub.feed().settled(sub.take());
            assertThat(sub.ends).isEmpty();
        }
        assertThat(bench.hub.stats().storedBytes()).isZero();
    }

    @Test
    void whatADurableSubscriptionBeginsWithNeedsRoomToo() {
        long size = HubBench.heldBytes("a");
        HubBench bench =
                new HubBench(
                        HubOptions.DEFAULT.withHistory(100, 1 << 20).withStoredBytes(40 * size));
        for (int i = 0; i < 30; i++) {
            bench.publish("a", 1).isAccepted();
        }
        Sub one = bench.ask("a").mode(1).durable("d").from(From.HISTORY).sub();
        assertThat(one.grants).hasSize(1);
        Sub two = bench.ask("a").mode(1).durable("e").from(From.HISTORY).sub();
        assertThat(two.refusal().errorCode()).contains(ErrorCode.OVERLOADED);
        assertThat(two.refusal()).hasMessageContaining("30 events");
        Sub group = bench.ask("a").mode(1).group("g").from(From.HISTORY).sub();
        assertThat(group.refusals).hasSize(1);
        assertThat(bench.hub.stats().durables()).isEqualTo(1);
        assertThat(bench.hub.stats().groups()).isZero();
        assertThat(bench.hub.stats().subscriptions()).isEqualTo(1);
        for (HubEvent event = one.poll(); event != null; event = one.poll()) {
            one.feed().settled(event);
        }
        assertThat(bench.hub.stats().storedBytes()).isZero();
        bench.publish("a", 2).isAccepted();
        assertThat(one.all()).containsExactly("a=2");
    }

    @Test
    void anEventThatIsOpenForAnotherAttachmentStaysCounted() {
        HubBench bench = new HubBench();
        Sub one = bench.ask("a").mode(1).durable("d").sub();
        bench.publish("a", 1);
        HubEvent event = one.take();
        one.leave(
                new Ledger(
                        1,
                        1,
                        List.of(new OpenDelivery(event, 1, 1, OpenDelivery.SENT)),
                        List.of()));
        assertThat(bench.hub.stats().storedBytes()).isEqualTo(event.heldBytes());
    }

    @Test
    void aLedgerHasSixteenBytes() {
        MemoryHub hub = new MemoryHub(HubOptions.DEFAULT, () -> new byte[15], () -> 0);
        assertThat(hub.stats().durables()).isZero();
        HubBench bench = new HubBench();
        assertThatThrownBy(() -> bench.ask("a").mode(1).durable("d").on(hub))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a ledger of 15 random bytes, expected 16");
    }
}
