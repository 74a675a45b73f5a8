package dev.fluxar.runtime.loop;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session's share of a pool that serves them all: so many tasks are with the pool at once, the
 * others wait here in order. A session that holds its threads for ever leaves the rest to others.
 */
final class SessionShare implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(SessionShare.class);

    private final Executor pool;
    private final int share;
    private final int mostWaiting;

    // Guarded by this.
    private final Queue<Runnable> waiting = new ArrayDeque<>(0);
    private int inPool;

    SessionShare(Executor pool, int share, int mostWaiting) {
        this.pool = pool;
        this.share = share;
        this.mostWaiting = mostWaiting;
    }

    /** Fewer of these threads, for some of the tasks. */
    SessionShare part(int threads) {
        return new SessionShare(this, threads, mostWaiting);
    }

    @Override
    public synchronized void execute(Runnable task) {
        if (inPool < share) {
            pool.execute(() -> run(task));
            inPool++;
        } else if (waiting.size() < mostWaiting) {
            waiting.add(task);
        } else {
            throw new RejectedExecutionException(mostWaiting + " tasks of the session wait");
        }
    }

    /** On a thread of the pool. */
    private void run(Runnable first) {
        Runnable task = first;
        while (task != null) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("a handler's task failed", e); // The next one is not to be lost by it.
            }
            task = next();
        }
    }

    /** Gives the thread up to what other sessions have waiting; a full pool leaves it to us. */
    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.poll();
        if (task == null) {
            inPool--;
            return null;
        }
        try {
            pool.execute(() -> run(task));
            return null;
        } catch (RejectedExecutionException full) {
            return task;
        }
    }
}
