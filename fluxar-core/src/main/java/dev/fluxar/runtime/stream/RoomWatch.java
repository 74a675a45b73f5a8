package dev.fluxar.runtime.stream;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for room in a stream's queue: threads that are parked, and an action of the
 * application. Safe from any thread, unless said otherwise.
 */
final class RoomWatch {

    private final RuntimeStream stream;
    private final Queue<Thread> parked = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Runnable onReady;

    /** There was no room: nobody need look for it until the loop has found some. */
    private volatile boolean wanted;

    /** There is room again, and no action was there to be run. */
    private volatile boolean owed;

    RoomWatch(RuntimeStream stream) {
        this.stream = stream;
    }

    /** Whether there was no room, and none was found since. */
    boolean isWanted() {
        return wanted;
    }

    /** There is no room. Whoever says so looks for it once more afterwards. */
    void want() {
        if (!wanted) { // Not written by all those who try in vain.
            wanted = true;
        }
    }

    /** From now on, {@link #tell} wakes the thread up. */
    void add(Thread waiting) {
        parked.add(waiting);
    }

    void remove(Thread waiting) {
        parked.remove(waiting);
    }

    /** Whether the action is due at once. */
    boolean onReady(Runnable action) {
        onReady = action;
        return owed;
    }

    /** Whether somebody is to be told of room. */
    boolean isDue() {
        return wanted || owed;
    }

    /** There is room, or never will be any. On the loop. */
    void tell(boolean runAction) {
        wanted = false;
        for (Thread waiting : parked) {
            LockSupport.unpark(waiting);
        }
        Runnable action = onReady;
        owed = action == null;
        if (action != null && runAction) {
            stream.later(action); // Not in here: items may be being written.
        }
    }
}
