package dev.fluxar.patterns.publish;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a hub has to say about one subscription or publish: raised by any thread, as bits, and acted
 * upon on the session's thread, all bits raised meanwhile at once. What was written before {@link
 * HubSignals#raise} is seen by {@link #onSignal}.
 */
public abstract class HubSignal {

    private static final VarHandle RAISED;

    static {
        try {
            RAISED = MethodHandles.lookup().findVarHandle(HubSignal.class, "raised", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // by its handle
    private volatile int raised;

    /** The signal that was in line before it; published with it. */
    @Nullable HubSignal next;

    /** For what a hub talks to. */
    protected HubSignal() {}

    /**
     * Acts upon what was raised. On the session's thread.
     *
     * @param bits all that were raised since the last time; never 0
     */
    protected abstract void onSignal(int bits);

    /** True when none was raised before: it is to be put in line. */
    final boolean mark(int bits) {
        return (int) RAISED.getAndBitwiseOr(this, bits) == 0;
    }

    final int take() {
        return (int) RAISED.getAndSet(this, 0);
    }
}
