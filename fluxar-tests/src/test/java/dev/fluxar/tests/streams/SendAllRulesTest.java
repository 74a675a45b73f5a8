package dev.fluxar.tests.streams;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** What sends the items of a publisher obeys the rules of Reactive Streams for subscribers. */
public class SendAllRulesTest extends FlowSubscriberBlackboxVerification<Object> {

    private RulesBench bench;

    public SendAllRulesTest() {
        super(RulesBench.environment());
    }

    @BeforeClass
    public void connect() {
        bench = new RulesBench(getClass().getSimpleName());
    }

    @AfterClass
    public void close() {
        bench.close();
    }

    static Flow.Subscriber<Object> subscriber(RulesBench bench) {
        CompletableFuture<Flow.Subscriber<Object>> subscribed = new CompletableFuture<>();
        bench.peer().stream("take").open().sendAll(new Caught(subscribed));
        return subscribed.join();
    }

    private record Caught(CompletableFuture<Flow.Subscriber<Object>> subscribed)
            implements Flow.Publisher<Object> {
        @Override
        @SuppressWarnings("unchecked") // a subscriber to any object is one to objects
        public void subscribe(Flow.Subscriber<? super Object> subscriber) {
            Flow.Subscriber<?> any = subscriber;
            subscribed.complete((Flow.Subscriber<Object>) any);
        }
    }

    @Override
    public Flow.Subscriber<Object> createFlowSubscriber() {
        return subscriber(bench);
    }

    @Override
    public Object createElement(int element) {
        return element;
    }
}
