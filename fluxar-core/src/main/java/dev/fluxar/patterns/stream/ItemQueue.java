package dev.fluxar.patterns.stream;

import dev.fluxar.Credit;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.patterns.flow.CreditWriter;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.flow.ReceiveCredit;
import java.util.ArrayDeque;

/**
 * The receiving direction of a stream: items are handed over as they are read where the application
 * has asked for them, and wait here otherwise, within credit and budget. Not thread-safe.
 */
final class ItemQueue {

    final ReceiveCredit credit;
    private final ItemSink sink;

    /** Encoded payloads that the application has not asked for, in the order read. */
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(0);

    private boolean handing;
    private boolean dropped;

    ItemQueue(ItemSink sink, Credit window, Prefetch prefetch, CreditWriter out) {
        this.sink = sink;
        this.credit = new ReceiveCredit(window, prefetch, out);
    }

    /** Takes an item that was counted; false when it does not fit. §10.12-13 */
    boolean take(EnvelopeView view) {
        if (dropped) {
            return true;
        }
        if (waiting.isEmpty() && credit.hand()) {
            handing = true;
            try {
                // Null like any other. §10.10-6
                sink.item(view.payloadSource(), view.payloadOffset(), view.payloadLength());
            } finally {
                handing = false;
            }
        } else if (credit.hold(held(view.payloadLength()))) {
            waiting.add(view.copyPayload());
        } else {
            return false;
        }
        credit.update();
        return true;
    }

    /** What an item takes while it waits: as much as its envelope, but for meta. */
    private static int held(int payloadLength) {
        return ItemFlow.OVERHEAD + payloadLength;
    }

    void request(long items) {
        credit.request(items);
        if (handing) {
            return; // Whoever hands over sees to the rest.
        }
        handing = true;
        try {
            while (!waiting.isEmpty() && credit.hand()) {
                byte[] item = waiting.remove(); // §10.10-2
                credit.taken(held(item.length));
                sink.item(item, 0, item.length);
            }
        } finally {
            handing = false;
        }
        credit.update();
    }

    /** Whether everything that was read is handed over, or is no longer wanted. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether the application wants nothing any more. */
    boolean isDropped() {
        return dropped;
    }

    /** Nothing comes any more; what waits is still handed over. */
    void stop() {
        credit.stop();
    }

    /** Nothing is handed over any more. */
    void drop() {
        dropped = true;
        waiting.clear();
        credit.drop();
    }
}
