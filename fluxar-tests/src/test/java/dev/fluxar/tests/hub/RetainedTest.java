package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.HubOptions;
import dev.fluxar.Overflow;
import dev.fluxar.hub.From;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.message.Payload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Retained values. §10.25-1 to §10.25-3, §10.25-5 */
class RetainedTest {

    private final HubBench bench = new HubBench();

    /** §10.25-1 §10.25-3 */
    @Test
    void aSubscriptionBeginsWithTheLastValueOfEachTopic() {
        bench.retain("b", 1);
        bench.retain("a", 2);
        bench.retain("b", 3);
        bench.publish("b", 4);
        Sub sub = bench.sub(">", 0);
        bench.publish("c", 5);
        assertThat(sub.all()).containsExactly("a=2 R", "b=3 R", "c=5");
        assertThat(bench.sub("b", 1).all()).containsExactly("b=3 R");
        assertThat(bench.sub("x.>", 1).all()).isEmpty();
        assertThat(bench.hub.stats().retained()).isEqualTo(2);
    }

    /** §10.25-1: routed like any other besides. §10.25-3 */
    @Test
    void onItsNormalWayItIsAnEventLikeAnyOther() {
        Sub sub = bench.sub("a", 0);
        bench.retain("a", 1);
        assertThat(sub.all()).containsExactly("a=1");
        bench.clear("a");
        assertThat(sub.all()).containsExactly("a=null");
        assertThat(bench.hub.stats().retained()).isZero();
        assertThat(bench.sub("a", 0).all()).isEmpty();
        bench.clear("never").isAccepted();
    }

    /** §10.25-5 */
    @Test
    void aRetainedValueTellsItsTime() {
        bench.now = 4711;
        bench.retain("a", 1);
        bench.now = 4712;
        HubEvent value = bench.sub("a", 0).take();
        assertThat(value.timestamp()).isEqualTo(4711);
        assertThat(value.metaCount()).isEqualTo(2);
        assertThat(bench.sub("a", 2).take()).isSameAs(value);
    }

    /** §10.25-4 */
    @Test
    void otherBeginningsHaveNone() {
        bench.retain("a", 1);
        assertThat(bench.ask("a").from(From.LIVE).sub().all()).isEmpty();
        assertThat(bench.ask("a").from(From.HISTORY).sub().all()).isEmpty();
        assertThat(bench.ask("a").from(From.since(0)).sub().all()).isEmpty();
    }

    /** §10.25-2: the value as of the grant and all events after it, none twice. */
    @Test
    void valuesThatAreReplacedBeforeTheyAreReadAreReadAsTheyWere() {
        for (int mode = 0; mode <= 2; mode++) {
            HubBench fresh = new HubBench();
            for (String topic : new String[] {"a", "b", "c", "d"}) {
                fresh.retain(topic, 1).isAccepted();
            }
            Sub sub = fresh.sub(">", mode);
            assertThat(sub.next()).isEqualTo("a=1 R");
            fresh.retain("c", 2).isAccepted();
            fresh.retain("a", 3).isAccepted();
            fresh.clear("b").isAccepted();
            fresh.retain("c", 4).isAccepted();
            fresh.retain("e", 5).isAccepted();
            assertThat(sub.all())
                    .containsExactly(
                            "b=1 R", "c=1 R", "d=1 R", "c=2", "a=3", "b=null", "c=4", "e=5");
            assertThat(fresh.sub(">", mode).all())
                    .containsExactly("d=1 R", "a=3 R", "c=4 R", "e=5 R");
        }
    }

    @Test
    void aPatternWithoutWildcardsFindsItsValueAtOnce() {
        bench.retain("a", 1);
        bench.retain("b", 2);
        Sub sub = bench.sub("b", 1);
        bench.retain("b", 3);
        bench.retain("a", 4);
        assertThat(sub.all()).containsExactly("b=2 R", "b=3");
    }

    @Test
    void manyValuesThatDoNotMatchAreSkipped() {
        HubBench many = new HubBench();
        for (int i = 0; i < 1000; i++) {
            many.retain("x.t" + i, 1).isAccepted();
        }
        many.retain("y", 7).isAccepted();
        for (int i = 0; i < 1000; i++) {
            many.retain("z.t" + i, 1).isAccepted();
        }
        assertThat(many.sub("*", 0).all()).containsExactly("y=7 R");
        assertThat(many.sub("q.>", 0).all()).isEmpty();
        assertThat(many.sub("*.*", 0).all()).hasSize(2000);
    }

    @Test
    void whatIsKeptAsideCountsAgainstTheAllowance() {
        Allowance allowance = new Allowance(1 << 20);
        bench.retain("a", 1);
        bench.retain("b", 1);
        Sub sub = bench.ask(">").allowance(allowance).sub();
        assertThat(allowance.taken.get()).isZero();
        bench.retain("a", 2);
        HubEvent old = sub.take();
        assertThat(old.isRetained()).isTrue();
        assertThat(allowance.taken.get()).isEqualTo(HubBench.heldBytes("a"));
        assertThat(sub.all()).containsExactly("b=1 R", "a=2");
        assertThat(allowance.taken.get()).isZero();

        Sub kept = bench.ask(">").mode(1).allowance(allowance).sub();
        HubEvent first = kept.take();
        HubEvent second = kept.take();
        assertThat(allowance.taken.get()).isEqualTo(first.heldBytes() + second.heldBytes());
        kept.feed().settled(first);
        kept.feed().settled(second);
        assertThat(allowance.taken.get()).isZero();
        assertThat(kept.poll()).isNull();
    }

