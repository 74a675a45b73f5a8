package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.DeadLetter;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.HubOptions;
import dev.fluxar.Overflow;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.From;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import dev.fluxar.message.Payload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups. §10.24-1 to §10.24-6 */
class GroupsTest {

    private final List<DeadLetter> dead = new ArrayList<>();
    private final HubBench bench =
            new HubBench(HubOptions.DEFAULT.withMaxDeliver(3).withDeadLetters(dead::add));

    private Sub member(int mode) {
        return bench.ask("a").mode(mode).group("g").sub();
    }

    private static Ledger open(OpenDelivery... deliveries) {
        long seq = 0;
        for (OpenDelivery delivery : deliveries) {
            seq = Math.max(seq, delivery.seq());
        }
        return new Ledger(seq, 1, List.of(deliveries), List.of());
    }

    /** §10.24-1 */
    @Test
    void anEventGoesToExactlyOneMember() {
        Sub one = member(1);
        Sub two = member(1);
        Sub plain = bench.sub("a", 1);
        Sub otherGroup = bench.ask("a").mode(1).group("h").sub();
        Sub otherPattern = bench.ask("*").mode(1).group("g").sub();
        for (int i = 0; i < 4; i++) {
            bench.publish("a", i).isAccepted();
        }
        assertThat(one.next()).isEqualTo("a=0");
        assertThat(two.next()).isEqualTo("a=1");
        assertThat(two.next()).isEqualTo("a=2");
        assertThat(one.next()).isEqualTo("a=3");
        assertThat(one.next()).isEqualTo("none");
        for (Sub sub : List.of(plain, otherGroup, otherPattern)) {
            assertThat(sub.all()).hasSize(4);
        }
        assertThat(bench.hub.stats().groups()).isEqualTo(3);
    }

    @Test
    void eachEventWakesOneMemberThatWaits() {
        Sub one = member(1);
        Sub two = member(1);
        Sub three = member(1);
        assertThat(one.poll()).isNull();
        assertThat(two.poll()).isNull();
        bench.publish("a", 1);
        assertThat(one.readies + two.readies + three.readies).isEqualTo(1);
        bench.publish("a", 2);
        assertThat(List.of(one.readies, two.readies, three.readies)).containsExactly(1, 1, 0);
        bench.publish("a", 3);
        assertThat(List.of(one.readies, two.readies, three.readies)).containsExactly(1, 1, 0);
        assertThat(three.all()).hasSize(3);
        assertThat(one.poll()).isNull();
        bench.publish("a", 4);
        assertThat(List.of(one.readies, two.readies, three.readies)).containsExactly(1, 1, 1);
    }

    @Test
    void aMemberThatCannotSendLetsAnotherOneBeTold() {
        Sub one = member(1);
        Sub two = member(1);
        assertThat(one.poll()).isNull();
        assertThat(two.poll()).isNull();
        bench.publish("a", 1);
        assertThat(one.readies).isEqualTo(1);
        one.feed().decline(bench.now);
        assertThat(two.readies).isEqualTo(1);
        two.feed().decline(bench.now);
        assertThat(one.readies).isEqualTo(1);
        assertThat(one.next()).isEqualTo("a=1");
    }

    /** §10.24-2 */
    @Test
    void aGroupHasOneModeAndOneOverflow() {
        Sub first = bench.ask("a").mode(1).group("g").overflow(Overflow.NEWEST).sub();
        assertThat(first.grant().ledgerId()).isNull();
        FluxarException refusal =
                bench.ask("a").mode(2).group("g").overflow(Overflow.NEWEST).sub().refusal();
        assertThat(refusal)
                .hasMessage("group 'g' has mode 1 and overflow newest, asked for 2 and newest");
        assertThat(refusal.errorCode()).contains(ErrorCode.CONFLICT);
        assertThat(member(1).refusal().errorCode()).contains(ErrorCode.CONFLICT);
        assertThat(bench.ask("a").mode(1).group("g").overflow(Overflow.NEWEST).sub().refusals)
                .isEmpty();
        assertThat(bench.hub.stats().subscriptions()).isEqualTo(2);
    }

