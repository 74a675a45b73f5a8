package dev.fluxar.patterns.pubsub;

import dev.fluxar.Credit;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.patterns.flow.CreditWriter;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.flow.ReceiveCredit;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The events of a subscription on their way to the application: handed over as they are read where
 * it has asked for them, otherwise they wait here, within credit and budget. Not thread-safe.
 */
final class EventInbox {

    /** Where there is room for an event. */
    enum Room {
        /** The application waits for it. */
        DIRECT,
        /** It waits for the application. */
        WAITS,
        /** Nowhere. */
        NONE
    }

    final ReceiveCredit credit;
    private final EventSink sink;

    /** In the order read. */
    private final ArrayDeque<ReceivedEvent> waiting = new ArrayDeque<>(0);

    private final ReceivedEvent direct = new ReceivedEvent();

    /** Events of mode 0 that had no room here: the next one tells. */
    private long discarded;

    private boolean handing;

    EventInbox(EventSink sink, Credit window, Prefetch prefetch, CreditWriter out) {
        this.sink = sink;
        this.credit = new ReceiveCredit(window, prefetch, out);
    }

    /** Takes room for an event, if there is some: it is handed over or added next. */
    Room room(EnvelopeView view) {
        if (waiting.isEmpty() && credit.hand()) {
            return Room.DIRECT;
        }
        return credit.hold(ReceivedEvent.heldBytes(view)) ? Room.WAITS : Room.NONE;
    }

    /** An event that {@link #room} was found for. */
    void take(Room room, EnvelopeView view, EventMeta meta) {
        long dropped = discarded + meta.dropped();
        discarded = 0;
        if (room == Room.WAITS) {
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

    /** An event of mode 0 that has no room. §10.12-13 */
    void discard(EventMeta meta) {
        discarded += 1 + meta.dropped();
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
                ReceivedEvent event = waiting.remove();
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

    /** How many events wait. */
    int waiting() {
        return waiting.size();
    }

    /** The next event that is not handed over after all; null: none is left. */
    @Nullable ReceivedEvent drop() {
        ReceivedEvent event = waiting.poll();
        if (event == null) {
            credit.drop();
        }
        return event;
    }
}
