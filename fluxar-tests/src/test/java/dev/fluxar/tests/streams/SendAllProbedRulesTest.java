package dev.fluxar.tests.streams;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.SubscriberPuppet;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.WhiteboxSubscriberProbe;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** As {@link SendAllRulesTest}, looked at from within. */
public class SendAllProbedRulesTest extends FlowSubscriberWhiteboxVerification<Object> {

    private RulesBench bench;

    public SendAllProbedRulesTest() {
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

    @Override
    public Object createElement(int element) {
        return element;
    }

    @Override
    protected Flow.Subscriber<Object> createFlowSubscriber(WhiteboxSubscriberProbe<Object> probe) {
        return new Probed(SendAllRulesTest.subscriber(bench), probe);
    }

    /** Passes everything on, and tells the probe. */
    private record Probed(Flow.Subscriber<Object> to, WhiteboxSubscriberProbe<Object> probe)
            implements Flow.Subscriber<Object> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            to.onSubscribe(subscription);
            probe.registerOnSubscribe(
                    new SubscriberPuppet() {
                        @Override
                        public void triggerRequest(long elements) {
                            subscription.request(elements);
                        }

                        @Override
                        public void signalCancel() {
                            subscription.cancel();
                        }
                    });
        }

        @Override
        public void onNext(Object item) {
            to.onNext(item);
            probe.registerOnNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            to.onError(failure);
            probe.registerOnError(failure);
        }

        @Override
        public void onComplete() {
            to.onComplete();
            probe.registerOnComplete();
        }
    }
}
