package dev.fluxar.runtime.loop;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where handlers that may block run unless the application says otherwise: virtual threads on Java
 * 21 and later (their number is bounded by the limits of exchanges), before that a pool that is
 * bounded in threads and in what waits for them, and of which a session has a share.
 */
public final class BlockingThreads {

    private static final int POOL_THREADS = 64;
    private static final int POOL_QUEUE = 4096;

    /** How many of the pool's threads one session may hold at once. */
    private static final int SESSION_THREADS = POOL_THREADS / 4;

    private BlockingThreads() {}

    /**
     * Where one session's handlers run.
     *
     * @param waiting how many of them may wait for the session's share of the pool
     * @return may refuse
     */
    public static Executor ofSession(int waiting) {
        Executor shared = Holder.SHARED;
        return shared instanceof ThreadPoolExecutor
                ? new SessionShare(shared, SESSION_THREADS, waiting)
                : shared;
    }

    private static final class Holder {
        private static final Executor SHARED = create();

        private static Executor create() {
            try {
                return (Executor)
                        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
            } catch (NoSuchMethodException | IllegalAccessException e) {
                return pool();
            } catch (InvocationTargetException e) {
                // Java 20 has it as a preview only.
                return pool();
            }
        }

        private static Executor pool() {
            AtomicInteger number = new AtomicInteger();
            ThreadPoolExecutor pool =
                    new ThreadPoolExecutor(
                            POOL_THREADS,
                            POOL_THREADS,
                            30,
                            TimeUnit.SECONDS,
                            new ArrayBlockingQueue<>(POOL_QUEUE),
                            task -> {
                                Thread thread =
                                        new Thread(
                                                task, "fluxar-handler-" + number.incrementAndGet());
                                thread.setDaemon(true);
                                return thread;
                            });
            pool.allowCoreThreadTimeOut(true);
            return pool;
        }
    }
}
