package dev.fluxar.patterns.stream;

import dev.fluxar.Credit;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.patterns.flow.CreditWriter;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.flow.ReceiveCredit;
import dev.fluxar.patterns.parts.InboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The receiving direction of a stream: items are handed over as they are read where the application
 * has asked for them, and wait here otherwise, within credit and budget. Not thread-safe.
 */
final class ItemQueue {

    final ReceiveCredit credit;
    private final ItemSink sink;
    private final Parts parts;

    /**
     * Encoded payloads that the application has not asked for, and {@link LargeItem}s, in the order
     * read. §10.10-2
     */
    private final ArrayDeque<Object> waiting = new ArrayDeque<>(0);

    /** The last of them, or none of them where it is read past. */
    private @Nullable LargeItem arriving;

    private boolean handing;
    private boolean dropped;

    ItemQueue(ItemSink sink, Credit window, Prefetch prefetch, CreditWriter out, Parts parts) {
        this.sink = sink;
        this.credit = new ReceiveCredit(window, prefetch, out);
        this.parts = parts;
    }

    /**
     * Takes an item that was counted; false when it does not fit. §10.12-13
     *
     * @param size what it announces, or {@link Parts#NONE}
     */
    boolean take(EnvelopeView view, long size) {
        return size == Parts.NONE ? take(view) : announce(view, size);
    }

    private boolean take(EnvelopeView view) {
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
        } else if (credit.held().hold(held(view.payloadLength()))) {
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

    /** An item that was counted follows in parts; false when there is no room for it. §6.3-6 */
    private boolean announce(EnvelopeView view, long size) {
        InboundTransfer transfer = dropped ? parts.discard(size) : parts.receive(view, size);
        if (transfer == null) {
            return false;
        }
        LargeItem item = new LargeItem(transfer, size);
        arriving = item;
        if (!dropped) {
            waiting.add(item);
            credit.held().announced(size);
            credit.update();
        }
        return true;
    }

    /** Whether parts of an item are to come. */
    boolean isArriving() {
        return arriving != null;
    }

    /** Some of an announced item, the last of it, or the end of it. §6.2-6 */
    void part(EnvelopeView part) {
        LargeItem item = arriving;
        if (item == null) {
            throw Parts.withoutTransfer(); // §6.2-5
        }
        if (!part.hasPayload()) {
            // As if it had not been announced. §6.4-2
            forget(item);
            credit.update();
        } else if (item.transfer.read(part)) {
            if (!item.transfer.discards()) {
                item.whole = item.transfer.whole();
                credit.held().arrived();
            }
            arriving = null;
            handOver();
        }
    }

    private void forget(LargeItem item) {
        arriving = null;
        if (!dropped) {
            waiting.removeLast();
            credit.held().announcedTaken(item.size);
        }
        item.transfer.discard();
    }

    void request(long items) {
        credit.request(items);
        handOver();
    }

    private void handOver() {
        if (handing) {
            return; // Whoever hands over sees to the rest.
        }
        handing = true;
        try {
            while (isHere(waiting.peek()) && credit.hand()) {
                hand(waiting.remove());
            }
        } finally {
            handing = false;
        }
        credit.update();
    }

    private static boolean isHere(@Nullable Object item) {
        return item != null && (!(item instanceof LargeItem large) || large.whole != null);
    }

    private void hand(Object next) {
        if (next instanceof LargeItem large) {
            EnvelopeView view = large.whole;
            credit.held().announcedTaken(large.size);
            try {
                if (view != null) {
                    sink.item(view.payloadSource(), view.payloadOffset(), view.payloadLength());
                }
            } finally {
                large.transfer.giveBack(); // §6.3-1
            }
        } else {
            byte[] item = (byte[]) next;
            credit.held().taken(held(item.length));
            sink.item(item, 0, item.length);
        }
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
        LargeItem item = arriving;
        if (item != null) {
            forget(item);
        }
        credit.stop();
    }

    /** Nothing is handed over any more; what is arriving is read past. */
    void drop() {
        dropped = true;
        for (Object item : waiting) {
            if (item instanceof LargeItem large) {
                large.transfer.discard();
            }
        }
        waiting.clear();
        credit.drop();
    }
}
