package dev.fluxar;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The items of a stream, or events, waited for one after the other. For one thread at a time, which
 * must not be the session's loop. To be closed; leaving early cancels.
 *
 * <pre>{@code
 * try (Cursor<String> tokens = peer.stream("ai.generate").with(prompt).cursor(String.class)) {
 *     for (String token : tokens) {
 *         out.print(token);
 *     }
 * }
 * }</pre>
 *
 * @param <T> type of the items
 */
@SuppressWarnings("IterableAndIterator") // read once, either way: it says so
public interface Cursor<T extends @Nullable Object>
        extends Iterator<T>, Iterable<T>, AutoCloseable {

    /**
     * Waits until there is another item, or the end.
     *
     * @return false when the other side has ended in order
     * @throws FluxarException when it has failed; {@link ErrorCode#CANCELLED} when the thread is
     *     interrupted meanwhile, which cancels and keeps the thread's interrupted mark
     * @throws IllegalStateException on the session's loop, where it would wait for ever
     */
    @Override
    boolean hasNext();

    /**
     * Waits for the next item.
     *
     * @return null for a null payload
     * @throws FluxarException as {@link #hasNext}
     * @throws NoSuchElementException when there is none any more
     */
    @Override
    T next();

    /**
     * This cursor, so that it can stand in a {@code for} loop.
     *
     * @return this, at each call
     */
    @Override
    default Iterator<T> iterator() {
        return this;
    }

    /** Cancels what has not ended. Closing twice is harmless. */
    @Override
    void close();
}
