package dev.fluxar.tests.contract;

import dev.fluxar.transport.Loop;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop on a daemon thread of its own, in real time. */
public final class ThreadLoop implements Loop, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ThreadLoop.class);

    private volatile @Nullable Thread thread;
    private final ScheduledThreadPoolExecutor executor;

    /**
     * Starts the thread with the first task.
     *
     * @param name of the thread
     */
    public ThreadLoop(String name) {
        executor =
                new ScheduledThreadPoolExecutor(
                        1,
                        work -> {
                            Thread started = new Thread(work, name);
                            started.setDaemon(true);
                            thread = started;
                            return started;
                        });
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(() -> run(task));
    }

    @Override
    public Runnable schedule(Runnable task, long delayNanos) {
        Future<?> scheduled = executor.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            log.warn("a task of a loop failed", failure);
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    /** Lets the task that runs end, and drops the others. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
