package dev.fluxar.patterns.stream;

import dev.fluxar.FluxarException;
import org.jspecify.annotations.Nullable;

/**
 * What the application of one side learns of its stream. Called on the session's thread. Two calls
 * end it, each comes once:
 *
 * <ul>
 *   <li>{@link #stopped}, at once, when the stream fails: nothing more can be sent, and a handler
 *       should come to its end
 *   <li>{@link #completed}, last: when everything that was read before is handed over too
 * </ul>
 */
public interface StreamListener extends ItemSink {

    /** A bye was sent or answered: the stream should come to an end within the grace. §10.16-1 */
    void draining();

    /**
     * The stream has failed, was given up by either side, its deadline has passed or its session
     * has ended. Not called when both directions end in order, nor after the stream is closed.
     *
     * @param why with the outcome
     */
    void stopped(FluxarException why);

    /**
     * The stream is over for the application; nothing is called after it. §10.11
     *
     * @param failure null when both directions have ended in order; otherwise what {@link #stopped}
     *     was told. Where {@link #ended} was not called before, what was still expected to be read
     *     has failed with it; with null, that was given up after the stream was closed
     */
    void completed(@Nullable FluxarException failure);
}
