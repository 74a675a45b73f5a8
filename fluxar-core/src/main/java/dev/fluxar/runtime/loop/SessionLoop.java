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
     * Makes an array that holds what is being read the caller's, where nobody else uses it again.
     * On the loop.
     *
     * @param source as handed to the caller
     * @param used how many bytes of it are wanted
     * @return false when it is to be copied from
     */
    boolean keep(byte[] source, int used);

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
