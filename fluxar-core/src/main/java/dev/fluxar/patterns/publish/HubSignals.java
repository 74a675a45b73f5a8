package dev.fluxar.patterns.publish;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a hub says onto a session's thread: signals line up, each once, and the first of them
 * wakes the session. Raising is for any thread and allocates nothing.
 */
public final class HubSignals {

    private static final Logger LOG = LoggerFactory.getLogger(HubSignals.class);
    private static final VarHandle LINE;

    static {
        try {
            LINE = MethodHandles.lookup().findVarHandle(HubSignals.class, "line", HubSignal.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Turns turns;

    /** The signal raised last, linked to those before it; bounded by what can be signalled. */
    private volatile @Nullable HubSignal line;

    /** The session's thread only. */
    private boolean running;

    /**
     * Starts with none.
     *
     * @param turns has {@link #run} called
     */
    public HubSignals(Turns turns) {
        this.turns = turns;
    }

    /**
     * Raises bits of a signal. Any thread.
     *
     * @param signal acts upon them in the session's next turn
     * @param bits not 0
     */
    public void raise(HubSignal signal, int bits) {
        if (!signal.mark(bits)) {
            return;
        }
        HubSignal first;
        do {
            first = line;
            signal.next = first;
        } while (!LINE.compareAndSet(this, first, signal));
        if (first == null) {
            turns.wake();
        }
    }

    /**
     * Acts upon all that was raised, in that order. On the session's thread. What fails is logged,
     * and keeps nothing else from being acted upon.
     */
    public void run() {
        if (running) {
            return; // What is raised meanwhile is seen by the loop below.
        }
        running = true;
        try {
            for (HubSignal last = takeLine(); last != null; last = takeLine()) {
                actUpon(reversed(last));
            }
        } finally {
            running = false;
        }
    }

    private @Nullable HubSignal takeLine() {
        return (HubSignal) LINE.getAndSet(this, null);
    }

    private static @Nullable HubSignal reversed(HubSignal last) {
        HubSignal first = null;
        for (HubSignal at = last; at != null; ) {
            HubSignal before = at.next;
            at.next = first;
            first = at;
            at = before;
        }
        return first;
    }

    private static void actUpon(@Nullable HubSignal first) {
        for (HubSignal at = first; at != null; ) {
            HubSignal after = at.next;
            at.next = null;
            try {
                at.onSignal(at.take()); // From here on it may be put in line again.
            } catch (RuntimeException | Error e) {
                LOG.error("what a hub said could not be acted upon", e); // The others can.
            }
            at = after;
        }
    }
}
