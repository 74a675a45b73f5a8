package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.HubOptions;
import dev.fluxar.Overflow;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.message.Payload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Where there is no room. §10.27-1 §10.27-2 §10.27-3 §10.27-4 */
class OverflowTest {

    private static final HubOptions THREE = HubOptions.DEFAULT.withWaiting(3, 1 << 20);

    private final HubBench bench = new HubBench(THREE);

    private void publish(int from, int to) {
        for (int i = from; i <= to; i++) {
            bench.publish("a", i).isAccepted();
        }
    }

    @Test
    void theOldestIsDroppedAndTheNextEventTellsHowMany() {
        Sub sub = bench.sub("a", 0);
        publish(1, 5);
        assertThat(sub.next()).isEqualTo("a=3 !2");
        publish(6, 8);
        assertThat(sub.all()).containsExactly("a=6 !2", "a=7", "a=8");
        publish(9, 9);
        assertThat(sub.all()).containsExactly("a=9");
        assertThat(bench.hub.stats().dropped()).isEqualTo(4);
    }

    @Test
    void theNewestIsDroppedAndTheEventBehindItTellsHowMany() {
        Sub sub = bench.ask("a").overflow(Overflow.NEWEST).sub();
        publish(1, 5);
        assertThat(sub.next()).isEqualTo("a=1");
        publish(6, 8);
        assertThat(sub.next()).isEqualTo("a=2");
        publish(9, 9);
        assertThat(sub.all()).containsExactly("a=3", "a=6 !2", "a=9 !2");
        publish(10, 14);
        assertThat(sub.all()).containsExactly("a=10", "a=11", "a=12");
        publish(15, 15);
        assertThat(sub.all()).containsExactly("a=15 !2");
    }

    @Test
    void theSubscriptionFails() {
        Sub sub = bench.ask("a").overflow(Overflow.FAIL).sub();
        publish(1, 3);
        assertThat(sub.ends).isEmpty();
        publish(4, 4);
        assertThat(sub.end().errorCode()).contains(ErrorCode.OVERLOADED);
        assertThat(sub.poll()).isNull();
        publish(5, 5);
        assertThat(sub.ends).hasSize(1);
        assertThat(bench.allowance.taken.get()).isZero();
        assertThat(bench.hub.stats().subscriptions()).isEqualTo(1);
        sub.unsubscribe();
        assertThat(bench.hub.stats().subscriptions()).isZero();
        assertThat(sub.told).containsExactly("granted", "ended");
    }

    @Test
    void oneThatFailsDoesNotDisturbOthers() {
        Sub before = bench.sub("a", 0);
        Sub failing = bench.ask("a").overflow(Overflow.FAIL).sub();
        Sub behind = bench.sub("a", 0);
        publish(1, 4);
        assertThat(failing.ends).hasSize(1);
        assertThat(before.all()).containsExactly("a=2 !1", "a=3", "a=4");
        assertThat(behind.all()).containsExactly("a=2 !1", "a=3", "a=4");
    }

    @Test
    void whatASessionPolledAndDidNotSendCountsAsDropped() {
        Sub sub = bench.sub("a", 0);
        publish(1, 5);
        HubEvent tooLong = sub.take();
        long before = sub.feed().takeDropped();
        assertThat(before).isEqualTo(2);
        assertThat(sub.feed().takeDropped()).isZero();
        sub.feed().lost(before + 1);
        assertThat(tooLong.topic()).isEqualTo("a");
        assertThat(sub.all()).containsExactly("a=4 !3", "a=5");
        sub.feed().lost(1);
        publish(6, 6);
        assertThat(sub.all()).containsExactly("a=6 !1");
    }

    @Test
    void bytesBoundWhatWaitsToo() {
        long size = HubBench.heldBytes("a");
        HubBench narrow =
                new HubBench(HubOptions.DEFAULT.withWaiting(1000, Math.max(1024, 8 * size)));
        Sub sub = narrow.sub("a", 0);
        long fit = Math.max(1024, 8 * size) / size;
        for (int i = 0; i < fit + 2; i++) {
            narrow.publish("a", i).isAccepted();
        }
        assertThat(sub.next()).isEqualTo("a=2 !2");
        assertThat(sub.all()).hasSize((int) fit - 1);
    }

