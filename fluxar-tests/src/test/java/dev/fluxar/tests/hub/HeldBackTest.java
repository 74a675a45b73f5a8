package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import org.junit.jupiter.api.Test;

/** An event that a session has no room for keeps its place in the hub. §10.27-4 §11.3-2 */
class HeldBackTest {

    private final HubBench bench = new HubBench();

    private void heldBack(HubFeed feed) {
        long taken = bench.allowance.taken.get();
        long bytes = HubBench.heldBytes("a");
        assertThat(feed.poll(bench.now, bytes - 1)).isNull();
        assertThat(feed.holdsBack()).isTrue();
        assertThat(bench.allowance.taken.get()).isEqualTo(taken);
        HubEvent event = feed.poll(bench.now, bytes);
        assertThat(event).isNotNull();
        assertThat(HubBench.show(event, feed.takeDropped())).isEqualTo("a=1");
        assertThat(feed.holdsBack()).isFalse();
        assertThat(feed.poll(bench.now, 0)).isNull();
        assertThat(feed.holdsBack()).isFalse();
        assertThat(bench.allowance.taken.get()).isZero();
    }

    @Test
    void ofASubscription() {
        Sub sub = bench.sub("a", 0);
        bench.publish("a", 1).isAccepted();
        heldBack(sub.feed());
        bench.publish("a", 2).isAccepted();
        assertThat(sub.readies).isOne();
    }

    @Test
    void ofAGroupWhereAnotherMemberMayTakeIt() {
        Sub first = bench.ask("a").group("g").sub();
        Sub second = bench.ask("a").group("g").sub();
        assertThat(second.poll()).isNull();
        bench.publish("a", 1).isAccepted();
        assertThat(first.feed().poll(bench.now, 0)).isNull();
        assertThat(first.feed().holdsBack()).isTrue();
        first.feed().decline(bench.now);
        assertThat(second.readies).isOne();
        heldBack(second.feed());
    }
}
