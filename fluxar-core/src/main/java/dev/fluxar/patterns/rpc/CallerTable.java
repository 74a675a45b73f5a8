package dev.fluxar.patterns.rpc;

import static dev.fluxar.patterns.rpc.CallerEvent.CANCELLED;
import static dev.fluxar.patterns.rpc.CallerEvent.DEADLINE;
import static dev.fluxar.patterns.rpc.CallerEvent.DRAINING;
import static dev.fluxar.patterns.rpc.CallerEvent.REFUSED;
import static dev.fluxar.patterns.rpc.CallerEvent.REPLY;
import static dev.fluxar.patterns.rpc.CallerEvent.SESSION_ENDED;
import static dev.fluxar.patterns.rpc.CallerEvent.WRITTEN;
import static dev.fluxar.patterns.rpc.CallerEvent.WRITTEN_ONEWAY;
import static dev.fluxar.patterns.rpc.CallerState.ABANDONED;
import static dev.fluxar.patterns.rpc.CallerState.AWAITING;
import static dev.fluxar.patterns.rpc.CallerState.CLOSED;
import static dev.fluxar.patterns.rpc.CallerState.QUEUED;

import dev.fluxar.session.StateTable;

/** The transitions of a call at the caller as data. §10.6-1 */
public final class CallerTable {

    /** A cell that is absent has no effect. */
    public static final StateTable<CallerState, CallerEvent> TABLE =
            StateTable.of(CallerState.class, CallerEvent.class)
                    .from(QUEUED, AWAITING, WRITTEN)
                    .from(QUEUED, CLOSED, REFUSED, WRITTEN_ONEWAY, CANCELLED, DEADLINE)
                    .from(QUEUED, CLOSED, DRAINING, SESSION_ENDED)
                    .from(AWAITING, ABANDONED, CANCELLED, DEADLINE)
                    .from(AWAITING, CLOSED, REPLY, SESSION_ENDED)
                    .from(ABANDONED, CLOSED, REPLY, SESSION_ENDED)
                    .build();

    private CallerTable() {}
}
