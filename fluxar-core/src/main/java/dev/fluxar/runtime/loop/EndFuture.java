package dev.fluxar.runtime.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of a session or a stream, handed out as it is: however often it is asked for, nothing
 * accumulates, and nobody outside can complete it.
 */
public final class EndFuture extends CompletableFuture<@Nullable Void> {

    /** Starts without an end. */
    public EndFuture() {}

    /**
     * It has ended; only the first call has an effect.
     *
     * @param failure null after an orderly end
     */
    public void end(@Nullable Throwable failure) {
        if (failure == null) {
            super.complete(null);
        } else {
            super.completeExceptionally(failure);
        }
    }

    @Override
    public boolean complete(@Nullable Void value) {
        return false;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public void obtrudeValue(@Nullable Void value) {
        throw new UnsupportedOperationException("the end is not for others to tell");
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw new UnsupportedOperationException("the end is not for others to tell");
    }

    /** Whoever limits its waiting limits its own only. */
    @Override
    public CompletableFuture<@Nullable Void> orTimeout(long timeout, TimeUnit unit) {
        return copy().orTimeout(timeout, unit);
    }

    @Override
    public CompletableFuture<@Nullable Void> completeOnTimeout(
            @Nullable Void value, long timeout, TimeUnit unit) {
        return copy().completeOnTimeout(null, timeout, unit);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
