package dev.fluxar.patterns.pubsub;

import static dev.fluxar.patterns.pubsub.SubscriberEvent.DRAINING;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.EVENT;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.EVENT_BEYOND;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.GRANTED;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.NOT_ACCEPTED;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.REFUSED;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.REPLACED;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.SESSION_ENDED;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.SETTLED;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.SETTLED_LAST;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.UNSUBSCRIBED;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.UNSUBSCRIBED_HOLDING;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.UNSUBSCRIBE_READ;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.UNSUBSCRIBE_READ_HOLDING;
import static dev.fluxar.patterns.pubsub.SubscriberEvent.WRITTEN;
import static dev.fluxar.patterns.pubsub.SubscriberState.ACTIVE;
import static dev.fluxar.patterns.pubsub.SubscriberState.CLOSED;
import static dev.fluxar.patterns.pubsub.SubscriberState.ENDED;
import static dev.fluxar.patterns.pubsub.SubscriberState.LEAVING;
import static dev.fluxar.patterns.pubsub.SubscriberState.QUEUED;
import static dev.fluxar.patterns.pubsub.SubscriberState.REQUESTED;
import static dev.fluxar.patterns.pubsub.SubscriberState.UNSUBSCRIBING;

import dev.fluxar.session.StateTable;

/** The transitions of a subscription at the subscriber as data. §10.31-1 */
public final class SubscriberTable {

    /**
     * A cell that is absent has no effect; for grants, refusals, events and unsubscribes that are
     * read it is a PROTOCOL_ERROR, but in QUEUED and CLOSED, where there is no exchange.
     */
    public static final StateTable<SubscriberState, SubscriberEvent> TABLE =
            StateTable.of(SubscriberState.class, SubscriberEvent.class)
                    .from(QUEUED, REQUESTED, WRITTEN)
                    .from(QUEUED, CLOSED, NOT_ACCEPTED, UNSUBSCRIBED, DRAINING, SESSION_ENDED)
                    .from(REQUESTED, ACTIVE, GRANTED)
                    .from(REQUESTED, CLOSED, REFUSED, SESSION_ENDED)
                    .from(REQUESTED, UNSUBSCRIBING, UNSUBSCRIBED)
                    .from(REQUESTED, REQUESTED, DRAINING)
                    .from(ACTIVE, ACTIVE, EVENT, SETTLED, SETTLED_LAST, DRAINING)
                    .from(ACTIVE, UNSUBSCRIBING, EVENT_BEYOND, UNSUBSCRIBED)
                    .from(ACTIVE, LEAVING, UNSUBSCRIBED_HOLDING)
                    .from(ACTIVE, CLOSED, UNSUBSCRIBE_READ, SESSION_ENDED)
                    .from(ACTIVE, ENDED, UNSUBSCRIBE_READ_HOLDING)
                    .from(LEAVING, LEAVING, EVENT, SETTLED, DRAINING)
                    .from(LEAVING, UNSUBSCRIBING, SETTLED_LAST)
                    .from(LEAVING, ENDED, UNSUBSCRIBE_READ_HOLDING)
                    .from(LEAVING, CLOSED, SESSION_ENDED)
                    .from(UNSUBSCRIBING, UNSUBSCRIBING, GRANTED, EVENT, DRAINING)
                    .from(UNSUBSCRIBING, CLOSED, REFUSED, REPLACED, UNSUBSCRIBE_READ)
                    .from(UNSUBSCRIBING, CLOSED, UNSUBSCRIBE_READ_HOLDING, SESSION_ENDED)
                    .from(ENDED, ENDED, EVENT, SETTLED, DRAINING)
                    .from(ENDED, CLOSED, SETTLED_LAST, SESSION_ENDED)
                    .build();

    private SubscriberTable() {}
}
