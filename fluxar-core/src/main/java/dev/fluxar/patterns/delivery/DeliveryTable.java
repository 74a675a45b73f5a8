package dev.fluxar.patterns.delivery;

import static dev.fluxar.patterns.delivery.DeliveryEvent.ACKED;
import static dev.fluxar.patterns.delivery.DeliveryEvent.NACKED;
import static dev.fluxar.patterns.delivery.DeliveryEvent.NACKED_LAST;
import static dev.fluxar.patterns.delivery.DeliveryEvent.OVERDUE;
import static dev.fluxar.patterns.delivery.DeliveryEvent.OVERDUE_LAST;
import static dev.fluxar.patterns.delivery.DeliveryEvent.PASSED;
import static dev.fluxar.patterns.delivery.DeliveryEvent.TOO_LONG;
import static dev.fluxar.patterns.delivery.DeliveryEvent.WRITTEN;
import static dev.fluxar.patterns.delivery.DeliveryState.AGAIN;
import static dev.fluxar.patterns.delivery.DeliveryState.GIVEN_UP;
import static dev.fluxar.patterns.delivery.DeliveryState.SENT;
import static dev.fluxar.patterns.delivery.DeliveryState.SETTLED;
import static dev.fluxar.patterns.delivery.DeliveryState.WAITING;

import dev.fluxar.session.StateTable;

/**
 * The transitions of one delivery at the publisher as data. What becomes of it when its
 * subscription ends is the hub's. §10.33-1
 */
public final class DeliveryTable {

    /** A cell that is absent has no effect. */
    public static final StateTable<DeliveryState, DeliveryEvent> TABLE =
            StateTable.of(DeliveryState.class, DeliveryEvent.class)
                    .from(WAITING, SENT, WRITTEN)
                    .from(WAITING, GIVEN_UP, TOO_LONG)
                    .from(SENT, SETTLED, ACKED)
                    .from(SENT, AGAIN, NACKED, OVERDUE)
                    .from(SENT, GIVEN_UP, NACKED_LAST, OVERDUE_LAST)
                    .from(AGAIN, SENT, WRITTEN)
                    .from(AGAIN, SETTLED, ACKED)
                    .from(AGAIN, GIVEN_UP, PASSED, TOO_LONG)
                    .build();

    private DeliveryTable() {}
}
