package dev.fluxar.runtime;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.transport.Loop;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.atomic.MpscChunkedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other threads ask of a session, on its way to the session's loop. */
final class Submissions {

    private static final Logger LOG = LoggerFactory.getLogger(Submissions.class);

    /** How many may wait. */
    private static final int MOST = 1 << 16;

    /** How many of them a turn runs before it writes what they caused and lets others read. */
    private static final int MOST_IN_A_TURN = 1024;

    private final Loop loop;
    private final SessionDriver driver;

    // Any thread.

    /** Null before the first: most sessions of a listener are never asked by other threads. */
    private volatile @Nullable Queue<Submission> waiting;

    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** How many threads have found the loop gone since one has begun to refuse what waits. */
    private final AtomicInteger refusing = new AtomicInteger();

    Submissions(Loop loop, SessionDriver driver) {
        this.loop = loop;
        this.driver = driver;
    }

    /** From any thread but the loop's: to be run in a turn of its own, with others. */
    void offer(Submission submission) {
        Queue<Submission> queue = waiting;
        if ((queue == null ? create() : queue).offer(submission)) {
            if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
                schedule(driver::onSubmissions);
            }
        } else if (!submission.vital()) {
            submission.refuse(
                    FluxarException.ofOperation(
                            ErrorCode.OVERLOADED.code(),
                            MOST + " operations wait for this session, expected fewer",
                            Outcome.NOT_SENT,
                            Duration.ofMillis(100),
                            null,
                            null));
        } else if (!schedule(() -> driver.submit(submission))) {
            submission.refuse(gone());
        }
    }

    private synchronized Queue<Submission> create() {
        Queue<Submission> queue = waiting;
        if (queue == null) {
            queue = new MpscChunkedAtomicArrayQueue<>(16, MOST);
            waiting = queue;
        }
        return queue;
    }

    private @Nullable Submission poll() {
        Queue<Submission> queue = waiting;
        return queue == null ? null : queue.poll();
    }

    /** Runs a task on the loop; where that is gone, so is all that waits, and false is returned. */
    boolean schedule(Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            refuseAll();
            return false;
        }
    }

    /**
     * One thread at a time: the queue has one consumer, and the loop is it no more. None waits for
     * another, as whoever is told may have something to say to other sessions.
     */
    private void refuseAll() {
        if (refusing.getAndIncrement() > 0) {
            return; // The thread that is at it looks again.
        }
        int seen = 1;
        do {
            scheduled.set(false);
            for (Submission left = poll(); left != null; left = poll()) {
                refuse(left);
            }
            seen = refusing.addAndGet(-seen);
        } while (seen > 0);
    }

    private void refuse(Submission submission) {
        try {
            submission.refuse(gone());
        } catch (RuntimeException | Error e) {
            LOG.error("an operation of {} failed", driver.peer().remote(), e);
        }
    }

    private static FluxarException gone() {
        return FluxarException.ofOperation(
                ErrorCode.UNAVAILABLE.code(),
                "the session's loop has shut down",
                Outcome.NOT_SENT,
                null,
                null,
                null);
    }

    /** Runs some of what waits. On the loop, in a turn. */
    void run() {
        // Cleared before polling: what is offered from now on schedules again.
        scheduled.set(false);
        for (int ran = 0; ran < MOST_IN_A_TURN; ran++) {
            Submission next = poll();
            if (next == null) {
                break;
            }
            run(next);
        }
    }

    /** Sees to it that the rest is run. On the loop, behind the turn. */
    void scheduleRest() {
        Queue<Submission> queue = waiting;
        if (queue != null && !queue.isEmpty() && scheduled.compareAndSet(false, true)) {
            // By a timer, because loops read before they look at timers: threads that submit
            // without end must not keep this session, or its neighbours, from reading.
            loop.schedule(driver::onSubmissions, 0);
        }
    }

    /** Runs one. Whoever waits for it is told, whatever happens. On the loop, in a turn. */
    void run(Submission submission) {
        try {
            submission.run();
        } catch (RuntimeException | Error e) {
            LOG.error("an operation of {} failed", driver.peer().remote(), e);
            submission.refuse(
                    FluxarException.ofOperation(
                            ErrorCode.INTERNAL.code(),
                            "the operation failed: " + e,
                            Outcome.UNKNOWN,
                            null,
                            null,
                            e));
        }
    }
}
