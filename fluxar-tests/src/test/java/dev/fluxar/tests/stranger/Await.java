package dev.fluxar.tests.stranger;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what has to happen, and says what did not. */
public final class Await {

    /** Longer than anything here may take on a busy machine. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private Await() {}

    /** Waits until a condition holds; the description is made only when it never does. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LIMIT + ": " + what.get());
            }
            Thread.yield();
        }
    }

    /** The value of a future that must succeed. */
    public static <T> T value(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError(failure.getCause());
        } catch (InterruptedException | TimeoutException stop) {
            throw new AssertionError("not within " + LIMIT, stop);
        }
    }

    /** What a future fails with, which it must. */
    public static Throwable failure(CompletableFuture<?> future) {
        try {
            Object value = future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            throw new AssertionError("expected a failure, got " + value);
        } catch (ExecutionException failure) {
            return failure.getCause();
        } catch (InterruptedException | TimeoutException stop) {
            throw new AssertionError("not within " + LIMIT, stop);
        }
    }
}
