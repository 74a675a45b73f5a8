package dev.fluxar.patterns.pubsub;

import static dev.fluxar.patterns.pubsub.PublisherEvent.ANSWER;
import static dev.fluxar.patterns.pubsub.PublisherEvent.DRAINING;
import static dev.fluxar.patterns.pubsub.PublisherEvent.EVENT_DUE;
import static dev.fluxar.patterns.pubsub.PublisherEvent.FLOW;
import static dev.fluxar.patterns.pubsub.PublisherEvent.GRANTED;
import static dev.fluxar.patterns.pubsub.PublisherEvent.HUB_ENDED;
import static dev.fluxar.patterns.pubsub.PublisherEvent.PATIENCE_OVER;
import static dev.fluxar.patterns.pubsub.PublisherEvent.REFUSED;
import static dev.fluxar.patterns.pubsub.PublisherEvent.SESSION_ENDED;
import static dev.fluxar.patterns.pubsub.PublisherEvent.UNSUBSCRIBE_READ;
import static dev.fluxar.patterns.pubsub.PublisherState.ACTIVE;
import static dev.fluxar.patterns.pubsub.PublisherState.CLOSED;
import static dev.fluxar.patterns.pubsub.PublisherState.DECIDING;
import static dev.fluxar.patterns.pubsub.PublisherState.ENDING;

import dev.fluxar.session.StateTable;

/** The transitions of a subscription at the publisher as data. §10.32-1 */
public final class PublisherTable {

    /** A cell that is absent has no effect; an ack or nack in DECIDING is a PROTOCOL_ERROR. */
    public static final StateTable<PublisherState, PublisherEvent> TABLE =
            StateTable.of(PublisherState.class, PublisherEvent.class)
                    .from(DECIDING, ACTIVE, GRANTED)
                    .from(DECIDING, DECIDING, FLOW)
                    .from(DECIDING, CLOSED, REFUSED, HUB_ENDED, UNSUBSCRIBE_READ)
                    .from(DECIDING, CLOSED, DRAINING, SESSION_ENDED)
                    .from(ACTIVE, ACTIVE, EVENT_DUE, ANSWER, FLOW)
                    .from(ACTIVE, ENDING, HUB_ENDED, DRAINING)
                    .from(ACTIVE, CLOSED, UNSUBSCRIBE_READ, SESSION_ENDED)
                    .from(ENDING, ENDING, ANSWER)
                    .from(ENDING, CLOSED, UNSUBSCRIBE_READ, PATIENCE_OVER, SESSION_ENDED)
                    .build();

    private PublisherTable() {}
}
