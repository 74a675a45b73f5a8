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

    private static final int POOL_THREADS = 256;
    private static final int POOL_QUEUE = 4096;

    /** How many of the pool's threads one session may hold at once. */
    private static final int SESSION_THREADS = 16;

    /** How many of those may be with handlers of streams, which wait for slow readers. */
    private static final int STREAM_THREADS = 12;

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

    /**
     * Where the handlers of one session's streams run: on so few of its threads that calls are
     * answered while all streams wait.
     *
     * @param session where the session's handlers run
     * @return the same, where threads are no concern; may refuse
     */
    public static Executor ofStreams(Executor session) {
        return session instanceof SessionShare share ? share.part(STREAM_THREADS) : session;
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
