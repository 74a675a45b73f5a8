package dev.fluxar.patterns.pubsub;

import dev.fluxar.FluxarException;
import org.jspecify.annotations.Nullable;

/**
 * Tells the application that its subscription has ended, behind the events that wait for it, and
 * then that nothing is owed any more: each once. Not thread-safe.
 */
final class SubscriptionEnd {

    private final EventSink sink;
    private final EventInbox inbox;

    private boolean completed;
    private @Nullable FluxarException failure;
    private boolean told;

    private boolean closed;
    private @Nullable FluxarException sessionFailure;
    private boolean toldClosed;

    SubscriptionEnd(EventSink sink, EventInbox inbox) {
        this.sink = sink;
        this.inbox = inbox;
    }

    /** It has ended for the application; a second time has no effect. */
    void complete(@Nullable FluxarException why) {
        if (!completed) {
            completed = true;
            failure = why;
        }
        tell();
    }

    /** The exchange is over; why is null unless the session was first. */
    void close(@Nullable FluxarException why) {
        closed = true;
        sessionFailure = why;
        tell();
    }

    /** What waits may have been handed over. §10.28-6 §10.36-3 */
    void tell() {
        if (completed && !told && inbox.isEmpty()) {
            told = true;
            sink.ended(failure);
        }
        if (told && closed && !toldClosed) {
            toldClosed = true;
            sink.closed(sessionFailure);
        }
    }
}
