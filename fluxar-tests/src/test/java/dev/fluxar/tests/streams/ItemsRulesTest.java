package dev.fluxar.tests.streams;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The items of a stream obey the rules of Reactive Streams for publishers. */
public class ItemsRulesTest extends FlowPublisherVerification<Integer> {

    private RulesBench bench;

    public ItemsRulesTest() {
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
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return bench.peer().stream("count").with(elements).items(Integer.class);
    }

    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
        return bench.peer().stream("missing").items(Integer.class);
    }
}