    /** §10.24-3 §10.24-5: to a member that waits, and its sendings go on counting. */
    @Test
    void anEventPassesToAMemberThatWaits() {
        Sub one = member(1);
        Sub two = member(1);
        bench.publish("a", 1);
        HubEvent event = one.take();
        assertThat(one.feed().sendings()).isZero();
        assertThat(one.feed().pass(event, 1, true, true)).isFalse();
        assertThat(two.poll()).isNull();
        assertThat(one.feed().pass(event, 1, false, true)).isTrue();
        assertThat(two.readies).isEqualTo(1);
        assertThat(two.take()).isSameAs(event);
        assertThat(two.feed().sendings()).isEqualTo(1);
        bench.publish("a", 2);
        two.take();
        assertThat(two.feed().sendings()).isZero();
    }

    /** §10.24-4 */
    @Test
    void inModeTwoOnlyANackMovesAnEvent() {
        Sub one = member(2);
        Sub two = member(2);
        bench.publish("a", 1);
        HubEvent event = one.take();
        assertThat(two.poll()).isNull();
        assertThat(one.feed().pass(event, 1, false, false)).isFalse();
        assertThat(one.feed().pass(event, 1, true, true)).isTrue();
        assertThat(two.take()).isSameAs(event);
    }

    @Test
    void aMemberThatCannotSendPassesToWhoeverIsAbleFirst() {
        Sub one = member(1);
        Sub two = member(1);
        bench.publish("a", 1);
        bench.publish("a", 2);
        HubEvent event = one.take();
        two.take();
        assertThat(one.feed().pass(event, 1, false, false)).isTrue();
        assertThat(two.readies).isZero();
        bench.publish("a", 3);
        // What came back goes first: §10.22-11
        assertThat(two.take()).isSameAs(event);
        assertThat(two.next()).isEqualTo("a=3");
    }

    @Test
    void whatNobodyElseTakesComesBackToWhoPassedIt() {
        Sub one = member(1);
        Sub two = member(1);
        bench.publish("a", 1);
        HubEvent event = one.take();
        assertThat(two.poll()).isNull();
        assertThat(one.feed().pass(event, 1, true, false)).isTrue();
        assertThat(two.readies).isEqualTo(1);
        // The other one was told, and may take it.
        assertThat(one.poll()).isNull();
        two.feed().decline(bench.now);
        assertThat(one.readies).isEqualTo(1);
        assertThat(one.take()).isSameAs(event);
        assertThat(one.feed().sendings()).isEqualTo(1);
    }

    @Test
    void theOnlyMemberKeepsItsEvents() {
        Sub one = member(1);
        bench.publish("a", 1);
        HubEvent event = one.take();
        assertThat(one.feed().pass(event, 1, true, false)).isFalse();
    }

    /** §10.36-2 §10.33-1 */
    @Test
    void whatAMemberHasOpenGoesBackWhenItEnds() {
        Sub one = member(1);
        Sub two = member(1);
        for (int i = 1; i <= 4; i++) {
            bench.publish("a", i);
        }
        HubEvent sent = one.take();
        HubEvent tooOften = one.take();
        HubEvent nacked = one.take();
        HubEvent settled = one.take();
        one.feed().settled(settled);
        assertThat(two.poll()).isNull();
        one.leave(
                open(
                        new OpenDelivery(sent, 1, 1, OpenDelivery.SENT),
                        new OpenDelivery(tooOften, 2, 3, OpenDelivery.SENT),
                        new OpenDelivery(nacked, 3, 2, bench.now + 500)));
        assertThat(dead).hasSize(1);
        assertThat(dead.get(0).sendings()).isEqualTo(3);
        assertThat(dead.get(0).group()).isEqualTo("g");
        assertThat(two.readies).isEqualTo(1);
        assertThat(two.take()).isSameAs(sent);
        assertThat(two.feed().sendings()).isEqualTo(1);
        assertThat(two.poll()).isNull();
        // The delay holds: §10.22-9
        assertThat(two.feed().wakeAt()).isEqualTo(bench.now + 500);
        bench.now += 499;
        assertThat(two.poll()).isNull();
        bench.now += 1;
        assertThat(two.take()).isSameAs(nacked);
        assertThat(two.feed().sendings()).isEqualTo(2);
        assertThat(two.poll()).isNull();
        assertThat(two.feed().wakeAt()).isEqualTo(HubFeed.NEVER);
        two.feed().settled(sent);
        two.feed().settled(nacked);
        assertThat(bench.hub.stats().storedBytes()).isZero();
    }