    /** Where the allowance has no room, a replay waits and is tried again. */
    @Test
    void aReplayThatFindsNoRoomIsTriedAgainLater() {
        bench.retain("a", 1);
        bench.retain("b", 2);
        Allowance allowance = new Allowance(300);
        assertThat(allowance.tryTake(290)).isTrue();
        Sub sub = bench.ask("*").mode(1).allowance(allowance).sub();
        assertThat(sub.poll()).isNotNull(); // The one that it may have in any case.
        assertThat(sub.poll()).isNull();
        assertThat(sub.feed().wakeAt()).isEqualTo(bench.now + 50);
        allowance.giveBack(290);
        assertThat(sub.poll()).isNotNull();
        assertThat(sub.next()).isEqualTo("none");
        assertThat(sub.feed().wakeAt()).isEqualTo(Long.MAX_VALUE);
    }

    /** Mode 0: a value that has no room aside is dropped as the policy says. §10.27-1 */
    @Test
    void oldValuesThatHaveNoRoomAreDropped() {
        HubOptions two = HubOptions.DEFAULT.withWaiting(2, 1 << 20);
        HubBench newest = new HubBench(two);
        for (String topic : new String[] {"a", "b", "c"}) {
            newest.retain(topic, 1).isAccepted();
        }
        Sub sub = newest.ask("*").overflow(Overflow.NEWEST).sub();
        newest.retain("a", 2);
        newest.retain("b", 3);
        assertThat(sub.all()).containsExactly("a=1 R !1", "c=1 R", "a=2");
        newest.publish("a", 5);
        assertThat(sub.all()).containsExactly("a=5 !1");

        HubBench oldest = new HubBench(two);
        for (String topic : new String[] {"a", "b", "c"}) {
            oldest.retain(topic, 1).isAccepted();
        }
        Sub other = oldest.sub("*", 0);
        oldest.retain("a", 2);
        oldest.retain("b", 3);
        assertThat(other.all()).containsExactly("c=1 R !2", "a=2", "b=3");

        HubBench fail = new HubBench(two);
        for (String topic : new String[] {"a", "b", "c"}) {
            fail.retain(topic, 1).isAccepted();
        }
        Sub failing = fail.ask("*").overflow(Overflow.FAIL).sub();
        fail.retain("a", 2);
        assertThat(failing.ends).isEmpty();
        fail.retain("b", 3);
        assertThat(failing.end().errorCode()).contains(ErrorCode.OVERLOADED);
        assertThat(failing.poll()).isNull();
        failing.unsubscribe();
        assertThat(fail.allowance.taken.get()).isZero();
    }

    /** Modes 1 and 2: room for both, or refused, or ended. §10.27-3 */
    @Test
    void aPublishThatWouldLoseAnOldValueIsRefused() {
        HubBench small =
                new HubBench(
                        HubOptions.DEFAULT
                                .withWaiting(3, 1 << 20)
                                .withPatience(Duration.ofSeconds(1)));
        small.retain("a", 1);
        small.retain("b", 1);
        Sub sub = small.sub("*", 1);
        small.retain("a", 2).isAccepted();
        small.retain("b", 3).isRefused(ErrorCode.OVERLOADED);
        small.publish("b", 4).isAccepted();
        assertThat(sub.next()).isEqualTo("a=1 R");
        small.retain("b", 5).isRefused(ErrorCode.OVERLOADED);
        assertThat(sub.all()).containsExactly("b=1 R", "a=2", "b=4");
        small.retain("b", 6).isAccepted();
        assertThat(sub.all()).containsExactly("b=6");

        Sub stuck = small.sub("*", 1);
        small.retain("a", 7).isAccepted();
        small.retain("b", 8).isRefused(ErrorCode.OVERLOADED);
        small.clock += 1000;
        small.retain("b", 8).isAccepted();
        assertThat(stuck.ends).hasSize(1);
    }

    /** §10.29-1 row 8 */
    @Test
    void aValueThatHasNoRoomIsRefused() {
        HubBench few = new HubBench(HubOptions.DEFAULT.withRetained(2, 10_000));
        few.retain("a", 1).isAccepted();
        few.retain("b", 1).isAccepted();
        assertThat(few.retain("c", 1).isRefused(ErrorCode.OVERLOADED).retry()).isPresent();
        few.retain("b", 2).isAccepted();
        few.publish("a", Payload.bytes(new byte[10_000]), Delivery.AT_MOST_ONCE, true, null)
                .isRefused(ErrorCode.OVERLOADED);
        assertThat(few.sub("a", 0).all()).containsExactly("a=1 R");
        few.clear("a").isAccepted();
        few.retain("c", 1).isAccepted();
        assertThat(few.hub.stats().retained()).isEqualTo(2);
        assertThat(new HubBench(HubOptions.DEFAULT.withRetained(0, 0)).retain("a", 1).refusals)
                .hasSize(1);
    }

    @Test
    void aRefusedPublishRetainsNothing() {
        HubBench small = new HubBench(HubOptions.DEFAULT.withWaiting(1, 1 << 20));
        Sub sub = small.sub("a", 1);
        small.retain("a", 1).isAccepted();
        small.retain("a", 2).isRefused(ErrorCode.OVERLOADED);
        assertThat(small.sub("a", 0).all()).containsExactly("a=1 R");
        assertThat(sub.all()).containsExactly("a=1");
    }
}
