package dev.fluxar.tests.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** What each delivery promises holds for many events, over real connections. */
class GuaranteesTest {

    private static final int EVENTS = Integer.getInteger("fluxar.soak.events", 100_000);

    private static DeliverySoak run(Delivery delivery) {
        DeliverySoak soak = new DeliverySoak("tcp://127.0.0.1:0", EVENTS, delivery, 4711);
        try (soak) {
            soak.run();
        }
        assertThat(soak.failures.get()).isGreaterThan(EVENTS / 50);
        assertThat(soak.withheld.get()).isGreaterThan(EVENTS / 200);
        return soak;
    }

    @Test
    void atLeastOnceNothingIsLost() { // §10.22-1 §10.29-3
        for (AtomicIntegerArray counts : run(Delivery.AT_LEAST_ONCE).effects) {
            for (int i = 0; i < EVENTS; i++) {
                assertThat(counts.get(i)).as("effects of event %d", i).isPositive();
            }
        }
    }

    @Test
    void exactlyOnceNothingIsLostAndNothingComesTwice() { // §10.23-1
        for (AtomicIntegerArray counts : run(Delivery.EXACTLY_ONCE).effects) {
            for (int i = 0; i < EVENTS; i++) {
                assertThat(counts.get(i)).as("effects of event %d", i).isOne();
            }
        }
    }
}
