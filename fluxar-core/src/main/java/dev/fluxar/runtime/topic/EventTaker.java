package dev.fluxar.runtime.topic;

import dev.fluxar.patterns.pubsub.ReceivedEvent;
import org.jspecify.annotations.Nullable;

/**
 * How the application takes its events: where its code runs, how many are asked for, and when one
 * is settled. Called on the loop but for {@link #leave}.
 *
 * @param <T> type of the payloads
 */
abstract class EventTaker<T> {

    private @Nullable RuntimeSubscription<T> subscription;

    /** Before the subscribe is written: asks for the first events. */
    abstract void begin();

    /**
     * An event that was asked for.
     *
     * @param event its payload is not read yet
     * @param received valid until this returns
     */
    abstract void take(RuntimeEvent<T> event, ReceivedEvent received);

    /** Whether it is to be told of settlements in mode 0 too. */
    boolean counts() {
        return false;
    }

    /** An event that was taken is settled. */
    void settled(RuntimeEvent<T> event) {}

    /** The application has unsubscribed: from now on it is handed nothing. From any thread. */
    void leave() {}

    /** Gives up what was taken and not handed over; {@link #leave} came before. */
    void drop() {}

    /**
     * No event follows.
     *
     * @return false where some are still to be handed over: {@link RuntimeSubscription#over} is
     *     called behind them
     */
    boolean ended() {
        return true;
    }

    /** Nothing is handed over any more. */
    void over(@Nullable Throwable why) {}

    final void bind(RuntimeSubscription<T> to) {
        subscription = to;
    }

    final RuntimeSubscription<T> subscription() {
        RuntimeSubscription<T> bound = subscription;
        if (bound == null) {
            throw new IllegalStateException("no subscription yet, expected bind() first");
        }
        return bound;
    }
}
