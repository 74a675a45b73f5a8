package dev.fluxar.patterns.stream;

import static dev.fluxar.patterns.stream.StreamEvent.CANCEL;
import static dev.fluxar.patterns.stream.StreamEvent.DEADLINE;
import static dev.fluxar.patterns.stream.StreamEvent.DRAINING;
import static dev.fluxar.patterns.stream.StreamEvent.END_AGAIN;
import static dev.fluxar.patterns.stream.StreamEvent.END_FIRST;
import static dev.fluxar.patterns.stream.StreamEvent.END_LAST;
import static dev.fluxar.patterns.stream.StreamEvent.ERROR;
import static dev.fluxar.patterns.stream.StreamEvent.FAILED;
import static dev.fluxar.patterns.stream.StreamEvent.FLOW;
import static dev.fluxar.patterns.stream.StreamEvent.GIVEN_UP;
import static dev.fluxar.patterns.stream.StreamEvent.ITEM;
import static dev.fluxar.patterns.stream.StreamEvent.ITEM_AFTER_END;
import static dev.fluxar.patterns.stream.StreamEvent.ITEM_REFUSED;
import static dev.fluxar.patterns.stream.StreamEvent.LAST_PART;
import static dev.fluxar.patterns.stream.StreamEvent.OWN_END_FIRST;
import static dev.fluxar.patterns.stream.StreamEvent.OWN_END_LAST;
import static dev.fluxar.patterns.stream.StreamEvent.REFUSED;
import static dev.fluxar.patterns.stream.StreamEvent.REPLACED;
import static dev.fluxar.patterns.stream.StreamEvent.SESSION_ENDED;
import static dev.fluxar.patterns.stream.StreamEvent.WRITTEN;
import static dev.fluxar.patterns.stream.StreamEvent.WRITTEN_ANNOUNCED;
import static dev.fluxar.patterns.stream.StreamState.ACTIVE;
import static dev.fluxar.patterns.stream.StreamState.CANCELLING;
import static dev.fluxar.patterns.stream.StreamState.CLOSED;
import static dev.fluxar.patterns.stream.StreamState.IDLE;
import static dev.fluxar.patterns.stream.StreamState.SENDING;

import dev.fluxar.session.StateTable;

/** The transitions of a stream at its opener as data. §10.14-1 */
public final class OpenerTable {

    /**
     * A cell that is absent has no effect: what was read is dropped. Cells that are a
     * PROTOCOL_ERROR stay in their state; the end of the session follows.
     */
    public static final StateTable<StreamState, StreamEvent> TABLE =
            StateTable.of(StreamState.class, StreamEvent.class)
                    .from(IDLE, ACTIVE, WRITTEN)
                    .from(IDLE, CLOSED, REFUSED, FAILED, GIVEN_UP, DEADLINE)
                    .from(IDLE, CLOSED, DRAINING, SESSION_ENDED)
                    .from(IDLE, SENDING, WRITTEN_ANNOUNCED)
                    .from(SENDING, ACTIVE, LAST_PART)
                    .from(SENDING, SENDING, FLOW, DRAINING, ITEM, ITEM_REFUSED, END_FIRST)
                    .from(SENDING, CANCELLING, FAILED, GIVEN_UP, DEADLINE)
                    .from(SENDING, CLOSED, ERROR, CANCEL, SESSION_ENDED)
                    .from(ACTIVE, ACTIVE, OWN_END_FIRST, ITEM, END_FIRST, FLOW, DRAINING)
                    .from(ACTIVE, ACTIVE, ITEM_AFTER_END, END_AGAIN)
                    .from(ACTIVE, CANCELLING, GIVEN_UP, DEADLINE)
                    .from(ACTIVE, CLOSED, OWN_END_LAST, FAILED, ITEM_REFUSED)
                    .from(ACTIVE, CLOSED, END_LAST, ERROR, CANCEL, SESSION_ENDED)
                    .from(CANCELLING, CLOSED, END_FIRST, END_LAST, END_AGAIN)
                    .from(CANCELLING, CLOSED, ERROR, CANCEL, REPLACED, SESSION_ENDED)
                    .build();

    private OpenerTable() {}
}
