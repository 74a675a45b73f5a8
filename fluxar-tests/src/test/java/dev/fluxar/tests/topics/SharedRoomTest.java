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
            // The account is full, and what is beyond it is beside the budget.
            assertThat(here.held()).isBetween(BUDGET / 4L - 3300, BUDGET / 4L);
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
            assertThat(here.held()).isLessThanOrEqualTo(BUDGET / 4L);
            assertThat(idle).hasSize(STALLED);
            idle.forEach(Flow.Subscription::cancel);
            room.loop.run();
            assertThat(here.held()).isZero();
        }
    }
}
