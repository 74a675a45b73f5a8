package dev.fluxar.patterns.publish;

import static dev.fluxar.patterns.publish.ProducerEvent.ACCEPTED;
import static dev.fluxar.patterns.publish.ProducerEvent.DEADLINE;
import static dev.fluxar.patterns.publish.ProducerEvent.DEADLINE_AT_MOST_ONCE;
import static dev.fluxar.patterns.publish.ProducerEvent.DRAINING;
import static dev.fluxar.patterns.publish.ProducerEvent.GIVEN_UP;
import static dev.fluxar.patterns.publish.ProducerEvent.GIVEN_UP_AT_MOST_ONCE;
import static dev.fluxar.patterns.publish.ProducerEvent.LAST_PART;
import static dev.fluxar.patterns.publish.ProducerEvent.LAST_PART_AT_MOST_ONCE;
import static dev.fluxar.patterns.publish.ProducerEvent.NOT_ACCEPTED;
import static dev.fluxar.patterns.publish.ProducerEvent.NO_PART_AT_MOST_ONCE;
import static dev.fluxar.patterns.publish.ProducerEvent.REFUSED;
import static dev.fluxar.patterns.publish.ProducerEvent.REPLACED;
import static dev.fluxar.patterns.publish.ProducerEvent.SESSION_ENDED;
import static dev.fluxar.patterns.publish.ProducerEvent.WRITTEN;
import static dev.fluxar.patterns.publish.ProducerEvent.WRITTEN_ANNOUNCED;
import static dev.fluxar.patterns.publish.ProducerEvent.WRITTEN_AT_MOST_ONCE;
import static dev.fluxar.patterns.publish.ProducerState.ABANDONED;
import static dev.fluxar.patterns.publish.ProducerState.AWAITING;
import static dev.fluxar.patterns.publish.ProducerState.CLOSED;
import static dev.fluxar.patterns.publish.ProducerState.QUEUED;
import static dev.fluxar.patterns.publish.ProducerState.SENDING;

import dev.fluxar.session.StateTable;

/** The transitions of a publish at the producer as data. §10.35-1 */
public final class ProducerTable {

    /** A cell that is absent has no effect. */
    public static final StateTable<ProducerState, ProducerEvent> TABLE =
            StateTable.of(ProducerState.class, ProducerEvent.class)
                    .from(QUEUED, AWAITING, WRITTEN)
                    .from(QUEUED, SENDING, WRITTEN_ANNOUNCED)
                    .from(QUEUED, CLOSED, NOT_ACCEPTED, WRITTEN_AT_MOST_ONCE)
                    .from(QUEUED, CLOSED, GIVEN_UP, GIVEN_UP_AT_MOST_ONCE)
                    .from(QUEUED, CLOSED, DEADLINE, DEADLINE_AT_MOST_ONCE)
                    .from(QUEUED, CLOSED, DRAINING, SESSION_ENDED)
                    .from(SENDING, AWAITING, LAST_PART)
                    .from(SENDING, ABANDONED, GIVEN_UP, GIVEN_UP_AT_MOST_ONCE)
                    .from(SENDING, ABANDONED, DEADLINE, DEADLINE_AT_MOST_ONCE)
                    .from(SENDING, CLOSED, LAST_PART_AT_MOST_ONCE, ACCEPTED, REFUSED)
                    .from(SENDING, CLOSED, SESSION_ENDED)
                    .from(AWAITING, ABANDONED, GIVEN_UP, DEADLINE)
                    .from(AWAITING, CLOSED, ACCEPTED, REFUSED, SESSION_ENDED)
                    .from(ABANDONED, CLOSED, NO_PART_AT_MOST_ONCE)
                    .from(ABANDONED, CLOSED, ACCEPTED, REFUSED, REPLACED, SESSION_ENDED)
                    .build();

    private ProducerTable() {}
}
