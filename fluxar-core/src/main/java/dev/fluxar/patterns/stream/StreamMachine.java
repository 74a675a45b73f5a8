package dev.fluxar.patterns.stream;

import dev.fluxar.patterns.Exchange;
import dev.fluxar.session.Session;
import dev.fluxar.session.StateTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of a stream, its id and its time. Confined to the session's thread. */
abstract class StreamMachine implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(StreamMachine.class);

    private final StateTable<StreamState, StreamEvent> table;
    private StreamState state;
    private int heapIndex = -1;

    // Set when it is opened or accepted.
    private long idHigh;
    private long idLow;
    private long deadline = Session.NEVER;

    StreamMachine(StateTable<StreamState, StreamEvent> table, StreamState first) {
        this.table = table;
        this.state = first;
    }

    /** The exchange, which was live, is closed. */
    abstract void leave();

    /** The open is not written and never will be. */
    abstract void withdraw();

    final StreamState state() {
        return state;
    }

    /** The one place where the state changes; false where the event has no effect. */
    final boolean transition(StreamEvent event) {
        StreamState from = state;
        StreamState next = table.next(from, event);
        if (next == null || next == from) {
            return next == from; // Items are many.
        }
        if (LOG.isTraceEnabled()) {
            LOG.trace("{}: {} -> {} by {}", this, from, next, event);
        }
        state = next;
        if (next == StreamState.CLOSED) {
            if (from == StreamState.IDLE) {
                withdraw();
            } else {
                leave();
            }
        }
        return true;
    }

    /** It is accepted, though parts of the open are to come. */
    final void announced() {
        state = StreamState.RECEIVING;
    }

    /** Sets the id of the open. */
    final void id(long high, long low) {
        idHigh = high;
        idLow = low;
    }

    final long idHigh() {
        return idHigh;
    }

    final long idLow() {
        return idLow;
    }

    /** Sets when its time is over. */
    final void deadline(long nanos) {
        deadline = nanos;
    }

    /**
     * When its time is over.
     *
     * @return nanoseconds of the session, or {@link Session#NEVER}
     */
    @Override
    public final long deadline() {
        return deadline;
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
