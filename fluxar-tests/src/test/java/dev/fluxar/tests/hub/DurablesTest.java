package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.DeadLetter;
import dev.fluxar.ErrorCode;
import dev.fluxar.HubOptions;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.From;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Durable subscriptions without a group. §10.26-1 to §10.26-7 */
class DurablesTest {

    private final List<DeadLetter> dead = new ArrayList<>();
    private final HubBench bench =
            new HubBench(HubOptions.DEFAULT.withMaxDeliver(3).withDeadLetters(dead::add));

    private Sub attach() {
        return bench.ask("a").mode(2).durable("d").sub();
    }

    /** §10.26-1 */
    @Test
    void itOutlivesItsSession() {
        Sub one = attach();
        bench.publish("a", 1);
        bench.publish("a", 2);
        HubEvent first = one.take();
        one.feed().settled(first);
        one.leave(new Ledger(1, 2, List.of(), List.of()));
        assertThat(bench.hub.stats().subscriptions()).isZero();
        assertThat(bench.hub.stats().durables()).isEqualTo(1);
        bench.publish("a", 3);
        assertThat(one.poll()).isNull();
        Sub two = attach();
        assertThat(two.grant().ledger()).isEqualTo(new Ledger(1, 2, List.of(), List.of()));
        assertThat(two.all()).containsExactly("a=2", "a=3");
        bench.publish("a", 4);
        assertThat(two.readies).isEqualTo(1);
        assertThat(one.readies).isZero();
    }

    /** §10.26-5 §10.26-6 §10.33-1 */
    @Test
    void whatIsOpenIsSentAgainByTheNextAttachment() {
        Sub one = attach();
        for (int i = 1; i <= 5; i++) {
            bench.publish("a", i);
        }
        HubEvent settled = one.take();
        HubEvent sent = one.take();
        HubEvent tooOften = one.take();
        HubEvent nacked = one.take();
        one.feed().settled(settled);
        assertThat(one.grant().ledger()).isEqualTo(Ledger.NEW);
        one.leave(
                new Ledger(
                        4,
                        2,
                        List.of(
                                new OpenDelivery(sent, 2, 2, OpenDelivery.SENT),
                                new OpenDelivery(tooOften, 3, 3, OpenDelivery.SENT),
                                new OpenDelivery(nacked, 4, 1, bench.now + 500)),
                        List.of()));
        assertThat(dead).hasSize(1);
        assertThat(dead.get(0).sendings()).isEqualTo(3);
        assertThat(dead.get(0).durable()).isEqualTo("d");
        assertThat(dead.get(0).group()).isNull();
        Sub two = attach();
        assertThat(two.grant().ledger())
                .isEqualTo(
                        new Ledger(
                                4,
                                2,
                                List.of(
                                        new OpenDelivery(sent, 2, 2, 0),
                                        new OpenDelivery(nacked, 4, 1, bench.now + 500)),
                                List.of(3L)));
        assertThat(two.grant().ledger().open()).allMatch(OpenDelivery::again);
        assertThat(two.grant().ledgerId()).isEqualTo(one.grant().ledgerId());
        assertThat(two.all()).containsExactly("a=5");
        two.feed().settled(sent);
        two.feed().gaveUp(nacked, 3);
        assertThat(dead).hasSize(2);
        two.leave(new Ledger(5, 5, List.of(), List.of(4L)));
        Sub three = attach();
        assertThat(three.grant().ledger()).isEqualTo(new Ledger(5, 6, List.of(), List.of()));
    }

    /** §10.26-5 */
    @Test
    void aNewOneHasALedgerThatWasNeverUsed() {
        Sub one = attach();
        assertThat(one.grant().ledgerId().toByteArray()).hasSize(17).startsWith(0x50);
        one.unsubscribe();
        Sub two = attach();
        assertThat(two.grant().ledgerId()).isNotEqualTo(one.grant().ledgerId());
        Sub other = bench.ask("a").mode(2).durable("e").sub();
        assertThat(other.grant().ledgerId())
                .isNotEqualTo(one.grant().ledgerId())
                .isNotEqualTo(two.grant().ledgerId());
    }

    /** §10.26-7 */
    @Test
    void anUnsubscribeDeletesIt() {
        Sub one = attach();
        bench.publish("a", 1);
        HubEvent event = one.take();
        bench.publish("a", 2);
        one.feed()
                .close(
                        Detach.UNSUBSCRIBED,
                        new Ledger(
                                1,
                                1,
                                List.of(new OpenDelivery(event, 1, 1, OpenDelivery.SENT)),
                                List.of()),
                        bench.now);
        assertThat(bench.hub.stats().durables()).isZero();
        assertThat(bench.hub.stats().storedBytes()).isZero();
        bench.publish("a", 3);
        one.feed().settled(event);
        Sub two = attach();
        assertThat(two.grant().ledger()).isEqualTo(Ledger.NEW);
        assertThat(two.all()).isEmpty();
    }

