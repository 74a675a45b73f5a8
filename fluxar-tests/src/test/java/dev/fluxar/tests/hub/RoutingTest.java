package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.HubOptions;
import dev.fluxar.HubStats;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Ledger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a publish to the subscriptions. */
class RoutingTest {

    private final HubBench bench = new HubBench();

    /** §10.20-6 */
    @Test
    void everySubscriptionGetsItsOwnCopyOfOneObject() {
        Sub one = bench.sub("a.b", 0);
        Sub equal = bench.sub("a.b", 0);
        Sub overlapping = bench.sub("a.*", 1);
        Sub other = bench.sub("b.>", 0);
        bench.publish("a.b", 1).isAccepted();
        HubEvent event = one.take();
        assertThat(equal.take()).isSameAs(event);
        assertThat(overlapping.take()).isSameAs(event);
        assertThat(other.poll()).isNull();
    }

    /** §10.21-3 §10.21-4 */
    @Test
    void eventsComeInTheOrderOfAcceptance() {
        Sub sub = bench.sub(">", 1);
        for (int i = 0; i < 20; i++) {
            bench.publish("t" + i, i).isAccepted();
        }
        long last = 0;
        for (int i = 0; i < 20; i++) {
            HubEvent event = sub.take();
            assertThat(event.topic()).isEqualTo("t" + i);
            assertThat(event.position()).isGreaterThan(last);
            last = event.position();
        }
    }

    /** §10.29-4 */
    @Test
    void aPublishThatNobodyWantsIsAccepted() {
        bench.publish("a", 1).isAccepted();
        assertThat(bench.hub.stats().accepted()).isEqualTo(1);
    }

    /** §10.20-5 */
    @Test
    void aSubscriptionGetsWhatIsAcceptedFromItsGrantOnUntilItEnds() {
        bench.publish("a", 1).isAccepted();
        Sub sub = bench.sub("a", 1);
        bench.publish("a", 2).isAccepted();
        assertThat(sub.all()).containsExactly("a=2");
        bench.publish("a", 3).isAccepted();
        sub.unsubscribe();
        sub.unsubscribe();
        bench.publish("a", 4).isAccepted();
        assertThat(sub.poll()).isNull();
        assertThat(bench.hub.stats().subscriptions()).isZero();
    }

    @Test
    void readyIsToldOnceAfterAPollThatFoundNothing() {
        Sub sub = bench.sub("a", 0);
        bench.publish("a", 1);
        assertThat(sub.told).containsExactly("granted");
        assertThat(sub.next()).isEqualTo("a=1");
        bench.publish("a", 2);
        assertThat(sub.readies).isZero();
        assertThat(sub.all()).containsExactly("a=2");
        bench.publish("b", 3);
        assertThat(sub.readies).isZero();
        bench.publish("a", 4);
        bench.publish("a", 5);
        assertThat(sub.readies).isEqualTo(1);
        assertThat(sub.all()).containsExactly("a=4", "a=5");
        bench.publish("a", 6);
        assertThat(sub.readies).isEqualTo(2);
    }

