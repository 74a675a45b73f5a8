package dev.fluxar.tests.topics;

import dev.fluxar.Event;
import dev.fluxar.Hub;
import dev.fluxar.HubOptions;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.tests.stranger.Await;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The events of a subscription obey the rules of Reactive Streams for publishers. */
public class EventsRulesTest extends FlowPublisherVerification<Event<Integer>> {

    /** How long what must come may take. */
    private static final long PATIENCE_MILLIS = 10_000;

    /** How long is waited for what must not come: it would come at once. */
    private static final long SILENCE_MILLIS = 20;

    /** More than is ever taken. */
    private static final int KEPT = 5_000;

    private Listener listener;
    private Peer peer;

    public EventsRulesTest() {
        super(new TestEnvironment(PATIENCE_MILLIS, SILENCE_MILLIS, SILENCE_MILLIS));
    }

    @BeforeClass
    public void connect() {
        Hub hub = Hub.inMemory(HubOptions.DEFAULT.withHistory(KEPT, 1 << 20));
        for (int i = 0; i < KEPT; i++) {
            hub.publish("numbers").with(i).send();
        }
        listener = Await.value(Peer.listen("mem:events-rules").hub(hub).start());
        peer = Await.value(Peer.connect(listener.uri()).start());
    }

    @AfterClass
    public void close() {
        peer.close();
        listener.close();
    }

    /** A subscription does not come to its end by itself. */
    @Override
    public long maxElementsFromPublisher() {
        return publisherUnableToSignalOnComplete();
    }

    @Override
    public Flow.Publisher<Event<Integer>> createFlowPublisher(long elements) {
        return peer.subscribe("numbers").fromStart().events(Integer.class);
    }

    /** The other side of the session, which has a hub, finds none here. */
    @Override
    public Flow.Publisher<Event<Integer>> createFailedFlowPublisher() {
        return listener.peers().iterator().next().subscribe("numbers").events(Integer.class);
    }
}
