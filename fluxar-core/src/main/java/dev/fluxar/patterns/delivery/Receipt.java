package dev.fluxar.patterns.delivery;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One seq at the subscriber that was read and is not acked (spec §10.34). */
final class Receipt extends Numbered {

    private static final Logger LOG = LoggerFactory.getLogger(Receipt.class);

    private ReceiptState state = ReceiptState.UNSEEN;

    /** The highest attempt that was read. */
    long attempt;

    /** How often the application has it: in mode 1 perhaps more than once. */
    int holds;

    ReceiptState state() {
        return state;
    }

    /** Begins anew, in a used object. */
    void begin() {
        state = ReceiptState.UNSEEN;
        attempt = 0;
        holds = 0;
    }

    /** The one place where the state changes. */
    void transition(ReceiptEvent by) {
        ReceiptState next = ReceiptTable.TABLE.next(state, by);
        if (next == null) {
            throw new IllegalStateException(
                    "event " + seq + " is " + state + ", " + by + " cannot happen to it");
        }
        if (LOG.isTraceEnabled()) {
            LOG.trace("receipt {}: {} -> {} by {}", seq, state, next, by);
        }
        state = next;
    }
}
