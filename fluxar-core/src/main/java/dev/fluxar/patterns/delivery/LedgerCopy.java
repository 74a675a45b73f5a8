package dev.fluxar.patterns.delivery;

import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is open, as the hub keeps it for the attachment that continues. */
final class LedgerCopy {

    private static final long MILLI = 1_000_000;

    private LedgerCopy() {}

    static Ledger of(
            SeqRing<OpenEvent> open,
            long highest,
            long floor,
            @Nullable HubEvent unsent,
            int before,
            long now,
            long unixMillis) {
        List<OpenDelivery> deliveries = new ArrayList<>();
        List<Long> givenUp = new ArrayList<>();
        for (int place = 0; place < open.span(); place++) {
            OpenEvent entry = open.at(place);
            HubEvent event = entry.event;
            if (entry.kept && event == null) {
                givenUp.add(entry.seq);
            } else if (entry.kept && event != null) {
                long notBefore = notBefore(entry, now, unixMillis);
                deliveries.add(new OpenDelivery(event, entry.seq, entry.sendings, notBefore));
            }
        }
        if (unsent == null) {
            return new Ledger(highest, floor, deliveries, givenUp);
        }
        deliveries.add(new OpenDelivery(unsent, highest + 1, before, unixMillis));
        return new Ledger(highest + 1, floor, deliveries, givenUp);
    }

    private static long notBefore(OpenEvent entry, long now, long unixMillis) {
        if (entry.state == DeliveryState.SENT) {
            return OpenDelivery.SENT;
        }
        boolean waits = entry.heapIndex() >= 0 && entry.due > now;
        return Math.max(0, unixMillis + (waits ? (entry.due - now + MILLI - 1) / MILLI : 0));
    }
}
