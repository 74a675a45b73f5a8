package dev.fluxar.tests.topicrivals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fluxar.tests.rivals.LocalServer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is measured delivers every event to every subscriber, once and in order. */
class TopicSystemsTest {

    private static final int EVENTS = 4000;
    private static final int WINDOW = 256;

    @ParameterizedTest
    @EnumSource(TopicSystems.class)
    void everySubscriberGetsEveryEvent(TopicSystems which) throws Exception {
        TopicSystem system = installed(which);
        Semaphore window = new Semaphore(WINDOW);
        try (LocalServer hub = system.listen();
                TopicConnection first = system.connect(hub.port());
                TopicConnection second = system.connect(hub.port());
                TopicConnection publisher = system.connect(hub.port())) {
            Checked ahead = new Checked();
            Checked slowest = new Checked(window::release);
            first.subscribe(Guarantee.AT_MOST_ONCE, WINDOW, ahead);
            second.subscribe(Guarantee.AT_MOST_ONCE, WINDOW, slowest);
            for (int number = 0; number < EVENTS; number++) {
                assertThat(window.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                publisher.publish(Guarantee.AT_MOST_ONCE, payload(number), new Results());
            }
            assertThat(ahead.take()).isEqualTo("all arrived");
            assertThat(slowest.take()).isEqualTo("all arrived");
        }
    }

    @ParameterizedTest
    @EnumSource(TopicSystems.class)
    void whatIsConfirmedIsConfirmedAtBothEnds(TopicSystems which) throws Exception {
        TopicSystem system = installed(which);
        try (LocalServer hub = system.listen()) {
            for (Guarantee guarantee :
                    List.of(
                            Guarantee.AT_LEAST_ONCE,
                            Guarantee.EXACTLY_ONCE,
                            Guarantee.AT_LEAST_ONCE)) {
                try (TopicConnection subscriber = system.connect(hub.port());
                        TopicConnection publisher = system.connect(hub.port())) {
                    confirmAll(guarantee, subscriber, publisher);
                }
            }
        }
    }

    private static void confirmAll(
            Guarantee guarantee, TopicConnection subscriber, TopicConnection publisher)
            throws Exception {
        Checked sink = new Checked();
        subscriber.subscribe(guarantee, WINDOW, sink);
        Results results = new Results();
        for (int number = 0; number < EVENTS; number++) {
            assertThat(results.window.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            publisher.publish(guarantee, payload(number), results);
        }
        List<Object> said = new ArrayList<>(List.of(sink.take(), sink.take()));
        assertThat(said).containsExactlyInAnyOrder("all arrived", "all settled");
        assertThat(results.window.tryAcquire(WINDOW, 20, TimeUnit.SECONDS)).isTrue();
        assertThat(results.failures).isEmpty();
    }

    private static TopicSystem installed(TopicSystems which) {
        HubProgram program = which.program();
        assumeTrue(
                program == null || program.find().isPresent(),
                () -> which + " is left out: its server is not installed");
        TopicSystem system = which.create();
        assertThat(system.describe()).containsPattern("[0-9]\\.[0-9]");
        return system;
    }

    private static byte[] payload(long number) {
        return ByteBuffer.allocate(64).putLong(number + 1).putLong(number).array();
    }

    private static final class Results implements PublishResult {

        private final Semaphore window = new Semaphore(WINDOW);
        private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

        @Override
        public void accepted() {
            window.release();
        }

        @Override
        public void failed(Throwable cause) {
            failures.add(cause);
            window.release();
        }
    }

    private static final class Checked implements EventSink {

        private final BlockingQueue<Object> said = new LinkedBlockingQueue<>();
        private final Runnable arrival;
        private int arrived;
        private int settled;

        Checked() {
            this(() -> {});
        }

        Checked(Runnable arrival) {
            this.arrival = arrival;
        }

        Object take() throws InterruptedException {
            Object next = said.poll(30, TimeUnit.SECONDS);
            return next == null ? "only " + arrived + " arrived" : next;
        }

        @Override
        public void arrived(long stamp, long number) {
            if (number != arrived || stamp != number + 1) {
                said.add("event " + arrived + " has number " + number + ", stamp " + stamp);
            }
            arrival.run();
            arrived++;
            if (arrived == EVENTS) {
                said.add("all arrived");
            }
        }

        @Override
        public void settled() {
            settled++;
            if (settled == EVENTS) {
                said.add("all settled");
            }
        }

        @Override
        public void failed(Throwable cause) {
            if (arrived < EVENTS) {
                said.add(cause);
            }
        }
    }
}
