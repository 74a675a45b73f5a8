package dev.fluxar.runtime.loop;

import dev.fluxar.FluxarException;

/**
 * What must not be lost on its way to the loop: bounded by itself, as its owner submits it again
 * only when it has run. Where the loop is gone, there is nothing left to do.
 *
 * @param action on the loop
 */
public record Task(Runnable action) implements Submission {

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
        // The loop is gone, and the session with it.
    }
}
