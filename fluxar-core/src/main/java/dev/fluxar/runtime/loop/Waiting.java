package dev.fluxar.runtime.loop;

import dev.fluxar.transport.Loop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waiting for a future, as the blocking twins of the face do. */
public final class Waiting {

    private Waiting() {}

    /**
     * Waits for what was begun; to be asked for before it is.
     *
     * @param loop where waiting would be for ever
     * @throws IllegalStateException on the loop
     */
    public static void requireOff(Loop loop) {
        if (loop.inLoop()) {
            throw new IllegalStateException(
                    "await() on the session's loop would wait for ever, expected send()");
        }
    }

    /**
     * Waits for a future.
     *
     * @param pending is cancelled when the thread is interrupted
     * @param <R> type of the result
     * @return its result
     * @throws InterruptedException when interrupted
     */
    public static <R extends @Nullable Object> R on(CompletableFuture<R> pending)
            throws InterruptedException {
        try {
            return pending.get();
        } catch (InterruptedException e) {
            pending.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw unwrap(e);
        }
    }

    /** The failure itself, as the caller should see it. */
    private static RuntimeException unwrap(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException failure) {
            return failure;
        }
        return new CompletionException(cause);
    }
}
