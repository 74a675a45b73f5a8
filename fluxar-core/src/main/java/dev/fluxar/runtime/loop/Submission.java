package dev.fluxar.runtime.loop;

import dev.fluxar.FluxarException;

/** What another thread asks of a session; run on the session's loop. */
public interface Submission {

    /** Runs on the session's loop, within a turn. */
    void run();

    /**
     * It cannot be run: too much waits already, or the loop is gone. On any thread.
     *
     * @param why what whoever waits is told
     */
    void refuse(FluxarException why);

    /**
     * Whether it goes past the bound of the queue.
     *
     * @return true only for what is bounded by itself, such as the one reply of an exchange
     */
    default boolean vital() {
        return false;
    }
}
