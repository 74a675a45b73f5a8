package dev.fluxar.runtime.loop;

import dev.fluxar.Peer;
import dev.fluxar.session.Session;
import dev.fluxar.transport.Loop;
import java.util.concurrent.Executor;

/** A session and the loop that it is confined to, as the patterns' runtime sees them. */
public interface SessionLoop {

    /**
     * Runs a submission on the loop: at once where the caller is on it. From any thread.
     *
     * @param submission told either way
     */
    void submit(Submission submission);

    /**
     * The loop.
     *
     * @return the one of the session's connection
     */
    Loop loop();

    /**
     * The session.
     *
     * @return for the loop only
     */
    Session session();

    /**
     * The other side, as the application sees it.
     *
     * @return safe from any thread
     */
    Peer peer();

    /**
     * Where handlers of this session that may block run.
     *
     * @return bounded; may refuse
     */
    Executor blocking();
}