    /** §10.26-2 */
    @Test
    void fromAndRetainedValuesHaveEffectWhenItIsCreatedOnly() {
        HubBench history = new HubBench(HubOptions.DEFAULT.withHistory(10, 1 << 20));
        history.retain("a", 1);
        history.publish("a", 2);
        Sub one = history.ask("a").mode(1).durable("r").sub();
        history.retain("a", 3);
        assertThat(one.all()).containsExactly("a=1 R", "a=3");
        one.leave(Ledger.NEW);
        assertThat(history.ask("a").mode(1).durable("r").sub().all()).isEmpty();
        Sub two = history.ask("a").mode(1).durable("h").from(From.HISTORY).sub();
        assertThat(two.all()).containsExactly("a=1", "a=2", "a=3");
        two.leave(Ledger.NEW);
        assertThat(history.ask("a").mode(1).durable("h").from(From.HISTORY).sub().all()).isEmpty();
        assertThat(history.ask("a").mode(1).durable("l").from(From.LIVE).sub().all()).isEmpty();
        history.now += 1;
        history.publish("a", 4);
        assertThat(history.ask(">").mode(1).durable("t").from(From.since(history.now)).sub().all())
                .containsExactly("a=4");
    }

    /** §10.26-3, and it belongs to the principal. */
    @Test
    void itHasOneFormForEachPrincipal() {
        attach();
        for (Sub other :
                List.of(
                        bench.ask("b").mode(2).durable("d").sub(),
                        bench.ask("a").mode(1).durable("d").sub(),
                        bench.ask("a").mode(2).durable("d").group("g").sub())) {
            assertThat(other.refusal().errorCode()).contains(ErrorCode.CONFLICT);
            assertThat(other.refusal())
                    .hasMessage(
                            "durable subscription 'd' exists with pattern 'a', mode 2 and no group");
        }
        assertThat(bench.ask("b").mode(1).durable("d").principal("p").sub().grants).hasSize(1);
        assertThat(bench.hub.stats().durables()).isEqualTo(2);
    }

    @Test
    void modeZeroIsRefused() {
        Sub sub = bench.ask("a").mode(0).durable("d").sub();
        assertThat(sub.refusal().errorCode()).contains(ErrorCode.INVALID_ARGUMENT);
        assertThat(sub.refusal()).hasMessageContaining("has mode 0, expected 1 or 2");
    }

    /** §10.26-4 */
    @Test
    void aSecondAttachmentEndsTheFirstBeforeItIsGranted() {
        Sub one = attach();
        bench.publish("a", 1);
        bench.publish("a", 2);
        HubEvent event = one.take();
        Sub two = attach();
        assertThat(one.end().errorCode()).contains(ErrorCode.CONFLICT);
        assertThat(two.told).isEmpty();
        assertThat(one.poll()).isNull();
        bench.publish("a", 3);
        assertThat(one.readies).isZero();
        Ledger left =
                new Ledger(
                        1, 1, List.of(new OpenDelivery(event, 1, 1, OpenDelivery.SENT)), List.of());
        // A crossing unsubscribe does not delete what it has not any more.
        one.feed().close(Detach.UNSUBSCRIBED, left, bench.now);
        assertThat(two.grant().ledger().open()).containsExactly(new OpenDelivery(event, 1, 1, 0));
        assertThat(two.grant().ledgerId()).isEqualTo(one.grant().ledgerId());
        assertThat(two.all()).containsExactly("a=2", "a=3");
        assertThat(bench.hub.stats().subscriptions()).isEqualTo(1);
        assertThat(two.ends).isEmpty();
    }

    @Test
    void ofSeveralThatWaitTheLastOneIsGranted() {
        Sub one = attach();
        Sub two = attach();
        Sub three = attach();
        assertThat(two.refusal().errorCode()).contains(ErrorCode.CONFLICT);
        assertThat(one.ends).hasSize(1);
        one.leave(Ledger.NEW);
        assertThat(three.grants).hasSize(1);
    }

    @Test
    void anAttachmentThatLetsGoWhenItIsToldIsReplacedAtOnce() {
        Sub one = attach();
        one.onEnded = () -> one.leave(Ledger.NEW);
        Sub two = attach();
        assertThat(one.told).containsExactly("granted", "ended");
        assertThat(two.told).containsExactly("granted");
        two.onEnded = () -> two.leave(Ledger.NEW);
        assertThat(attach().told).containsExactly("granted");
    }

