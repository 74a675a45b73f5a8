package dev.fluxar.runtime.platform;

import dev.fluxar.transport.Loop;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop on a thread of its own, for transports that bring none (memory). */
public final class ThreadLoop implements Loop {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadLoop.class);

    private static final ThreadLoop[] SHARED = new ThreadLoop[2];
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    private ThreadLoop(int number) {
        executor =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread created = new Thread(task, "fluxar-loop-" + number);
                            created.setDaemon(true);
                            thread = created;
                            return created;
                        });
        executor.setRemoveOnCancelPolicy(true);
    }

    /**
     * The process's own loops in turn, made on demand, on daemon threads.
     *
     * @return one of two
     */
    public static Supplier<Loop> shared() {
        return () -> {
            int number = NEXT.getAndIncrement() & 1;
            synchronized (SHARED) {
                if (SHARED[number] == null) {
                    SHARED[number] = new ThreadLoop(number);
                }
                return SHARED[number];
            }
        };
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(logged(task));
    }

    @Override
    public Runnable schedule(Runnable task, long delayNanos) {
        ScheduledFuture<?> scheduled =
                executor.schedule(logged(task), delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("a task of the loop failed", e);
            }
        };
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
