package dev.fluxar.patterns.pubsub;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.patterns.delivery.AckGatherer;
import dev.fluxar.patterns.delivery.Reading;
import dev.fluxar.patterns.delivery.Receipts;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.flow.ReceiveCredit;
import dev.fluxar.patterns.parts.InboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The events of a subscription on their way to the application (spec §10.34): handed over as they
 * are read where it has asked for them, otherwise they wait here, within credit and budget; and its
 * answers on their way back. Not thread-safe.
 */
final class EventInbox {

    private final EventSink sink;
    private final OutboundSubscriptions subscriptions;
    private final Delivery delivery;
    private final SubscriberVerbs verbs;
    private final ReceiveCredit credit;
    private final int window;
    private final AckGatherer acks;

    /** Null in mode 0. */
    private final @Nullable Receipts receipts;

    /** In the order read. */
    private final ArrayDeque<ReceivedEvent> waiting = new ArrayDeque<>(0);

    /** The event of which parts are to come. */
    private @Nullable InboundTransfer arriving;

    private long arrivingBytes;

    private final ReceivedEvent direct = new ReceivedEvent();

    /** Events of mode 0 that had no room here: the next one tells. */
    private long discarded;

    private boolean handing;

    EventInbox(
            SubscribeTerms terms,
            EventSink sink,
            OutboundSubscriptions subscriptions,
            Prefetch prefetch,
            SubscriberVerbs verbs) {
        this.sink = sink;
        this.subscriptions = subscriptions;
        this.delivery = terms.delivery();
        this.verbs = verbs;
        this.credit = new ReceiveCredit(terms.window(), prefetch, verbs);
        this.window = SubscribeTerms.window(terms.window());
        this.acks = new AckGatherer(subscriptions.exchanges(), window, verbs::acks);
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
     * Takes an event that was read, or begins to receive it.
     *
     * @return null; or how it goes beyond what was allowed: it is dropped
     */
    @Nullable String receive(EnvelopeView view, EventMeta meta) {
        if (arriving != null) {
            throw Parts.amongParts("an event"); // §6.1-5
        }
        Parts parts = subscriptions.parts();
        long size = parts.ofContinuation(view);
        boolean announced = size != Parts.NONE;
        if (!credit.count(view.length() + (announced ? size : 0))) {
            return "an event beyond the credit given"; // §10.12-7
        }
        String violation = null;
        if (!announced) {
            violation = act(view, meta, true, null);
        } else {
            arrivingBytes = size;
            arriving = parts.receive(view, size);
            if (arriving == null) {
                arriving = parts.discard(size);
                violation = act(view, meta, false, null); // §6.3-7
            } else {
                credit.held().announced(size);
            }
        }
        if (violation == null) {
            credit.update();
        }
        return violation;
    }

    /**
     * Takes some of an announced event, the last of it, or the end of it.
     *
     * @return as {@link #receive}
     */
    @Nullable String part(EnvelopeView part, EventMeta meta) {
        InboundTransfer transfer = arriving;
        if (transfer == null) {
            throw Parts.withoutTransfer(); // §6.2-5
        }
        boolean abandoned = !part.hasPayload();
        if (!abandoned && !transfer.read(part)) {
            return null;
        }
        EnvelopeView event = abandoned ? transfer.announced() : null;
        if (!abandoned && !transfer.discards()) {
            event = transfer.whole();
        }
        arriving = null;
        if (event == null) {
            return null; // What is read past was acted upon.
        }
        credit.held().announcedTaken(arrivingBytes);
        String violation;
        try {
            subscriptions.read(event, meta, delivery);
            violation = abandoned ? abandon(meta) : act(event, meta, true, transfer); // §6.2-6
        } finally {
            ReceivedEvent last = waiting.peekLast();
            if (last == null || last.transfer != transfer) {
                transfer.discard(); // §6.3-1
            }
        }
        if (violation == null) {
            credit.update();
        }
        return violation;
    }

    /** It counts as sent, and the next one tells that it was dropped; no nack is due. §10.21-10 */
    private @Nullable String abandon(EventMeta meta) {
        Receipts known = receipts;
        if (known == null) {
            discarded += meta.dropped(); // §6.4-2
            return null;
        }
        Reading reading = known.read(meta.seq(), meta.floor(), meta.attempt());
        if (reading == Reading.HAND_OVER) {
            known.take(meta.seq(), meta.attempt(), false);
        }
        return reading == Reading.BEYOND_WINDOW ? beyondWindow() : null;
    }

    private String beyondWindow() {
        return "more events read and not acked than the window of " + window;
    }

    /** An event is here as a whole; what came in parts has its room. */
    private @Nullable String act(
            EnvelopeView view, EventMeta meta, boolean room, @Nullable InboundTransfer transfer) {
        String violation = null;
        Receipts known = receipts;
        if (known == null) {
            if (!room || !take(view, meta, transfer)) {
                discarded += 1 + meta.dropped(); // §10.12-13
            }
        } else {
            switch (known.read(meta.seq(), meta.floor(), meta.attempt())) {
                case HAND_OVER -> receive(known, view, meta, room, transfer);
                case HELD -> {}
                case ACK_AGAIN -> acks.add(meta.seq(), inHand()); // §10.23-2
                case BEYOND_WINDOW -> violation = beyondWindow();
            }
        }
        return violation;
    }

    /** §10.34-1 */
    private void receive(
            Receipts known,
            EnvelopeView view,
            EventMeta meta,
            boolean room,
            @Nullable InboundTransfer transfer) {
        boolean waits = room && waits();
        boolean fits = room && (!waits || hold(view, transfer));
        boolean settled = known.take(meta.seq(), meta.attempt(), fits);
        if (fits) {
            deliver(waits, view, meta, transfer);
        } else if (!settled) {
            verbs.nack(meta.seq(), meta.attempt(), ErrorInfo.RETRY_MILLIS); // §6.3-7
        }
    }

    /** Mode 0; false: there is no room. */
    private boolean take(EnvelopeView view, EventMeta meta, @Nullable InboundTransfer transfer) {
        boolean waits = waits();
        if (waits && !hold(view, transfer)) {
            return false;
        }
        deliver(waits, view, meta, transfer);
        return true;
    }

    private boolean waits() {
        return !waiting.isEmpty() || !credit.hand();
    }

    private boolean hold(EnvelopeView view, @Nullable InboundTransfer transfer) {
        if (transfer == null) {
            return credit.held().hold(view.length());
        }
        credit.held().announced(arrivingBytes);
        credit.held().arrived();
        return true;
    }

    private void deliver(
            boolean waits, EnvelopeView view, EventMeta meta, @Nullable InboundTransfer transfer) {
        long dropped = discarded + meta.dropped();
        discarded = 0;
        if (waits) {
            ReceivedEvent event = ReceivedEvent.copyOf(view, meta, dropped);
            event.transfer = transfer;
            waiting.add(event);
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
                hand(event);
            }
        } finally {
            handing = false;
        }
        credit.update();
        return true;
    }

    private void hand(ReceivedEvent event) {
        InboundTransfer transfer = event.transfer;
        if (transfer == null) {
            credit.held().taken(event.heldBytes());
            sink.event(event);
            return;
        }
        credit.held().announcedTaken(event.payloadLength());
        try {
            sink.event(event);
        } finally {
            transfer.giveBack(); // §6.3-1
        }
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
        forgetArriving();
        credit.stop();
    }

    /** Nothing is handed over any more. */
    void drop() {
        for (ReceivedEvent event = waiting.poll(); event != null; event = waiting.poll()) {
            if (receipts != null) {
                receipts.dropped(event.seq());
            }
            if (event.transfer != null) {
                event.transfer.discard();
            }
        }
        forgetArriving();
        credit.drop();
    }

    private void forgetArriving() {
        if (arriving != null) {
            arriving.discard();
            arriving = null;
        }
    }

    /** Nothing is written any more. */
    void close() {
        forgetArriving();
        credit.stop();
        acks.stop();
    }
}
