package dev.fluxar.runtime.topic;

import dev.fluxar.Credit;
import dev.fluxar.Event;
import dev.fluxar.patterns.pubsub.ReceivedEvent;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Hands events over on the loop, as many at once as the window has; each is settled when its stage
 * completes.
 *
 * @param <T> type of the payloads
 */
final class EachAsync<T> extends PacedTaker<T> {

    private final Function<? super Event<T>, ? extends CompletionStage<?>> function;

    EachAsync(Function<? super Event<T>, ? extends CompletionStage<?>> function, Credit window) {
        super(window);
        this.function = function;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the event is settled whatever comes
    void take(RuntimeEvent<T> event, ReceivedEvent received) {
        taken(event);
        if (subscription().read(event, received)) {
            try {
                CompletionStage<?> stage = function.apply(event);
                if (stage == null) {
                    event.ack();
                } else {
                    stage.whenComplete((nothing, thrown) -> end(event, thrown));
                }
            } catch (Throwable e) {
                subscription().failed(event, e);
            }
        }
        ask();
    }

    private void end(RuntimeEvent<T> event, Throwable thrown) {
        if (thrown == null) {
            event.ack();
        } else {
            subscription().failed(event, thrown);
        }
    }
}
