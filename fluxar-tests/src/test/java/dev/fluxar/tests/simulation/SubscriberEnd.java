package dev.fluxar.tests.simulation;

import dev.fluxar.FluxarException;
import dev.fluxar.patterns.pubsub.EventSink;
import dev.fluxar.patterns.pubsub.Granted;
import dev.fluxar.patterns.pubsub.ReceivedEvent;
import dev.fluxar.patterns.pubsub.Subscriber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The application behind a subscription: notes what it is told, and settles what the test says. */
final class SubscriberEnd implements EventSink {

    private @Nullable Subscriber subscriber;

    /** Id of the subscription. */
    String id = "";

    @Nullable Granted granted;

    /** Seqs of events, in the order handed over; 0 in mode 0. */
    final List<Long> seqs = new ArrayList<>();

    final List<Object> payloads = new ArrayList<>();

    /** Everything, one word each. */
    final List<String> told = new ArrayList<>();

    /** What is done with each event, within the call. */
    Consumer<ReceivedEvent> handler = event -> {};

    void bind(Subscriber to) {
        subscriber = to;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    @Override
    public void granted(Granted grant) {
        granted = grant;
        tell("granted");
    }

    @Override
    public void event(ReceivedEvent event) {
        seqs.add(event.seq());
        payloads.add(
                Letter.decode(
                        Arrays.copyOfRange(
                                event.payloadSource(),
                                event.payloadOffset(),
                                event.payloadOffset() + event.payloadLength())));
        tell("event " + event.seq());
        handler.accept(event);
    }

    @Override
    public void draining() {
        tell("draining");
    }

    @Override
    public void ended(@Nullable FluxarException why) {
        tell("ended" + (why == null ? "" : " " + TopicsBench.described(why)));
    }

    @Override
    public void closed(@Nullable FluxarException why) {
        tell("closed" + (why == null ? "" : " " + TopicsBench.described(why)));
    }

    private void tell(String what) {
        if (told.contains("closed")) {
            throw new AssertionError(what + " after the end: " + told);
        }
        told.add(what);
    }
}
