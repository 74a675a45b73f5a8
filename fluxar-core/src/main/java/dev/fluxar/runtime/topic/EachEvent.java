package dev.fluxar.runtime.topic;

import dev.fluxar.EventHandler;
import dev.fluxar.patterns.pubsub.ReceivedEvent;

/**
 * Hands each event over on the loop as it is read: whatever comes is asked for.
 *
 * @param <T> type of the payloads
 */
final class EachEvent<T> extends EventTaker<T> {

    private final EventHandler<T> handler;

    EachEvent(EventHandler<T> handler) {
        this.handler = handler;
    }

    @Override
    void begin() {
        subscription().request(Long.MAX_VALUE);
    }

    @Override
    void take(RuntimeEvent<T> event, ReceivedEvent received) {
        if (subscription().read(event, received)) {
            subscription().handle(handler, event);
        }
    }
}
