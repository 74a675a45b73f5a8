package dev.fluxar.patterns.delivery;

import dev.fluxar.hub.HubEvent;
import dev.fluxar.patterns.Timed;
import dev.fluxar.session.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One delivery at the publisher: an event in one subscription (spec §10.33). One that is given up
 * keeps its place until the floor has risen above it, without the event. Valid until it leaves the
 * ledger.
 */
public final class OpenEvent extends Numbered implements Timed {

    private static final Logger LOG = LoggerFactory.getLogger(OpenEvent.class);

    private final Redelivery unanswered;

    @Nullable HubEvent event;
    DeliveryState state = DeliveryState.WAITING;
    int sendings;

    /** Whether the last sending was nacked. */
    boolean nacked;

    /** Whether it was sent since the grant: it takes a place of the subscriber's window. */
    boolean here;

    /** SENT: when the wait for an ack is over. AGAIN: when it may be sent. */
    long due = Session.NEVER;

    /** The line that it stands in, and its neighbours there. */
    @Nullable OpenLine line;

    @Nullable OpenEvent ahead;
    @Nullable OpenEvent behind;

    private int heapIndex = -1;

    OpenEvent(Redelivery unanswered) {
        this.unanswered = unanswered;
    }

    /**
     * What is delivered.
     *
     * @return the same object as the hub's
     */
    public HubEvent event() {
        HubEvent delivered = event;
        if (delivered == null) {
            throw new IllegalStateException("event " + seq + " is " + state + ", expected it open");
        }
        return delivered;
    }

    /**
     * How often it was sent, to whomever.
     *
     * @return 0 or more
     */
    public int sendings() {
        return sendings;
    }

    /** The one place where the state changes; false where the event has no effect. */
    boolean transition(DeliveryEvent by) {
        DeliveryState next = DeliveryTable.TABLE.next(state, by);
        if (next == null) {
            return false;
        }
        if (LOG.isTraceEnabled()) {
            LOG.trace("delivery {}: {} -> {} by {}", seq, state, next, by);
        }
        state = next;
        return true;
    }

    /** Begins anew, in a used object. */
    void begin(@Nullable HubEvent delivered, int before, DeliveryState as) {
        event = delivered;
        sendings = before;
        state = as;
        nacked = false;
        here = false;
        due = Session.NEVER;
    }

    @Override
    public long deadline() {
        return due;
    }

    @Override
    public void onDeadline() {
        unanswered.onDelayOver(this);
    }

    @Override
    public int heapIndex() {
        return heapIndex;
    }

    @Override
    public void heapIndex(int index) {
        heapIndex = index;
    }
}