    @Test
    void aSingleEventMayBeLongerThanTheBound() {
        HubBench narrow = new HubBench(HubOptions.DEFAULT.withWaiting(10, 1024));
        Sub lossy = narrow.sub("a", 0);
        Sub kept = narrow.sub("a", 1);
        Payload large = Payload.bytes(new byte[5000]);
        Delivery mode = Delivery.AT_LEAST_ONCE;
        narrow.publish("a", large, mode, false, null).isAccepted();
        narrow.publish("a", large, mode, false, null).isRefused(ErrorCode.OVERLOADED);
        HubEvent open = kept.take();
        narrow.publish("a", large, mode, false, null).isRefused(ErrorCode.OVERLOADED);
        kept.feed().settled(open);
        narrow.publish("a", large, mode, false, null).isAccepted();
        HubEvent second = lossy.take();
        assertThat(lossy.feed().takeDropped()).isEqualTo(1);
        assertThat(second).isSameAs(kept.take());
    }

    @Test
    void theSessionsAllowanceBoundsWhatWaits() {
        long size = HubBench.heldBytes("a");
        Allowance allowance = new Allowance(4 * size);
        Sub sub = bench.ask("a").allowance(allowance).sub();
        publish(1, 3);
        assertThat(allowance.taken.get()).isEqualTo(2 * size);
        assertThat(sub.all()).containsExactly("a=2 !1", "a=3");
        assertThat(allowance.taken.get()).isZero();
    }

    @Test
    void oneThatWaitsLeavesRoomForOthersOfItsSession() {
        long size = HubBench.heldBytes("a");
        Allowance allowance = new Allowance(64 * size);
        HubBench wide = new HubBench();
        Sub slow = wide.ask("a").allowance(allowance).sub();
        for (int i = 0; i < 100; i++) {
            wide.publish("a", 1).isAccepted();
        }
        assertThat(allowance.taken.get()).isEqualTo(32 * size);
        Sub second = wide.ask("b").mode(1).allowance(allowance).sub();
        int accepted = 0;
        while (wide.publish("b", 1).refusals.isEmpty()) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(16);
        Sub third = wide.ask("c").mode(1).allowance(allowance).sub();
        for (int i = 0; i < 50; i++) {
            wide.publish("c", 1).isAccepted();
            HubEvent event = third.take();
            third.feed().settled(event);
        }
        assertThat(slow.all()).hasSize(32);
        assertThat(second.all()).hasSize(16);
    }

    /** §10.27-4: one that has nothing gets one event though those that wait hold all room. */
    @Test
    void oneThatTakesItsEventsGetsThemThoughOthersHoldAllRoom() {
        long size = HubBench.heldBytes("a");
        Allowance allowance = new Allowance(50 * size);
        HubBench wide = new HubBench();
        for (int i = 0; i < 200; i++) {
            wide.ask("slow").mode(i % 2).allowance(allowance).sub();
        }
        for (int i = 0; i < 5; i++) {
            wide.publish("slow", 1);
        }
        long each = HubBench.heldBytes("slow");
        // One event of each at most is beyond it.
        assertThat(allowance.taken.get()).isBetween(200 * each, 50 * size + 200 * each);
        Sub lossy = wide.ask("a").allowance(allowance).sub();
        Sub kept = wide.ask("a").mode(1).allowance(allowance).sub();
        for (int i = 0; i < 20; i++) {
            wide.publish("a", i).isAccepted();
            assertThat(lossy.all()).containsExactly("a=" + i);
            wide.publish("a", 0).isRefused(ErrorCode.OVERLOADED);
            kept.feed().settled(kept.take());
        }
        assertThat(allowance.taken.get()).isLessThanOrEqualTo(50 * size + 200 * each);
    }

    private static final Payload LARGE = Payload.bytes(new byte[150_000]);

    private static HubBench.Answer publishLarge(HubBench at, String topic) {
        return at.publish(topic, LARGE, Delivery.AT_LEAST_ONCE, false, null);
    }

    /** §11.3-2: what is large needs room. §10.27-4: it is not waited for for ever. */
    @Test
    void aLargeEventIsNotTakenBeyondTheAllowance() {
        Allowance allowance = new Allowance(400_000);
        HubBench wide = new HubBench(HubOptions.DEFAULT.withPatience(Duration.ofSeconds(10)));
        Sub[] subs = new Sub[10];
        for (int i = 0; i < 10; i++) {
            subs[i] = wide.ask("a" + i).mode(1).allowance(allowance).sub();
        }
        for (int i = 0; i < 10; i++) {
            HubBench.Answer answer = publishLarge(wide, "a" + i);
            if (i < 2) {
                answer.isAccepted();
            } else {
                answer.isRefused(ErrorCode.OVERLOADED);
            }
        }
        assertThat(allowance.taken.get()).isLessThanOrEqualTo(400_000);
        wide.clock += 9_999;
        publishLarge(wide, "a2").isRefused(ErrorCode.OVERLOADED);
        wide.clock += 1;
        publishLarge(wide, "a2").isAccepted();
        assertThat(subs[2].end().errorCode()).contains(ErrorCode.OVERLOADED);
        // Room that comes up in time.
        subs[0].feed().settled(subs[0].take());
        publishLarge(wide, "a3").isAccepted();
        assertThat(subs[3].all()).hasSize(1);
        assertThat(subs[3].ends).isEmpty();
        assertThat(allowance.taken.get()).isLessThanOrEqualTo(400_000);
    }