    @Test
    void whatAMemberPassedOnIsForAllWhenItEnds() {
        Sub one = member(1);
        Sub two = member(1);
        Sub three = member(1);
        bench.publish("a", 1);
        HubEvent event = one.take();
        assertThat(one.feed().pass(event, 1, true, false)).isTrue();
        one.leave(Ledger.NEW);
        three.leave(Ledger.NEW);
        assertThat(two.take()).isSameAs(event);
        assertThat(two.feed().sendings()).isEqualTo(1);
    }

    /** What a member settles after it has left is another one's. */
    @Test
    void anAckOfAMemberThatHasLeftHasNoEffect() {
        Sub one = member(1);
        Sub two = member(1);
        bench.publish("a", 1);
        HubEvent event = one.take();
        one.leave(open(new OpenDelivery(event, 1, 1, OpenDelivery.SENT)));
        one.feed().settled(event);
        one.feed().gaveUp(event, 1);
        assertThat(one.feed().pass(event, 1, true, false)).isFalse();
        assertThat(bench.hub.stats().storedBytes()).isEqualTo(event.heldBytes());
        assertThat(dead).isEmpty();
        assertThat(two.take()).isSameAs(event);
        assertThat(one.poll()).isNull();
    }

    /** §10.36-2 */
    @Test
    void theLastMemberTakesWhatWaitsAlong() {
        Sub one = member(1);
        bench.publish("a", 1);
        bench.publish("a", 2);
        HubEvent event = one.take();
        one.leave(open(new OpenDelivery(event, 1, 3, OpenDelivery.SENT)));
        assertThat(dead).isEmpty();
        assertThat(bench.hub.stats().groups()).isZero();
        assertThat(bench.hub.stats().storedBytes()).isZero();
        assertThat(member(2).all()).isEmpty();
    }

    /** §10.24-6, and from is the first member's. */
    @Test
    void membersAreSentNoRetainedValuesAndTheFirstSaysWhereTheGroupBegins() {
        HubBench history = new HubBench(HubOptions.DEFAULT.withHistory(10, 1 << 20));
        history.retain("a", 1);
        history.publish("a", 2);
        assertThat(history.ask("a").group("none").sub().all()).isEmpty();
        Sub first = history.ask("a").group("g").from(From.HISTORY).sub();
        assertThat(history.ask("a").group("g").from(From.HISTORY).sub().all())
                .containsExactly("a=1", "a=2");
        assertThat(first.all()).isEmpty();
        assertThat(history.ask("a").group("g").from(From.HISTORY).sub().all()).isEmpty();
        assertThat(history.hub.stats().storedBytes()).isZero();
    }

    @Test
    void inModeZeroTheGroupCountsWhatIsDropped() {
        HubBench small = new HubBench(HubOptions.DEFAULT.withWaiting(2, 1 << 20));
        Sub one = small.ask("a").group("g").sub();
        Sub two = small.ask("a").group("g").sub();
        for (int i = 1; i <= 5; i++) {
            small.publish("a", i).isAccepted();
        }
        assertThat(one.next()).isEqualTo("a=4 !3");
        assertThat(two.next()).isEqualTo("a=5");
        one.feed().lost(4);
        small.publish("a", 6);
        assertThat(two.next()).isEqualTo("a=6 !4");
        assertThat(small.hub.stats().storedBytes()).isZero();
    }

    /** §10.36-2: mode 0, what waits stays with the group. */
    @Test
    void anEventThatAMemberCouldNotSendIsPutBack() {
        HubBench small =
                new HubBench(HubOptions.DEFAULT.withWaiting(2, 1 << 20).withStoredBytes(1024));
        Sub one = small.ask("a").group("g").sub();
        Sub two = small.ask("a").group("g").sub();
        for (int i = 1; i <= 3; i++) {
            small.publish("a", i).isAccepted();
        }
        HubEvent event = one.take();
        long dropped = one.feed().takeDropped();
        one.feed().putBack(event, dropped);
        one.leave(Ledger.NEW);
        one.feed().putBack(event, dropped);
        assertThat(two.all()).containsExactly("a=2 !1", "a=3");
        assertThat(small.hub.stats().storedBytes()).isZero();
        // Where it has no room any more it counts as dropped.
        Sub three = small.ask("a").group("g").sub();
        small.publish("a", 4);
        event = three.take();
        Payload large = Payload.bytes(new byte[2000]);
        small.publish("a", large, Delivery.AT_MOST_ONCE, false, null).isAccepted();
        three.feed().putBack(event, 0);
        assertThat(two.take().payloadBytes()).isEqualTo(2003);
        assertThat(two.feed().takeDropped()).isEqualTo(1);
        // A subscription of its own takes it along.
        Sub plain = small.sub("b", 0);
        small.publish("b", 1);
        small.publish("b", 2);
        plain.feed().putBack(plain.take(), 0);
        assertThat(plain.all()).containsExactly("b=2 !1");
    }

