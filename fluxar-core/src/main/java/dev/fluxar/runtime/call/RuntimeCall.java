package dev.fluxar.runtime.call;

import dev.fluxar.Call;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Peer;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.Meta;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.rpc.InboundCall;
import dev.fluxar.payload.Payloads;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An inbound call with its handler, and the result's way back onto the session's loop. */
final class RuntimeCall extends InboundCall implements Call, Submission {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeCall.class);

    private final RuntimeCalls calls;
    private final SessionLoop loop;
    final CallEntry entry;
    private final @Nullable Meta meta;

    private volatile boolean cancelled;

    // Guarded by this.
    private @Nullable List<Runnable> onCancel;
    private @Nullable Thread runner;

    // Set by the thread that ends the handler, read on the loop behind the queue.
    private @Nullable Payload result;
    private @Nullable ErrorInfo failure;

    RuntimeCall(RuntimeCalls calls, CallEntry entry, EnvelopeView open) {
        super(open);
        this.calls = calls;
        this.loop = calls.loop();
        this.entry = entry;
        this.meta = open.meta();
    }

    // As the handler sees it

    @Override
    public String target() {
        return entry.target();
    }

    @Override
    public Peer peer() {
        return loop.peer();
    }

    @Override
    public Map<String, Object> meta() {
        return meta == null ? Map.of() : meta.toMap();
    }

    @Override
    public Optional<Duration> remaining() {
        long until = deadline();
        if (until == Session.NEVER) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.max(0, until - loop.loop().nanoTime())));
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                if (onCancel == null) {
                    onCancel = new ArrayList<>(1);
                }
                onCancel.add(action);
                return;
            }
        }
        run(action);
    }

    // On the loop

    @Override
    protected void onGivenUp() {
        List<Runnable> actions;
        synchronized (this) {
            cancelled = true;
            actions = onCancel == null ? List.of() : onCancel;
            onCancel = null;
            if (runner != null) {
                runner.interrupt();
            }
        }
        actions.forEach(RuntimeCall::run);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("an action on cancel failed", e);
        }
    }

    // Where the handler runs

    /** Marks the thread to be interrupted; false when the call was given up before it began. */
    synchronized boolean beginBlocking() {
        runner = Thread.currentThread();
        return !cancelled;
    }

    synchronized void endBlocking() {
        runner = null;
        // The interrupt was meant for this call, not for the thread's next task.
        Thread.interrupted();
    }

    /** The handler has ended: notes what comes of it and brings it to the loop. */
    void end(@Nullable Object value, @Nullable Throwable thrown) {
        if (thrown != null) {
            failure = describe(thrown);
        } else {
            try {
                result = Payloads.standard().encode(value);
            } catch (RuntimeException | Error e) {
                failure = describe(e); // Whatever it is, the call is answered. §10.3-1
            }
        }
        loop.submit(this);
    }

    /** Ends with a failure of our own. */
    void refuse(ErrorInfo why) {
        failure = why;
        loop.submit(this);
    }

    /** §10.3-2 */
    private ErrorInfo describe(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof FluxarException told && !told.isOfOperation()) {
            return ErrorInfo.of(told);
        }
        if (!cancelled) {
            LOG.warn("the handler of call '{}' failed", entry.target(), cause);
        }
        return ErrorInfo.of(ErrorCode.INTERNAL, "handler failed");
    }

    @Override
    public void run() {
        Payload payload = result;
        ErrorInfo error = failure;
        if (error != null) {
            calls.inbound().fail(this, error);
        } else if (payload != null) {
            calls.inbound().reply(this, null, payload);
        }
    }

    @Override
    public boolean vital() {
        return true; // One per exchange, and exchanges are limited.
    }

    @Override
    public void refuse(FluxarException why) {
        LOG.debug("the reply of call '{}' is lost: {}", entry.target(), why.getMessage());
    }

    /** Follows a stage that is not complete yet. */
    @SuppressWarnings("FutureReturnValueIgnored") // end() looks after everything
    void follow(CompletionStage<?> stage) {
        try {
            stage.whenComplete(this::end);
        } catch (RuntimeException e) {
            end(null, e);
        }
    }
}