    /** §10.27-4: those of other sessions get large events though small ones come through here. */
    @Test
    void oneWhoseSiblingsHoldTheRoomDelaysNobodyForLongerThanThePatience() {
        Allowance allowance = new Allowance(1 << 20);
        HubBench patient = new HubBench(HubOptions.DEFAULT.withPatience(Duration.ofSeconds(10)));
        Payload filling = Payload.bytes(new byte[3000]);
        for (int i = 0; i < 80; i++) {
            patient.ask("slow").allowance(allowance).sub();
        }
        for (int i = 0; i < 500; i++) {
            patient.publish("slow", filling, Delivery.AT_MOST_ONCE, false, null).isAccepted();
        }
        Sub starved = patient.ask("a").mode(1).allowance(allowance).sub();
        Sub other = patient.ask("a").mode(1).allowance(new Allowance(8 << 20)).sub();
        int refused = 0;
        int got = 0;
        for (int i = 0; i < 100; i++) {
            if (!publishLarge(patient, "a").refusals.isEmpty()) {
                refused++;
            }
            patient.publish("a", 1).isAccepted();
            for (Sub sub : new Sub[] {other, starved}) {
                for (HubEvent event = sub.poll(); event != null; event = sub.poll()) {
                    sub.feed().settled(event);
                    got += sub == other ? 1 : 0;
                }
            }
            patient.clock += 1000;
        }
        assertThat(refused).isEqualTo(10);
        assertThat(got).isEqualTo(190);
        assertThat(starved.end().errorCode()).contains(ErrorCode.OVERLOADED);
        assertThat(other.ends).isEmpty();
    }

    /** §10.27-4: it is not what others hold that it waits for. */
    @Test
    void oneThatGetsRoomNowAndThenIsNotEnded() {
        Allowance allowance = new Allowance(400_000);
        HubBench patient = new HubBench(HubOptions.DEFAULT.withPatience(Duration.ofSeconds(10)));
        Sub sibling = patient.ask("b").mode(1).allowance(allowance).sub();
        Sub sub = patient.ask("a").mode(1).allowance(allowance).sub();
        for (int i = 0; i < 20; i++) {
            publishLarge(patient, "b").isAccepted();
            publishLarge(patient, "a").isAccepted();
            publishLarge(patient, "a").isRefused(ErrorCode.OVERLOADED); // By its own.
            HubEvent second = sub.take();
            sub.feed().settled(second);
            patient.publish("b", LARGE, Delivery.AT_MOST_ONCE, false, null);
            allowance.taken.addAndGet(200_000); // Others of the session.
            publishLarge(patient, "a").isRefused(ErrorCode.OVERLOADED);
            allowance.taken.addAndGet(-200_000);
            patient.clock += 6_000;
            patient.publish("a", 1).isAccepted();
            sub.feed().settled(sub.take());
            for (HubEvent event = sibling.poll(); event != null; event = sibling.poll()) {
                sibling.feed().settled(event);
            }
        }
        assertThat(sub.ends).isEmpty();
        assertThat(sibling.ends).isEmpty();
    }

    /** §10.27-4 */
    @Test
    void whatItBeginsWithComesThoughOthersHoldAllRoom() {
        Allowance allowance = new Allowance(HubBench.heldBytes("slow"));
        HubBench wide = new HubBench();
        wide.retain("a", 1).isAccepted();
        wide.retain("b", 2).isAccepted();
        wide.ask("slow").mode(1).allowance(allowance).sub();
        wide.publish("slow", 1).isAccepted();
        Sub sub = wide.ask("*").mode(1).allowance(allowance).sub();
        for (int i = 0; i < 2; i++) {
            HubEvent event = sub.take();
            assertThat(sub.poll()).isNull();
            sub.feed().settled(event);
        }
        assertThat(sub.poll()).isNull();
        assertThat(sub.ends).isEmpty();
    }

    @Test
    void anEventThatCannotHaveRoomDropsNothingElse() {
        long size = HubBench.heldBytes("a");
        Allowance allowance = new Allowance(40 * size);
        Sub other = bench.ask("b").mode(1).allowance(allowance).sub();
        bench.publish("b", 1).isAccepted();
        bench.publish("b", 1).isAccepted();
        bench.publish("b", 1).isAccepted();
        Sub sub = bench.ask("a").allowance(allowance).sub();
        publish(1, 2);
        bench.publish(
                        "a",
                        Payload.bytes(new byte[(int) (38 * size)]),
                        Delivery.AT_MOST_ONCE,
                        false,
                        null)
                .isAccepted();
        publish(3, 3);
        assertThat(sub.all()).containsExactly("a=1", "a=2", "a=3 !1");
        assertThat(other.all()).hasSize(3);
    }

