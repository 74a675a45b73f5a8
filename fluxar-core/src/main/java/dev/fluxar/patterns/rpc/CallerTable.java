package dev.fluxar.patterns.rpc;

import static dev.fluxar.patterns.rpc.CallerEvent.CANCELLED;
import static dev.fluxar.patterns.rpc.CallerEvent.CANCELLED_ONEWAY;
import static dev.fluxar.patterns.rpc.CallerEvent.DEADLINE;
import static dev.fluxar.patterns.rpc.CallerEvent.DEADLINE_ONEWAY;
import static dev.fluxar.patterns.rpc.CallerEvent.DRAINING;
import static dev.fluxar.patterns.rpc.CallerEvent.LAST_PART;
import static dev.fluxar.patterns.rpc.CallerEvent.LAST_PART_ONEWAY;
import static dev.fluxar.patterns.rpc.CallerEvent.NO_ROOM;
import static dev.fluxar.patterns.rpc.CallerEvent.REFUSED;
import static dev.fluxar.patterns.rpc.CallerEvent.REPLACED;
import static dev.fluxar.patterns.rpc.CallerEvent.REPLY;
import static dev.fluxar.patterns.rpc.CallerEvent.SESSION_ENDED;
import static dev.fluxar.patterns.rpc.CallerEvent.WRITTEN;
import static dev.fluxar.patterns.rpc.CallerEvent.WRITTEN_ANNOUNCED;
import static dev.fluxar.patterns.rpc.CallerEvent.WRITTEN_ONEWAY;
import static dev.fluxar.patterns.rpc.CallerState.ABANDONED;
import static dev.fluxar.patterns.rpc.CallerState.AWAITING;
import static dev.fluxar.patterns.rpc.CallerState.CLOSED;
import static dev.fluxar.patterns.rpc.CallerState.QUEUED;
import static dev.fluxar.patterns.rpc.CallerState.SENDING;

import dev.fluxar.session.StateTable;

/** The transitions of a call at the caller as data. §10.6-1 */
public final class CallerTable {

    /** A cell that is absent has no effect. */
    public static final StateTable<CallerState, CallerEvent> TABLE =
            StateTable.of(CallerState.class, CallerEvent.class)
                    .from(QUEUED, AWAITING, WRITTEN)
                    .from(QUEUED, SENDING, WRITTEN_ANNOUNCED)
                    .from(QUEUED, CLOSED, REFUSED, WRITTEN_ONEWAY, DRAINING, SESSION_ENDED)
                    .from(QUEUED, CLOSED, CANCELLED, CANCELLED_ONEWAY, DEADLINE, DEADLINE_ONEWAY)
                    .from(SENDING, AWAITING, LAST_PART)
                    .from(SENDING, ABANDONED, CANCELLED, DEADLINE, NO_ROOM)
                    .from(SENDING, CLOSED, CANCELLED_ONEWAY, DEADLINE_ONEWAY)
                    .from(SENDING, CLOSED, LAST_PART_ONEWAY, REPLY, SESSION_ENDED)
                    .from(AWAITING, ABANDONED, CANCELLED, DEADLINE, NO_ROOM)
                    .from(AWAITING, CLOSED, REPLY, SESSION_ENDED)
                    .from(ABANDONED, CLOSED, REPLY, REPLACED, SESSION_ENDED)
                    .build();

    private CallerTable() {}
}
