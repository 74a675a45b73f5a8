package dev.fluxar.runtime.stream;

import dev.fluxar.FluxarException;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A future of what was read in all. Completed from outside, by a timeout too: the stream is given
 * up.
 *
 * @param <R> type of the result
 */
abstract class ReadFuture<R extends @Nullable Object> extends CompletableFuture<R>
        implements Reading {

    final RuntimeStream stream;
    private final Type type;

    /** Whether it waits for the end of the other direction too. */
    private final boolean whole;

    ReadFuture(RuntimeStream stream, Type type, boolean whole) {
        this.stream = stream;
        this.type = type;
        this.whole = whole;
    }

    /** Takes an item; what it throws fails the future. */
    abstract void accept(@Nullable Object value);

    /** What comes of it. */
    abstract R result();

    /** How many items to ask for. */
    abstract long demand();

    @Override
    public final void begin() {
        stream.exchange().request(demand());
    }

    @Override
    public final void item(byte[] source, int offset, int length) {
        Object value = stream.read(source, offset, length, type);
        if (value == ItemReader.UNREADABLE || isDone()) {
            return;
        }
        try {
            accept(value);
        } catch (RuntimeException | Error e) {
            completeExceptionally(e);
        }
    }

    @Override
    public final void ended() {
        if (!whole) {
            super.complete(result());
        }
    }

    @Override
    public final void over(@Nullable FluxarException failure) {
        if (failure == null) {
            super.complete(result());
        } else {
            super.completeExceptionally(failure);
        }
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        return giveUpIf(super.cancel(mayInterruptIfRunning));
    }

    @Override
    public final boolean complete(R value) {
        return giveUpIf(super.complete(value));
    }

    @Override
    public final boolean completeExceptionally(Throwable failure) {
        return giveUpIf(super.completeExceptionally(failure));
    }

    private boolean giveUpIf(boolean completed) {
        if (completed) {
            stream.cancel();
        }
        return completed;
    }
}
