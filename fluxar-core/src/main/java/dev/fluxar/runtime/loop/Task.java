package dev.fluxar.runtime.loop;

import dev.fluxar.FluxarException;

/**
 * What must not be lost on its way to the loop: bounded by itself, as its owner submits it again
 * only when it has run.
 *
 * @param action on the loop
 * @param refused instead, on any thread, where the loop is gone and the session with it
 */
public record Task(Runnable action, Runnable refused) implements Submission {

    /**
     * With nothing left to do where the loop is gone.
     *
     * @param action on the loop
     */
    public Task(Runnable action) {
        this(action, Task::nothing);
    }

    private static void nothing() {}

    @Override
    public void run() {
        action.run();
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public void refuse(FluxarException why) {
        refused.run();
    }
}
