package dev.fluxar.patterns.pubsub;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.delivery.AckGatherer;
import dev.fluxar.patterns.delivery.Receipts;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.flow.ReceiveCredit;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The events of a subscription on their way to the application (spec §10.34): handed over as they
 * are read where it has asked for them, otherwise they wait here, within credit and budget; and its
 * answers on their way back. Not thread-safe.
 */
final class EventInbox {

    private final EventSink sink;
    private final SubscriberVerbs verbs;
    private final ReceiveCredit credit;
    private final int window;
    private final AckGatherer acks;

    /** Null in mode 0. */
    private final @Nullable Receipts receipts;

    /** In the order read. */
    private final ArrayDeque<ReceivedEvent> waiting = new ArrayDeque<>(0);

    private final ReceivedEvent direct = new ReceivedEvent();

    /** Events of mode 0 that had no room here: the next one tells. */
    private long discarded;

    private boolean handing;

    EventInbox(
            SubscribeTerms terms,
            EventSink sink,
            Exchanges exchanges,
            Prefetch prefetch,
            SubscriberVerbs verbs) {
        this.sink = sink;
        this.verbs = verbs;
        this.credit = new ReceiveCredit(terms.window(), prefetch, verbs);
        this.window = SubscribeTerms.window(terms.window());
        this.acks = new AckGatherer(exchanges, window, verbs::acks);
        this.receipts =
                terms.delivery() == Delivery.AT_MOST_ONCE
                        ? null
                        : new Receipts(terms.delivery(), window);
    }

    // Credit

    /** Settles the first credit; in modes 1 and 2 it is the window too. §10.22-14 */
    Credit first() {
        return receipts == null ? credit.open() : credit.open(window);
    }

    /** The subscribe was written. */
    void opened() {
        credit.opened();
    }

    /** A resume was written. */
    void onResumeWritten(long items, long bytes) {
        credit.written(items, bytes);
    }

    void onGrant(Granted grant) {
        if (receipts != null) {
            receipts.granted(grant.seq(), grant.floor());
        }
    }

    // What comes in

    /**
     * Takes an event that was read.
     *
     * @return null; or how it goes beyond what was allowed: it is dropped
     */
    @Nullable String receive(EnvelopeView view, EventMeta meta) {
        // What is announced finds no room: events are taken whole. §6.3-7
        boolean announced = meta.size() > 0;
        long length = view.length() + Math.min(meta.size(), Integer.MAX_VALUE);
        if (!credit.count(length)) {
            return "an event beyond the credit given"; // §10.12-7
        }
        Receipts known = receipts;
        if (known == null) {
            if (announced || !take(view, meta)) {
                discarded += 1 + meta.dropped(); // §10.12-13
            }
        } else {
            switch (known.read(meta.seq(), meta.floor(), meta.attempt())) {
                case HAND_OVER -> receive(known, view, meta, announced);
                case HELD -> {}
                case ACK_AGAIN -> acks.add(meta.seq(), inHand()); // §10.23-2
                case BEYOND_WINDOW -> {
                    return "more events read and not acked than the window of " + window;
                }
            }
        }
        credit.update();
        return null;
    }

    /** §10.34-1 */
    private void receive(Receipts known, EnvelopeView view, EventMeta meta, boolean announced) {
        boolean waits = announced || !waiting.isEmpty() || !credit.hand();
        boolean room = !announced && (!waits || credit.hold(view.length()));
        boolean settled = known.take(meta.seq(), meta.attempt(), room);
        if (room) {
            deliver(waits, view, meta);
        } else if (!settled) {
            verbs.nack(meta.seq(), meta.attempt(), ErrorInfo.RETRY_MILLIS); // §6.3-7
        }
    }

    /** Mode 0; false: there is no room. */
    private boolean take(EnvelopeView view, EventMeta meta) {
        boolean waits = !waiting.isEmpty() || !credit.hand();
        if (waits && !credit.hold(view.length())) {
            return false;
        }
        deliver(waits, view, meta);
        return true;
    }

    private void deliver(boolean waits, EnvelopeView view, EventMeta meta) {
        long dropped = discarded + meta.dropped();
        discarded = 0;
        if (waits) {
            waiting.add(ReceivedEvent.copyOf(view, meta, dropped));
            return;
        }
        handing = true;
        try {
            sink.event(direct.show(view, meta, dropped));
        } finally {
            handing = false;
        }
    }

    /** The application is ready for so many more; false: whoever hands over sees to the rest. */
    boolean request(long events) {
        credit.request(events);
        if (handing) {
            return false;
        }
        handing = true;
        try {
            while (!waiting.isEmpty() && credit.hand()) {
                ReceivedEvent event = waiting.remove(); // §10.21-8
                credit.taken(event.heldBytes());
                sink.event(event);
            }
        } finally {
            handing = false;
        }
        credit.update();
        return true;
    }

    /** Whether everything that was read has been handed over, or is no longer wanted. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    // What the application answers

    /** False when it does not hold the event. */
    boolean ack(long seq, boolean written) {
        if (receipts == null || !receipts.processed(seq)) {
            return false;
        }
        if (written) {
            acks.add(seq, inHand());
        }
        return true;
    }

    /** False when it does not hold the event. */
    boolean nack(long seq, long delayMillis, boolean written) {
        long attempt = receipts == null ? 0 : receipts.failed(seq);
        if (attempt > 0 && written) {
            verbs.nack(seq, attempt, delayMillis); // §10.22-3
        }
        return attempt > 0;
    }

    /** Whether the application holds events: also such that wait for it. */
    boolean isHeld() {
        return receipts != null && receipts.held() > 0;
    }

    /** How many events the application has that are not settled. */
    private int inHand() {
        return receipts == null ? 0 : receipts.held() - waiting.size();
    }

    /** Writes what was gathered. */
    void flush() {
        acks.flush();
    }

    @Nullable Receipts receipts() {
        return receipts;
    }

    // The end

    /** Nothing comes any more; what waits is still handed over. */
    void stop() {
        credit.stop();
    }

    /** Nothing is handed over any more. */
    void drop() {
        for (ReceivedEvent event = waiting.poll(); event != null; event = waiting.poll()) {
            if (receipts != null) {
                receipts.dropped(event.seq());
            }
        }
        credit.drop();
    }

    /** Nothing is written any more. */
    void close() {
        credit.stop();
        acks.stop();
    }
}
