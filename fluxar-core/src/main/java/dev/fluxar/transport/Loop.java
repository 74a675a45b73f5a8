package dev.fluxar.transport;

import java.util.concurrent.Executor;

/**
 * The single thread that a connection and its session are confined to. Everything that a {@link
 * ConnectionHandler} hears, it hears here; a {@link Connection} is used from here only. In tests a
 * loop runs in virtual time.
 */
public interface Loop extends Executor {

    /**
     * Whether the caller runs on this loop.
     *
     * @return true on the loop's thread
     */
    boolean inLoop();

    /**
     * Runs a task later on the loop, in order of submission. From any thread.
     *
     * @param task never null; what it throws is logged by the loop and ends nothing else
     * @throws java.util.concurrent.RejectedExecutionException when the loop has shut down
     */
    @Override
    void execute(Runnable task);

    /**
     * Runs a task once, on the loop, after a delay. From any thread.
     *
     * @param task never null
     * @param delayNanos nanoseconds from now; 0 or less means as soon as possible
     * @return takes the task back when run before it fired; later it does nothing
     */
    Runnable schedule(Runnable task, long delayNanos);

    /**
     * The loop's monotonic time: the only clock that a session sees.
     *
     * @return nanoseconds since an arbitrary origin
     */
    long nanoTime();
}
