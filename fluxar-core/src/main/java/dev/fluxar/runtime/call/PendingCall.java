package dev.fluxar.runtime.call;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.patterns.rpc.CallOutcome;
import dev.fluxar.patterns.rpc.OutboundCall;
import dev.fluxar.payload.Payloads;
import dev.fluxar.runtime.loop.Submission;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The future of a call, and the call's way onto the session's loop.
 *
 * @param <R> type of the reply
 */
final class PendingCall<R extends @Nullable Object> extends CompletableFuture<R>
        implements CallOutcome, Submission {

    private final RuntimeCalls calls;
    private final Type type;

    /** Set before it is submitted, never changed. */
    private @Nullable OutboundCall call;

    PendingCall(RuntimeCalls calls, Type type) {
        this.calls = calls;
        this.type = type;
    }

    void submit(OutboundCall outbound) {
        call = outbound;
        calls.loop().submit(this);
    }

    @Override
    public void run() {
        // Cancelled before its turn came: the cancellation behind it finds nothing to do.
        if (!isDone()) {
            calls.outbound().open(Objects.requireNonNull(call));
        }
    }

    @Override
    public void refuse(FluxarException why) {
        super.completeExceptionally(why);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // R is what the caller said that type is
    public void succeeded(@Nullable EnvelopeView reply) {
        if (reply == null) {
            super.complete(null);
            return;
        }
        if (isDone()) {
            return;
        }
        R value;
        try {
            value =
                    (R)
                            Payloads.standard()
                                    .decode(
                                            reply.payloadSource(),
                                            reply.payloadOffset(),
                                            reply.payloadLength(),
                                            type);
        } catch (RuntimeException | Error e) {
            // Whatever a class of the application does while it is read: the caller is told.
            super.completeExceptionally(unreadable(e));
            return;
        }
        super.complete(value);
    }

    /** §10.3-3 */
    private static FluxarException unreadable(Throwable e) {
        String why = e instanceof FluxarException ? e.getMessage() : e.toString();
        return FluxarException.ofOperation(
                ErrorCode.INTERNAL.code(),
                "the reply cannot be read: " + why,
                Outcome.PROCESSED,
                null,
                null,
                e);
    }

    @Override
    public void failed(FluxarException failure) {
        super.completeExceptionally(failure);
    }

    // Completed from outside, a timeout of the application's included: nobody wants the reply.

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return giveUpIf(super.cancel(mayInterruptIfRunning));
    }

    @Override
    public boolean complete(R value) {
        return giveUpIf(super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return giveUpIf(super.completeExceptionally(failure));
    }

    /** Cancels the call at the other side too. */
    private boolean giveUpIf(boolean completed) {
        OutboundCall outbound = call;
        if (completed && outbound != null) {
            calls.loop().submit(new Cancellation(calls, outbound));
        }
        return completed;
    }

    private record Cancellation(RuntimeCalls calls, OutboundCall call) implements Submission {
        @Override
        public void run() {
            calls.outbound().cancel(call);
        }

        @Override
        public boolean vital() {
            return true; // One per call, and calls are limited.
        }

        @Override
        public void refuse(FluxarException why) {
            // The loop is gone, and the call with it.
        }
    }
}
