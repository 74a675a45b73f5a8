package dev.fluxar.runtime;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.patterns.rpc.CallOutcome;
import dev.fluxar.patterns.rpc.OutboundCall;
import dev.fluxar.payload.Payloads;
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

    private final SessionDriver driver;
    private final Type type;

    /** Set before it is submitted, never changed. */
    private @Nullable OutboundCall call;

    PendingCall(SessionDriver driver, Type type) {
        this.driver = driver;
        this.type = type;
    }

    void submit(OutboundCall outbound) {
        call = outbound;
        driver.submit(this);
    }

    @Override
    public void run() {
        // Cancelled before its turn came: the cancellation behind it finds nothing to do.
        if (!isDone()) {
            driver.calls().outbound().open(Objects.requireNonNull(call));
        }
    }

    @Override
    public void refuse(FluxarException why) {
        completeExceptionally(why);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // R is what the caller said that type is
    public void succeeded(@Nullable EnvelopeView reply) {
        if (reply == null) {
            complete(null);
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
        } catch (FluxarException e) {
            completeExceptionally(unreadable(e));
            return;
        }
        complete(value);
    }

    /** §10.3-3 */
    private static FluxarException unreadable(FluxarException e) {
        return new FluxarException(
                ErrorCode.INTERNAL.code(),
                "the reply cannot be read: " + e.getMessage(),
                Outcome.PROCESSED,
                null,
                null,
                e);
    }

    @Override
    public void failed(FluxarException failure) {
        completeExceptionally(failure);
    }

    /** Cancels the call at the other side too. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        OutboundCall outbound = call;
        if (cancelled && outbound != null) {
            driver.submit(new Cancellation(driver, outbound));
        }
        return cancelled;
    }

    private record Cancellation(SessionDriver driver, OutboundCall call) implements Submission {
        @Override
        public void run() {
            driver.calls().outbound().cancel(call);
        }

        @Override
        public void refuse(FluxarException why) {
            // The reply will be discarded when it comes.
        }
    }
}