    /** §10.28-8: acks are acted upon until the answer to the unsubscribe. */
    @Test
    void anAckAfterTheEndSettlesWhatIsOpen() {
        Sub one = attach();
        bench.publish("a", 1);
        bench.publish("a", 2);
        bench.publish("a", 3);
        HubEvent first = one.take();
        HubEvent second = one.take();
        HubEvent third = one.take();
        one.leave(
                new Ledger(
                        3,
                        1,
                        List.of(
                                new OpenDelivery(first, 1, 1, OpenDelivery.SENT),
                                new OpenDelivery(second, 2, 1, OpenDelivery.SENT),
                                new OpenDelivery(third, 3, 1, OpenDelivery.SENT)),
                        List.of()));
        one.feed().settled(first);
        one.feed().settled(first);
        assertThat(bench.hub.stats().storedBytes())
                .isEqualTo(second.heldBytes() + third.heldBytes());
        Sub two = attach();
        assertThat(two.grant().ledger().floor()).isEqualTo(2);
        assertThat(two.grant().ledger().open()).hasSize(2);
        one.feed().settled(second);
        one.feed().settled(second);
        assertThat(two.acked).containsExactly(second);
        two.feed().settled(second);
        two.feed().settled(third);
        one.feed().settled(third);
        assertThat(two.acked).containsExactly(second);
        assertThat(bench.hub.stats().storedBytes()).isZero();
    }

    private static Ledger open(HubEvent... events) {
        List<OpenDelivery> open = new ArrayList<>();
        for (HubEvent event : events) {
            open.add(new OpenDelivery(event, open.size() + 1, 1, OpenDelivery.SENT));
        }
        return new Ledger(open.size(), 1, open, List.of());
    }

    /** §10.28-8: the attachment that is told may let go before it has heard. */
    @Test
    void anAckAfterTheEndIsNotLostWithTheAttachmentThatIsToldOfIt() {
        Sub one = attach();
        bench.publish("a", 1);
        bench.publish("a", 2);
        bench.publish("a", 3);
        HubEvent first = one.take();
        HubEvent second = one.take();
        HubEvent third = one.take();
        one.leave(open(first, second, third));
        Sub two = attach();
        one.feed().settled(first);
        one.feed().settled(second);
        assertThat(two.acked).containsExactly(first, second);
        assertThat(bench.hub.stats().storedBytes()).isEqualTo(third.heldBytes());
        two.feed().gaveUp(second, 3); // As it has not heard.
        assertThat(dead).isEmpty();
        two.leave(
                new Ledger(
                        3,
                        1,
                        List.of(
                                new OpenDelivery(first, 1, 1, OpenDelivery.SENT),
                                new OpenDelivery(third, 3, 1, OpenDelivery.SENT)),
                        List.of(2L)));
        assertThat(bench.hub.stats().storedBytes()).isEqualTo(third.heldBytes());
        Sub three = attach();
        assertThat(three.grant().ledger())
                .isEqualTo(new Ledger(3, 3, List.of(new OpenDelivery(third, 3, 1, 0)), List.of()));
        three.feed().settled(third);
        assertThat(bench.hub.stats().storedBytes()).isZero();
    }

    @Test
    void closingTwiceHasNoEffect() {
        Sub one = attach();
        one.leave(Ledger.NEW);
        one.unsubscribe();
        assertThat(bench.hub.stats().durables()).isEqualTo(1);
        Sub two = attach();
        one.leave(Ledger.NEW);
        one.feed().gaveUp(HubBench.event("a", HubBench.payload(1), 1), 1);
        assertThat(dead).isEmpty();
        bench.publish("a", 1);
        assertThat(two.all()).containsExactly("a=1");
        assertThat(two.feed().takeDropped()).isZero();
        assertThat(two.feed().sendings()).isZero();
        assertThat(two.feed().wakeAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(bench.hub.stats().subscriptions()).isEqualTo(1);
    }

    /** §10.36-2: as one that is attached and has no credit. */
    @Test
    void oneThatIsAwayHasTheSameBounds() {
        HubBench small = new HubBench(HubOptions.DEFAULT.withWaiting(2, 1 << 20));
        Sub one = small.ask("a").mode(1).durable("d").sub();
        one.leave(Ledger.NEW);
        small.publish("a", 1).isAccepted();
        small.publish("a", 2).isAccepted();
        small.publish("a", 3).isRefused(ErrorCode.OVERLOADED);
        assertThat(small.ask("a").mode(1).durable("d").sub().all()).hasSize(2);
        small.publish("a", 4).isAccepted();
    }
}
