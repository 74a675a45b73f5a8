package dev.fluxar.patterns.publish;

import dev.fluxar.FluxarException;
import dev.fluxar.hub.PublishAnswer;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.parts.InboundTransfer;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A publish of mode 1 or 2 at the hub's peer, until it is answered (spec §10.29-2). The hub answers
 * on any thread, mostly before its method returns; then no turn is needed.
 */
final class InboundPublish extends HubSignal implements Exchange, PublishAnswer {

    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(InboundPublish.class, "phase", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int CALLING = 0;
    private static final int ANSWERED = 1;
    private static final int RETURNED = 2;

    final long idHigh;
    final long idLow;

    /** What it takes while the answer is awaited, unless it came in parts. */
    final long heldBytes;

    /** What it came in; it holds what it takes. */
    final @Nullable InboundTransfer transfer;

    private final InboundPublishes publishes;

    @SuppressWarnings("UnusedVariable") // by its handle
    private volatile int phase = CALLING;

    /** Written before the phase changes or the signal is raised. */
    private @Nullable FluxarException refusal;

    private int heapIndex = -1;

    InboundPublish(
            InboundPublishes publishes, EnvelopeView open, @Nullable InboundTransfer transfer) {
        this.publishes = publishes;
        this.idHigh = open.idHigh();
        this.idLow = open.idLow();
        this.heldBytes = open.length();
        this.transfer = transfer;
    }

    @Override
    public void accepted() {
        answered(null);
    }

    @Override
    public void refused(FluxarException why) {
        answered(why);
    }

    private void answered(@Nullable FluxarException why) {
        refusal = why;
        if (!PHASE.compareAndSet(this, CALLING, ANSWERED)) {
            publishes.signals().raise(this, 1);
        }
    }

    /** The hub's method has returned; false: the answer is there. */
    boolean isAwaited() {
        return PHASE.compareAndSet(this, CALLING, RETURNED);
    }

    /** What the hub has against it; null for nothing. */
    @Nullable FluxarException refusal() {
        return refusal;
    }

    @Override
    protected void onSignal(int bits) {
        publishes.onAnswer(this);
    }

    @Override
    public void onDraining() {
        // The hub decides.
    }

    @Override
    public void onSessionEnded(SessionEnd end) {
        publishes.forget(this);
    }

    @Override
    public long deadline() {
        return Session.NEVER;
    }

    @Override
    public void onDeadline() {
        // There is none.
    }

    @Override
    public int heapIndex() {
        return heapIndex;
    }

    @Override
    public void heapIndex(int index) {
        heapIndex = index;
    }
}
