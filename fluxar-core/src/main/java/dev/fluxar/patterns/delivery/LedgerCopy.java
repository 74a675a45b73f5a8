package dev.fluxar.patterns.delivery;

import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is open, as the hub keeps it for the attachment that continues; made and restored. */
final class LedgerCopy {

    private static final long MILLI = 1_000_000;

    private LedgerCopy() {}

    /** §10.26-6; both lists ascend, so that each seq is added behind those before it. */
    static void restore(
            Ledger from,
            SeqRing<OpenEvent> open,
            Redelivery unanswered,
            long now,
            long unixMillis) {
        int gaps = 0;
        for (OpenDelivery delivery : from.open()) {
            gaps = restoreGaps(from.givenUp(), open, gaps, delivery.seq());
            OpenEvent entry = open.add(delivery.seq());
            entry.begin(delivery.event(), delivery.sendings(), DeliveryState.AGAIN);
            long delay = delivery.again() ? delivery.notBefore() - unixMillis : 0;
            unanswered.restored(entry, delay, now);
        }
        restoreGaps(from.givenUp(), open, gaps, Long.MAX_VALUE);
    }

    private static int restoreGaps(List<Long> gone, SeqRing<OpenEvent> open, int from, long below) {
        int next = from;
        for (; next < gone.size() && gone.get(next) < below; next++) {
            open.add(gone.get(next)).begin(null, 0, DeliveryState.GIVEN_UP);
        }
        return next;
    }

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
