package dev.fluxar.patterns.rpc;

import static dev.fluxar.patterns.rpc.CalleeEvent.CANCELLED;
import static dev.fluxar.patterns.rpc.CalleeEvent.DEADLINE;
import static dev.fluxar.patterns.rpc.CalleeEvent.ENDED;
import static dev.fluxar.patterns.rpc.CalleeEvent.ENDED_ANNOUNCED;
import static dev.fluxar.patterns.rpc.CalleeEvent.LAST_PART_READ;
import static dev.fluxar.patterns.rpc.CalleeEvent.LAST_PART_WRITTEN;
import static dev.fluxar.patterns.rpc.CalleeEvent.SESSION_ENDED;
import static dev.fluxar.patterns.rpc.CalleeState.CLOSED;
import static dev.fluxar.patterns.rpc.CalleeState.GIVEN_UP;
import static dev.fluxar.patterns.rpc.CalleeState.RECEIVING;
import static dev.fluxar.patterns.rpc.CalleeState.REPLYING;
import static dev.fluxar.patterns.rpc.CalleeState.RUNNING;

import dev.fluxar.session.StateTable;

/** The transitions of a call at the callee as data. §10.7-1 */
public final class CalleeTable {

    /** A cell that is absent has no effect. */
    public static final StateTable<CalleeState, CalleeEvent> TABLE =
            StateTable.of(CalleeState.class, CalleeEvent.class)
                    .from(RECEIVING, RUNNING, LAST_PART_READ)
                    .from(RECEIVING, CLOSED, CANCELLED, DEADLINE, SESSION_ENDED)
                    .from(RUNNING, GIVEN_UP, CANCELLED, DEADLINE)
                    .from(RUNNING, REPLYING, ENDED_ANNOUNCED)
                    .from(RUNNING, CLOSED, ENDED, SESSION_ENDED)
                    .from(GIVEN_UP, CLOSED, ENDED, ENDED_ANNOUNCED, SESSION_ENDED)
                    .from(REPLYING, CLOSED, LAST_PART_WRITTEN)
                    .from(REPLYING, CLOSED, CANCELLED, DEADLINE, SESSION_ENDED)
                    .build();

    private CalleeTable() {}
}
