package dev.fluxar.tests.topics;

import static dev.fluxar.Delivery.AT_LEAST_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.Event;
import dev.fluxar.HubOptions;
import dev.fluxar.Limits;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.Insides;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** What all subscriptions of one session share. §10.27-4 */
class SharedRoomTest {

    private static final int STALLED = 200;
    private static final int BUDGET = 2 << 20;

    /** Its account, an eighth of the budget beyond it, and 4 KiB of each subscription. */
    private static final long MOST_HELD = BUDGET / 4L + BUDGET / 8L + (STALLED + 4) * 4096L;

    private final List<Flow.Subscription> idle = new ArrayList<>();

    /** Asks for nothing, for ever. */
    private final class Idle implements Flow.Subscriber<Event<byte[]>> {
        @Override
        public void onSubscribe(Flow.Subscription given) {
            idle.add(given);
        }

        @Override
        public void onNext(Event<byte[]> event) {
            throw new AssertionError("nothing was requested");
        }

        @Override
        public void onError(Throwable why) {
            // The session ends behind the test.
        }

        @Override
        public void onComplete() {
            throw new AssertionError("a subscription does not come to its end by itself");
        }
    }

    /** §10.27-4 §11.3-2: what is beside the budget is bounded too, and the small comes through. */
    @Test
    void whatIsBesideTheBudgetIsBounded() {
        PeerOptions narrow = PeerOptions.DEFAULT.withLimits(Limits.DEFAULT.withBudget(BUDGET));
        try (VirtualHub room = new VirtualHub(HubOptions.DEFAULT, narrow)) {
            Peer peer = room.connect();
            for (int i = 0; i < STALLED; i++) {
                peer.subscribe("slow")
                        .window(new Credit(1, 1024))
                        .events(byte[].class)
                        .subscribe(new Idle());
            }
            List<Integer> kept = new ArrayList<>();
            room.now(
                    peer.subscribe("fast")
                            .delivery(AT_LEAST_ONCE)
                            .each(byte[].class, e -> kept.add(e.payload().length)));
            for (int i = 0; i < 5; i++) {
                room.hub.publish("slow").with(new byte[100_000]).send();
                room.loop.run();
            }
            Peer there = room.listener.peers().iterator().next();
            Insides here = Insides.of(there);
            long beside = here.held() - here.inBudget();
            assertThat(beside).isBetween(BUDGET / 8L - 2 * 101_000, BUDGET / 8L);
            assertThat(there.stats().sending()).isEqualTo(here.held());
            for (int i = 0; i < 5; i++) {
                room.hub.publish("slow").with(new byte[20_000]).send();
                room.loop.run();
            }
            for (int i = 1; i <= 20; i++) {
                CompletableFuture<Void> sent =
                        room.hub
                                .publish("fast")
                                .with(new byte[3000 + i])
                                .delivery(AT_LEAST_ONCE)
                                .send();
                assertThat(room.now(sent)).isNull();
                room.loop.advance(200);
                assertThat(kept).hasSize(i).contains(3000 + i);
            }
            assertThat(here.held()).isLessThanOrEqualTo(MOST_HELD);
            idle.forEach(Flow.Subscription::cancel);
            room.loop.run();
            assertThat(here.held()).isZero();
        }
    }

    /** §10.27-4 §11.3-2 */
    @Test
    void subscriptionsThatAreStalledDoNotStarveOthersOfTheirSession() {
        PeerOptions narrow = PeerOptions.DEFAULT.withLimits(Limits.DEFAULT.withBudget(BUDGET));
        try (VirtualHub room = new VirtualHub(HubOptions.DEFAULT, narrow)) {
            Peer peer = room.connect();
            for (int i = 0; i < STALLED; i++) {
                peer.subscribe("slow")
                        .window(new Credit(1, 4096))
                        .events(byte[].class)
                        .subscribe(new Idle());
            }
            List<Integer> lossy = new ArrayList<>();
            List<Integer> kept = new ArrayList<>();
            room.now(peer.subscribe("fast").each(byte[].class, e -> lossy.add(e.payload().length)));
            room.now(
                    peer.subscribe("fast")
                            .delivery(AT_LEAST_ONCE)
                            .each(byte[].class, e -> kept.add(e.payload().length)));
            for (int i = 0; i < 20; i++) {
                room.hub.publish("slow").with(new byte[3000]).send();
                room.loop.run();
            }
            Insides here = Insides.of(room.listener.peers().iterator().next());
            // The account is full, the others of the 200 have their event beside the budget.
            assertThat(here.inBudget()).isBetween(BUDGET / 4L - 3300, BUDGET / 4L);
            long size = 3000 + 64;
            assertThat(here.held()).isBetween(STALLED * size, MOST_HELD);
            for (int i = 1; i <= 50; i++) {
                CompletableFuture<Void> sent =
                        room.hub
                                .publish("fast")
                                .with(new byte[3000 + i])
                                .delivery(AT_LEAST_ONCE)
                                .send();
                assertThat(room.now(sent)).isNull();
                // An ack takes 100 milliseconds at most. §10.22-2
                room.loop.advance(200);
                assertThat(lossy).hasSize(i).contains(3000 + i);
                assertThat(kept).hasSize(i).contains(3000 + i);
            }
            assertThat(here.inBudget()).isLessThanOrEqualTo(BUDGET / 4L);
            assertThat(here.held()).isBetween(STALLED * size, MOST_HELD);
            assertThat(idle).hasSize(STALLED);
            idle.forEach(Flow.Subscription::cancel);
            room.loop.run();
            assertThat(here.held()).isZero();
        }
    }
}
