package dev.fluxar.tests.sim;

import dev.fluxar.transport.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop in virtual time: tasks run when the test says so, on its own thread, in the order in which
 * they were given, and time passes only by {@link #advance}. To be used by one thread.
 */
public final class VirtualLoop implements Loop {

    /** Loops count from anywhere: time begins below zero and passes it. */
    private static final long ORIGIN = -3_000_000_000L;

    /** More tasks without any time passing are a loop without end. */
    private static final int MOST_TASKS = 5_000_000;

    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Thread owner = Thread.currentThread();

    /** The first use by another thread, which the owner has yet to hear of. */
    private final AtomicReference<@Nullable IllegalStateException> intrusion =
            new AtomicReference<>();

    private long now = ORIGIN;
    private long scheduled;
    private boolean running;

    private record Timer(long at, long order, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    /** Starts with nothing to do. */
    public VirtualLoop() {}

    @Override
    public boolean inLoop() {
        return running;
    }

    @Override
    public void execute(Runnable task) {
        requireOwner();
        ready.add(task);
    }

    @Override
    public Runnable schedule(Runnable task, long delayNanos) {
        requireOwner();
        Timer timer = new Timer(now + Math.max(0, delayNanos), scheduled++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** Nothing can be the same in every run where threads race: told here, and to the owner. */
    private void requireOwner() {
        Thread thread = Thread.currentThread();
        if (thread != owner) {
            IllegalStateException told =
                    new IllegalStateException(
                            "a virtual loop was used by the thread "
                                    + thread.getName()
                                    + ", expected "
                                    + owner.getName()
                                    + " only: handlers run, and futures are completed, on the"
                                    + " thread of the test");
            intrusion.compareAndSet(null, told);
            throw told;
        }
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /**
     * How much time has passed.
     *
     * @return since the loop was made
     */
    public Duration elapsed() {
        return Duration.ofNanos(now - ORIGIN);
    }

    /**
     * How many timers are set.
     *
     * @return 0 when nothing will happen by itself any more
     */
    public int timers() {
        return timers.size();
    }

    /**
     * Runs everything that can be run without time passing.
     *
     * @throws IllegalStateException when a task failed, or they never end, or another thread has
     *     used the loop; its suppressed exceptions are what was thrown
     */
    public void run() {
        requireOwner();
        if (running) {
            throw new IllegalStateException("the loop is running, expected a call from outside");
        }
        running = true;
        try {
            int tasks = 0;
            for (Runnable task = next(); task != null; task = next()) {
                if (++tasks > MOST_TASKS) {
                    throw new IllegalStateException(
                            MOST_TASKS + " tasks without time passing, expected an end");
                }
                runGuarded(task);
            }
        } finally {
            running = false;
        }
        IllegalStateException intruded = intrusion.getAndSet(null);
        if (intruded != null) {
            failures.add(intruded);
        }
        if (!failures.isEmpty()) {
            IllegalStateException failed = new IllegalStateException("tasks of the loop failed");
            failures.forEach(failed::addSuppressed);
            failures.clear();
            throw failed;
        }
    }

    private void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            failures.add(failure);
        }
    }

    private @Nullable Runnable next() {
        Runnable task = ready.poll();
        if (task == null && !timers.isEmpty() && timers.element().at <= now) {
            task = timers.remove().task;
        }
        return task;
    }

    /**
     * Runs a task on the loop, and everything that follows from it.
     *
     * @param task as an application does on the session's loop
     */
    public void run(Runnable task) {
        execute(task);
        run();
    }

    /**
     * Lets time pass and runs everything that becomes due, each at its time.
     *
     * @param time how much
     */
    public void advance(Duration time) {
        advance(time, () -> false);
    }

    /**
     * Lets time pass as {@link #advance(Duration)}, until something is so.
     *
     * @param most how much
     * @param reached asked whenever everything has run that can be run without time passing
     * @return whether it was reached; then no more time has passed than until then
     */
    public boolean advance(Duration most, BooleanSupplier reached) {
        if (most.isNegative()) {
            throw new IllegalArgumentException("time to pass is " + most + ", expected 0 or more");
        }
        long end = now + most.toNanos();
        run();
        while (!reached.getAsBoolean()) {
            if (timers.isEmpty() || timers.element().at > end) {
                now = end;
                return false;
            }
            now = Math.max(now, timers.element().at);
            run();
        }
        return true;
    }

    /**
     * Lets time pass in milliseconds.
     *
     * @param millis how many
     */
    public void advance(long millis) {
        advance(Duration.ofMillis(millis));
    }
}
