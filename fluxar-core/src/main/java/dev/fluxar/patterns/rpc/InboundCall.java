package dev.fluxar.patterns.rpc;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.parts.InboundTransfer;
import dev.fluxar.session.SessionEnd;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call at the callee (spec §10.7); the runtime extends it with the handler's view of it. Its
 * transitions are confined to the session's thread.
 */
public abstract class InboundCall implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(InboundCall.class);

    final long idHigh;
    final long idLow;
    private int heapIndex = -1;
    private CalleeState state = CalleeState.RUNNING;

    // Set when accepted.
    private @Nullable InboundCalls calls;
    private boolean oneway;
    private long deadline;

    /** What an open that came whole takes while its handler runs, in bytes. */
    int held;

    /** The payload that arrives, or has arrived, in parts; it holds what it takes. */
    @Nullable InboundTransfer transfer;

    /** What goes out in parts. */
    @Nullable AnnouncedReply reply;

    /** Why it was given up first: CANCELLED or DEADLINE_EXCEEDED. */
    private @Nullable ErrorCode cause;

    /**
     * Remembers the id.
     *
     * @param open the call's open
     */
    protected InboundCall(EnvelopeView open) {
        this.idHigh = open.idHigh();
        this.idLow = open.idLow();
    }

    /** The reply is no longer wanted; called once, at most, and only while the handler runs. */
    protected abstract void onGivenUp();

    void accepted(
            InboundCalls by, boolean isOneway, long until, @Nullable InboundTransfer arriving) {
        calls = by;
        oneway = isOneway;
        deadline = until;
        transfer = arriving;
        state = arriving == null ? CalleeState.RUNNING : CalleeState.RECEIVING;
    }

    boolean oneway() {
        return oneway;
    }

    @Nullable ErrorCode cause() {
        return cause;
    }

    CalleeState state() {
        return state;
    }

    /** The one place where the state changes; false where the event has no effect. */
    boolean transition(CalleeEvent event) {
        CalleeState next = CalleeTable.TABLE.next(state, event);
        if (next == null) {
            return false;
        }
        if (LOG.isTraceEnabled()) {
            LOG.trace("inbound call: {} -> {} by {}", state, next, event);
        }
        state = next;
        return true;
    }

    /** §10.4-2 §10.5-1 */
    void tellHandler(ErrorCode why) {
        cause = why;
        onGivenUp();
    }

    /**
     * When the caller stops waiting.
     *
     * @return nanoseconds of the session, or {@link dev.fluxar.session.Session#NEVER}
     */
    @Override
    public final long deadline() {
        return deadline;
    }

    @Override
    public final void onDeadline() {
        InboundCalls by = calls;
        if (by != null) {
            by.giveUp(this, CalleeEvent.DEADLINE, ErrorCode.DEADLINE_EXCEEDED);
        }
    }

    @Override
    public final void onDraining() {
        // What runs may finish. §9.2-6
    }

    @Override
    public final void onSessionEnded(SessionEnd end) {
        InboundCalls by = calls;
        if (by != null) {
            by.onSessionEnded(this);
        }
    }

    @Override
    public final int heapIndex() {
        return heapIndex;
    }

    @Override
    public final void heapIndex(int index) {
        heapIndex = index;
    }
}