    @Test
    void aGroupThatFailsEndsForAllMembers() {
        HubBench small = new HubBench(HubOptions.DEFAULT.withWaiting(2, 1 << 20));
        Sub one = small.ask("a").group("g").overflow(Overflow.FAIL).sub();
        Sub two = small.ask("a").group("g").overflow(Overflow.FAIL).sub();
        for (int i = 1; i <= 3; i++) {
            small.publish("a", i).isAccepted();
        }
        assertThat(one.end().errorCode()).contains(ErrorCode.OVERLOADED);
        assertThat(two.end().errorCode()).contains(ErrorCode.OVERLOADED);
        assertThat(one.poll()).isNull();
        one.leave(Ledger.NEW);
        two.leave(Ledger.NEW);
        assertThat(small.hub.stats().subscriptions()).isZero();
        assertThat(small.hub.stats().groups()).isZero();
        assertThat(small.hub.stats().storedBytes()).isZero();
    }

    // Durable groups.

    private Sub durable(String name) {
        return bench.ask("a").mode(1).group("g").durable(name).sub();
    }

    /** §10.26-1 §10.26-7 */
    @Test
    void aDurableGroupOutlivesItsMembers() {
        Sub one = durable("d");
        assertThat(one.grant().ledgerId()).isNull();
        bench.publish("a", 1);
        HubEvent event = one.take();
        one.leave(open(new OpenDelivery(event, 1, 1, OpenDelivery.SENT)));
        bench.publish("a", 2);
        assertThat(bench.hub.stats().durables()).isEqualTo(1);
        assertThat(bench.hub.stats().subscriptions()).isZero();
        Sub two = durable("d");
        Sub three = durable("d");
        assertThat(two.take()).isSameAs(event);
        assertThat(two.feed().sendings()).isEqualTo(1);
        assertThat(three.next()).isEqualTo("a=2");
        three.unsubscribe();
        assertThat(bench.hub.stats().durables()).isEqualTo(1);
        two.feed().close(Detach.UNSUBSCRIBED, Ledger.NEW, bench.now);
        assertThat(bench.hub.stats().durables()).isZero();
        assertThat(bench.hub.stats().groups()).isZero();
        assertThat(durable("d").all()).isEmpty();
    }

    /** §10.26-3 */
    @Test
    void aDurableGroupHasOneForm() {
        durable("d");
        for (Sub other :
                List.of(
                        bench.ask("b").mode(1).group("g").durable("d").sub(),
                        bench.ask("a").mode(1).group("h").durable("d").sub(),
                        bench.ask("a").mode(2).group("g").durable("d").sub(),
                        bench.ask("a").mode(1).durable("d").sub())) {
            assertThat(other.refusal().errorCode()).contains(ErrorCode.CONFLICT);
        }
        assertThat(bench.ask("a").mode(1).group("g").sub().grants).hasSize(1);
        assertThat(durable("e").grants).hasSize(1);
        assertThat(bench.hub.stats().durables()).isEqualTo(2);
        assertThat(bench.hub.stats().groups()).isEqualTo(1);
        bench.ask("x").mode(1).durable("plain").sub();
        assertThat(bench.ask("x").mode(1).group("g").durable("plain").sub().refusal())
                .hasMessage(
                        "durable subscription 'plain' exists with pattern 'x', mode 1 and no group");
    }

    @Test
    void aGivenUpEventOfAMemberIsADeadLetter() {
        Sub one = durable("d");
        bench.publish("a", 1);
        HubEvent event = one.take();
        one.feed().gaveUp(event, 3);
        assertThat(dead).hasSize(1);
        assertThat(dead.get(0).durable()).isEqualTo("d");
        assertThat(bench.hub.stats().storedBytes()).isZero();
        assertThat(one.poll()).isNull();
        assertThat(one.grant().maxDeliver()).isEqualTo(3);
    }
}
