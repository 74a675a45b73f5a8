package dev.fluxar.patterns.stream;

import dev.fluxar.FluxarException;
import org.jspecify.annotations.Nullable;

/**
 * What the application of a stream is told in the end: behind the last item that was read, each
 * once. §10.10-5 §10.16-2 Not thread-safe.
 */
final class Completion {

    private final StreamListener listener;
    private final ItemQueue items;

    private boolean ended;
    private boolean endTold;
    private boolean over;
    private boolean completed;
    private @Nullable FluxarException failure;

    Completion(StreamListener listener, ItemQueue items) {
        this.listener = listener;
        this.items = items;
    }

    /** The other side has ended its direction in order. */
    void ended() {
        ended = true;
        settle();
    }

    /** The stream is over for the application, in order or not. */
    void over(@Nullable FluxarException why) {
        if (!over) {
            over = true;
            failure = why;
        }
        settle();
    }

    /** The application wants nothing of what is left of a stream that is over. */
    void drop(FluxarException why) {
        items.drop();
        if (over && failure == null) {
            failure = why;
        }
        settle();
    }

    /** Tells what is due, if nothing waits to be handed over before. */
    void settle() {
        if (!items.isEmpty()) {
            return;
        }
        if (ended && !endTold && !items.isDropped()) {
            endTold = true;
            listener.ended();
        }
        if (over && !completed) {
            completed = true;
            listener.completed(failure);
        }
    }
}
