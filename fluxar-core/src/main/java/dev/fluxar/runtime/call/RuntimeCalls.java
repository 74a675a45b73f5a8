package dev.fluxar.runtime.call;

import dev.fluxar.CallSpec;
import dev.fluxar.Limits;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.rpc.Calls;
import dev.fluxar.patterns.rpc.InboundCalls;
import dev.fluxar.patterns.rpc.OutboundCalls;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.TargetTable;

/** The calls of one session, both ways, joined to the application. */
public final class RuntimeCalls {

    private final SessionLoop loop;
    private final Calls calls;

    /**
     * Registers itself for calls.
     *
     * @param loop of the session
     * @param exchanges of the session
     * @param table what the other side may call
     * @param limits of this side
     */
    public RuntimeCalls(
            SessionLoop loop, Exchanges exchanges, TargetTable<CallEntry> table, Limits limits) {
        this.loop = loop;
        this.calls = new Calls(exchanges, new CallRunner(this, loop, table), limits);
    }

    /**
     * A call to be.
     *
     * @param target the method's name
     * @return for one call
     */
    public CallSpec spec(String target) {
        return new RuntimeCallSpec(this, target);
    }

    SessionLoop loop() {
        return loop;
    }

    OutboundCalls outbound() {
        return calls.outbound();
    }

    InboundCalls inbound() {
        return calls.inbound();
    }
}
