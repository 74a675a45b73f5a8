package dev.fluxar.tests.patterns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fluxar.Cbor;
import dev.fluxar.Delivery;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import dev.fluxar.hub.Publication;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.delivery.DeliveryLedger;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a durable subscription's next attachment begins with. §10.26-6 */
class RestoredLedgerTest {

    private static final HubEvent EVENT =
            new HubEvent(
                    new Publication(
                            "session",
                            "",
                            "a".getBytes(UTF_8),
                            null,
                            0,
                            Payload.NULL,
                            Delivery.EXACTLY_ONCE,
                            false,
                            null,
                            0),
                    1,
                    false,
                    false);

    private static DeliveryLedger restored(Ledger from) {
        HubFeed feed =
                (HubFeed)
                        Proxy.newProxyInstance(
                                HubFeed.class.getClassLoader(),
                                new Class<?>[] {HubFeed.class},
                                (proxy, method, values) -> {
                                    throw new AssertionError("nothing is said to the hub");
                                });
        Grant grant = new Grant(feed, 30_000, 0, Cbor.of(new byte[] {0x40}), from);
        return new DeliveryLedger(grant, Delivery.EXACTLY_ONCE, false, 65_535, 0, 0);
    }

    @Test
    void whatWasGivenUpAndWhatIsOpenMayAlternate() {
        List<OpenDelivery> open = new ArrayList<>();
        for (long seq : new long[] {3, 4, 7, 9}) {
            open.add(new OpenDelivery(EVENT, seq, 1, 0));
        }
        Ledger from = new Ledger(12, 3, open, List.of(5L, 8L, 10L, 11L));
        DeliveryLedger ledger = restored(from);
        assertThat(ledger.floor()).isEqualTo(3);
        assertThat(ledger.highest()).isEqualTo(12);
        assertThat(ledger.count()).isEqualTo(8);
        assertThat(ledger.toLedger(null, 0, 0, 0)).isEqualTo(from);
    }

    /** Time that grows with the square of the number would be hours. */
    @Test
    void aMillionSeqsAreRestoredInTimeThatIsProportional() {
        int number = 1_000_000;
        List<OpenDelivery> open = new ArrayList<>();
        List<Long> givenUp = new ArrayList<>();
        for (long seq = 1; seq <= number; seq += 2) {
            open.add(new OpenDelivery(EVENT, seq, 1, 0));
            givenUp.add(seq + 1);
        }
        DeliveryLedger ledger =
                assertTimeoutPreemptively(
                        Duration.ofSeconds(60),
                        () -> restored(new Ledger(number, 1, open, givenUp)));
        assertThat(ledger.count()).isEqualTo(number);
    }
}
