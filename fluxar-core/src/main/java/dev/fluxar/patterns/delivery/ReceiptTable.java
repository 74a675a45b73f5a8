package dev.fluxar.patterns.delivery;

import static dev.fluxar.patterns.delivery.ReceiptEvent.FAILED;
import static dev.fluxar.patterns.delivery.ReceiptEvent.PROCESSED;
import static dev.fluxar.patterns.delivery.ReceiptEvent.READ_AT_LEAST_ONCE;
import static dev.fluxar.patterns.delivery.ReceiptEvent.READ_EXACTLY_ONCE;
import static dev.fluxar.patterns.delivery.ReceiptEvent.READ_WITHOUT_ROOM;
import static dev.fluxar.patterns.delivery.ReceiptState.ACKED;
import static dev.fluxar.patterns.delivery.ReceiptState.HELD;
import static dev.fluxar.patterns.delivery.ReceiptState.NACKED;
import static dev.fluxar.patterns.delivery.ReceiptState.UNSEEN;

import dev.fluxar.session.StateTable;

/**
 * The transitions of one delivery at the subscriber as data. What the floor rises above, and what
 * is left when the subscription ends, is forgotten: that is no state. §10.34-1
 */
public final class ReceiptTable {

    /** Every event has an effect wherever it can happen. */
    public static final StateTable<ReceiptState, ReceiptEvent> TABLE =
            StateTable.of(ReceiptState.class, ReceiptEvent.class)
                    .from(UNSEEN, HELD, READ_AT_LEAST_ONCE, READ_EXACTLY_ONCE)
                    .from(UNSEEN, NACKED, READ_WITHOUT_ROOM)
                    .from(HELD, HELD, READ_AT_LEAST_ONCE, READ_EXACTLY_ONCE, READ_WITHOUT_ROOM)
                    .from(HELD, ACKED, PROCESSED)
                    .from(HELD, NACKED, FAILED)
                    .from(NACKED, HELD, READ_AT_LEAST_ONCE, READ_EXACTLY_ONCE)
                    .from(NACKED, NACKED, READ_WITHOUT_ROOM)
                    .from(ACKED, HELD, READ_AT_LEAST_ONCE)
                    .from(ACKED, ACKED, READ_EXACTLY_ONCE, READ_WITHOUT_ROOM)
                    .build();

    private ReceiptTable() {}
}