    @Test
    void aPublishIsRefusedUntilThereIsRoomAgain() {
        Sub sub = bench.sub("a", 1);
        publish(1, 3);
        bench.publish("a", 4).isRefused(ErrorCode.OVERLOADED);
        assertThat(sub.next()).isEqualTo("a=1");
        publish(5, 5);
        assertThat(sub.all()).containsExactly("a=2", "a=3", "a=5");
        assertThat(sub.ends).isEmpty();
    }

    @Test
    void oneThatHasNoRoomAndTakesNothingIsEndedWhenPatienceIsOver() {
        HubBench patient = new HubBench(THREE.withPatience(Duration.ofSeconds(10)));
        Sub stuck = patient.sub("a", 1);
        Sub lively = patient.sub("a", 2);
        for (int i = 1; i <= 3; i++) {
            patient.publish("a", i).isAccepted();
            lively.take();
        }
        patient.publish("a", 4).isRefused(ErrorCode.OVERLOADED);
        patient.now += 86_400_000; // The time of day is set: no time has passed.
        patient.clock += 9_999;
        patient.publish("a", 5).isRefused(ErrorCode.OVERLOADED);
        stuck.take();
        patient.publish("a", 6).isAccepted();
        patient.publish("a", 7).isRefused(ErrorCode.OVERLOADED);
        patient.now -= 172_800_000;
        patient.clock += 9_999;
        patient.publish("a", 8).isRefused(ErrorCode.OVERLOADED);
        patient.clock += 1;
        patient.publish("a", 9).isAccepted();
        assertThat(stuck.end().errorCode()).contains(ErrorCode.OVERLOADED);
        assertThat(stuck.poll()).isNull();
        assertThat(lively.all()).containsExactly("a=6", "a=9");
        stuck.unsubscribe();
        assertThat(patient.hub.stats().subscriptions()).isEqualTo(1);
    }

    /** §10.27-3: a durable one is not ended for want of room. */
    @Test
    void aDurableOneIsNotEnded() {
        HubBench impatient = new HubBench(THREE.withPatience(Duration.ZERO));
        Sub durable = impatient.ask("a").mode(1).durable("d").sub();
        Sub member = impatient.ask("b").mode(1).group("g").durable("e").sub();
        for (int i = 1; i <= 3; i++) {
            impatient.publish("a", i).isAccepted();
            impatient.publish("b", i).isAccepted();
        }
        impatient.clock += 1_000_000;
        impatient.publish("a", 4).isRefused(ErrorCode.OVERLOADED);
        impatient.publish("b", 4).isRefused(ErrorCode.OVERLOADED);
        assertThat(durable.ends).isEmpty();
        assertThat(member.ends).isEmpty();
    }

    /** §10.27-3: nobody reads, and others publish and read what it does not. */
    @Test
    void aGroupThatTakesNothingIsEndedWithAllItsMembersWhenPatienceIsOver() {
        HubBench patient = new HubBench(THREE.withPatience(Duration.ofSeconds(10)));
        Sub one = patient.ask("a").mode(1).group("g").sub();
        Sub two = patient.ask("a").mode(1).group("g").sub();
        Sub other = patient.ask("*").mode(1).sub();
        for (int i = 1; i <= 3; i++) {
            patient.publish("a", i).isAccepted();
            other.feed().settled(other.take());
        }
        patient.publish("a", 4).isRefused(ErrorCode.OVERLOADED);
        patient.clock += 9_999;
        HubEvent taken = one.take(); // Some progress.
        patient.publish("a", 5).isAccepted();
        patient.publish("a", 6).isRefused(ErrorCode.OVERLOADED);
        patient.clock += 9_999;
        patient.publish("a", 6).isRefused(ErrorCode.OVERLOADED);
        patient.clock += 1;
        patient.publish("a", 6).isAccepted();
        for (Sub member : new Sub[] {one, two}) {
            assertThat(member.end().errorCode()).contains(ErrorCode.OVERLOADED);
            assertThat(member.poll()).isNull();
        }
        assertThat(patient.hub.stats().groups()).isZero();
        assertThat(patient.hub.stats().storedBytes()).isZero();
        one.feed().settled(taken);
        one.unsubscribe();
        two.unsubscribe();
        assertThat(patient.hub.stats().subscriptions()).isOne();
        assertThat(patient.hub.stats().storedBytes()).isZero();
        assertThat(other.all()).containsExactly("a=5", "a=6");
    }
}