    @Test
    void aGrantTellsWhatIsInForce() {
        HubBench limited = new HubBench(HubOptions.DEFAULT.withMaxDeliver(7));
        Sub sub = limited.ask("a").mode(2).ackWait(123).sub();
        assertThat(sub.grant().ackWaitMillis()).isEqualTo(123);
        assertThat(sub.grant().maxDeliver()).isEqualTo(7);
        assertThat(sub.grant().ledgerId()).isNull();
        assertThat(sub.grant().ledger()).isEqualTo(Ledger.NEW);
        assertThat(sub.feed().sendings()).isZero();
        assertThat(sub.feed().wakeAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(sub.feed().pass(HubBench.event("a", HubBench.payload(1), 1), 1, true, false))
                .isFalse();
    }

    /** §10.29-3: all or none. */
    @Test
    void oneSubscriptionWithoutRoomKeepsAPublishFromAll() {
        HubBench small = new HubBench(HubOptions.DEFAULT.withWaiting(2, 1 << 20));
        Sub lossy = small.sub("a", 0);
        Sub first = small.sub(">", 1);
        Sub second = small.sub("a", 2);
        Sub third = small.sub("*", 1);
        small.publish("a", 1).isAccepted();
        small.publish("a", 2).isAccepted();
        assertThat(first.all()).hasSize(2);
        assertThat(third.all()).hasSize(2);
        assertThat(lossy.all()).hasSize(2);
        FluxarException refusal = small.publish("a", 3).isRefused(ErrorCode.OVERLOADED);
        assertThat(refusal.retry()).contains(Duration.ofMillis(100));
        assertThat(lossy.all()).isEmpty();
        assertThat(first.all()).isEmpty();
        assertThat(third.all()).isEmpty();
        assertThat(second.all()).hasSize(2);
        small.publish("a", 4).isAccepted();
        for (Sub sub : List.of(lossy, first, second, third)) {
            assertThat(sub.all()).containsExactly("a=4");
        }
        HubStats stats = small.hub.stats();
        assertThat(stats.accepted()).isEqualTo(3);
        assertThat(stats.refused()).isEqualTo(1);
        assertThat(stats.deliveries()).isEqualTo(12);
        assertThat(stats.dropped()).isZero();
    }

    /** What a refused publish reserved is given back. */
    @Test
    void aRefusalLeavesNothingTaken() {
        HubBench small = new HubBench(HubOptions.DEFAULT.withWaiting(1, 1 << 20));
        Allowance allowance = new Allowance(1 << 20);
        Sub first = small.ask("a").mode(1).allowance(allowance).sub();
        Sub second = small.ask("a").mode(1).sub();
        small.publish("a", 1).isAccepted();
        HubEvent event = first.take();
        long taken = allowance.taken.get();
        assertThat(taken).isEqualTo(event.heldBytes());
        small.publish("a", 2).isRefused(ErrorCode.OVERLOADED);
        assertThat(allowance.taken.get()).isEqualTo(taken);
        first.feed().settled(event);
        assertThat(allowance.taken.get()).isZero();
        assertThat(second.all()).hasSize(1);
    }

    /** Mode 0: the session's when polled; modes 1 and 2: held until settled. §10.22-1 */
    @Test
    void anAllowanceIsTakenWhileTheHubHoldsAnEvent() {
        Allowance allowance = new Allowance(1 << 20);
        Sub lossy = bench.ask("a").allowance(allowance).sub();
        bench.publish("a", 1);
        long size = HubBench.heldBytes("a");
        assertThat(allowance.taken.get()).isEqualTo(size);
        lossy.take();
        assertThat(allowance.taken.get()).isZero();
        lossy.unsubscribe();

        Sub kept = bench.ask("a").mode(2).allowance(allowance).sub();
        bench.publish("a", 1);
        bench.publish("a", 2);
        bench.publish("a", 3);
        assertThat(allowance.taken.get()).isEqualTo(3 * size);
        HubEvent first = kept.take();
        HubEvent second = kept.take();
        assertThat(allowance.taken.get()).isEqualTo(3 * size);
        kept.feed().settled(second);
        kept.feed().gaveUp(first, 1);
        assertThat(allowance.taken.get()).isEqualTo(size);
        kept.unsubscribe();
        assertThat(allowance.taken.get()).isZero();
        kept.feed().settled(first);
        assertThat(allowance.taken.get()).isZero();
    }

    @Test
    void aSubscriberThatPublishesWhenItIsToldIsServed() {
        Sub sub = bench.sub("a", 1);
        assertThat(sub.poll()).isNull();
        Sub other = bench.sub("b", 1);
        assertThat(other.poll()).isNull();
        bench.publish("a", 1);
        assertThat(sub.readies).isEqualTo(1);
        bench.publish(
                new Object(), "", "b", HubBench.payload(2), Delivery.AT_MOST_ONCE, false, null);
        assertThat(other.all()).containsExactly("b=2");
    }
}
