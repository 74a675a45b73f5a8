package dev.fluxar.patterns.rpc;

import static dev.fluxar.patterns.rpc.CalleeEvent.CANCELLED;
import static dev.fluxar.patterns.rpc.CalleeEvent.DEADLINE;
import static dev.fluxar.patterns.rpc.CalleeEvent.ENDED;
import static dev.fluxar.patterns.rpc.CalleeEvent.SESSION_ENDED;
import static dev.fluxar.patterns.rpc.CalleeState.CLOSED;
import static dev.fluxar.patterns.rpc.CalleeState.GIVEN_UP;
import static dev.fluxar.patterns.rpc.CalleeState.RUNNING;

import dev.fluxar.session.StateTable;

/** The transitions of a call at the callee as data. §10.7-1 */
public final class CalleeTable {

    /** A cell that is absent has no effect. */
    public static final StateTable<CalleeState, CalleeEvent> TABLE =
            StateTable.of(CalleeState.class, CalleeEvent.class)
                    .from(RUNNING, GIVEN_UP, CANCELLED, DEADLINE)
                    .from(RUNNING, CLOSED, ENDED, SESSION_ENDED)
                    .from(GIVEN_UP, CLOSED, ENDED, SESSION_ENDED)
                    .build();

    private CalleeTable() {}
}
