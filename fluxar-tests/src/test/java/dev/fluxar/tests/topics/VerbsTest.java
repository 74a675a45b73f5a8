package dev.fluxar.tests.topics;

import static dev.fluxar.Delivery.AT_LEAST_ONCE;
import static dev.fluxar.Delivery.AT_MOST_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.Event;
import dev.fluxar.Peer;
import dev.fluxar.Subscription;
import dev.fluxar.runtime.Insides;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way of taking events hands them over and settles them. */
class VerbsTest {

    private final VirtualHub room = new VirtualHub();
    private final Peer subscriber = room.connect();
    private final Peer producer = room.connect();
    private final List<String> got = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        room.close();
    }

    private void publish(String... payloads) {
        for (String payload : payloads) {
            producer.publish("a.b").with(payload).send();
        }
        room.loop.run();
    }

    private void note(Event<String> event) {
        got.add(event.payload());
    }

    @ParameterizedTest
    @EnumSource
    void eachHandsEventsOverInOrder(Delivery mode) { // §10.21-8
        Subscription subscription =
                room.now(subscriber.subscribe("a.*").delivery(mode).each(String.class, this::note));
        assertThat(subscription.pattern()).isEqualTo("a.*");
        publish("one", "two", "three");
        assertThat(got).containsExactly("one", "two", "three");
        room.loop.advance(200);
        assertThat(Insides.of(subscriber).live()).isOne();
        assertThat(room.now(subscription.unsubscribe())).isNull();
        publish("four");
        assertThat(got).hasSize(3);
        assertThat(subscription.closed()).isCompleted();
        assertThat(room.hub.stats().subscriptions()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void eachBlockingRunsOffTheLoopOneAfterTheOther(Delivery mode) {
        room.now(
                subscriber
                        .subscribe("a.b")
                        .delivery(mode)
                        .eachBlocking(
                                String.class,
                                event -> {
                                    assertThat(room.loop.inLoop()).isFalse();
                                    note(event);
                                }));
        publish("one", "two", "three");
        assertThat(got).isEmpty();
        assertThat(room.tasks).hasSize(1);
        room.work();
        assertThat(got).containsExactly("one", "two", "three");
        String[] many = new String[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = "" + i;
        }
        got.clear();
        publish(many);
        assertThat(room.tasks).hasSize(1);
        room.work();
        assertThat(got).containsExactly(many);
    }

    @ParameterizedTest
    @EnumSource
    void eachAsyncHasSeveralUnderWayWithinTheWindow(Delivery mode) {
        List<CompletableFuture<Void>> stages = new ArrayList<>();
        room.now(
                subscriber
                        .subscribe("a.b")
                        .delivery(mode)
                        .window(new Credit(2, 10_000))
                        .eachAsync(
                                String.class,
                                event -> {
                                    note(event);
                                    CompletableFuture<Void> stage = new CompletableFuture<>();
                                    stages.add(stage);
                                    return stage;
                                }));
        publish("one", "two", "three", "four");
        assertThat(got).containsExactly("one", "two");
        stages.get(1).complete(null);
        room.loop.run();
        assertThat(got).containsExactly("one", "two", "three");
        stages.get(0).complete(null);
        room.loop.run();
        assertThat(got).containsExactly("one", "two", "three", "four");
        stages.forEach(stage -> stage.complete(null));
        room.loop.run();
    }

    /** Takes what it asks for, and keeps it. */
    private static final class Keeper implements Flow.Subscriber<Event<String>> {
        final List<Event<String>> events = new ArrayList<>();
        Flow.Subscription subscription;
        Throwable failure;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Event<String> event) {
            events.add(event);
        }

        @Override
        public void onError(Throwable why) {
            failure = why;
        }

        @Override
        public void onComplete() {
            throw new AssertionError("a subscription does not come to its end by itself");
        }
    }

    @ParameterizedTest
    @EnumSource
    void eventsComeAsTheyAreRequestedAndAreSettledByHand(Delivery mode) {
        Keeper keeper = new Keeper();
        subscriber.subscribe("a.b").delivery(mode).events(String.class).subscribe(keeper);
        room.loop.run();
        publish("one", "two", "three");
        assertThat(keeper.events).isEmpty();
        keeper.subscription.request(2);
        room.loop.run();
        assertThat(keeper.events).extracting(Event::payload).containsExactly("one", "two");
        keeper.events.get(1).ack();
        keeper.events.get(0).nack();
        keeper.events.get(0).ack(); // Without effect.
        keeper.subscription.request(5);
        room.loop.run();
        List<String> expected =
                mode == AT_MOST_ONCE
                        ? List.of("one", "two", "three")
                        : List.of("one", "two", "three", "one");
        assertThat(keeper.events).extracting(Event::payload).containsExactlyElementsOf(expected);
        keeper.subscription.cancel();
        keeper.events.forEach(Event::ack);
        room.loop.run();
        assertThat(keeper.failure).isNull();
        assertThat(room.hub.stats().subscriptions()).isZero();
        assertThat(Insides.of(subscriber).live()).isZero();
    }

    @Test
    void aPublisherOfEventsIsForOneSubscriberThatAsksForMoreThanNothing() {
        Flow.Publisher<Event<String>> publisher = subscriber.subscribe("a.b").events(String.class);
        Keeper first = new Keeper();
        Keeper second = new Keeper();
        publisher.subscribe(first);
        publisher.subscribe(second);
        assertThat(second.failure).isInstanceOf(IllegalStateException.class);
        room.loop.run();
        first.subscription.request(0);
        room.loop.run();
        assertThat(first.failure)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("request is for 0 events, expected 1 or more");
        assertThat(room.hub.stats().subscriptions()).isZero();
    }

    @Test
    void whatAHandlerThrowsHasTheEventSentAgainLaterEachTime() { // §10.22-3
        List<Long> times = new ArrayList<>();
        room.now(
                subscriber
                        .subscribe("a.b")
                        .delivery(AT_LEAST_ONCE)
                        .each(
                                String.class,
                                event -> {
                                    times.add(room.loop.elapsed().toMillis());
                                    got.add(event.payload() + event.attempt());
                                    if (event.attempt() < 4) {
                                        throw new Meant();
                                    }
                                }));
        publish("x");
        room.loop.advance(10_000);
        assertThat(got).containsExactly("x1", "x2", "x3", "x4");
        long first = times.get(0);
        assertThat(times).containsExactly(first, first + 50, first + 150, first + 350);
    }

    @Test
    void anEventIsNackedByHandWithTheDelayThatIsAskedFor() {
        room.now(
                subscriber
                        .subscribe("a.b")
                        .delivery(AT_LEAST_ONCE)
                        .each(
                                String.class,
                                event -> {
                                    note(event);
                                    if (event.attempt() == 1) {
                                        event.nack(Duration.ofNanos(2_999_000_001L));
                                    }
                                }));
        publish("x");
        room.loop.advance(2_999);
        assertThat(got).hasSize(1);
        room.loop.advance(1);
        assertThat(got).hasSize(2);
    }

    @Test
    void anEventThatCannotBeReadIsNotHandedOverAndSentAgain() { // §10.37
        List<Integer> numbers = new ArrayList<>();
        room.now(
                subscriber
                        .subscribe("a.b")
                        .delivery(AT_LEAST_ONCE)
                        .each(Integer.class, event -> numbers.add(event.payload())));
        publish("no number");
        producer.publish("a.b").with(7).send();
        room.loop.advance(1000);
        assertThat(numbers).containsExactly(7);
    }

    @Test
    void anEventTellsAllOfItself() {
        List<Event<String>> events = new ArrayList<>();
        room.now(
                subscriber
                        .subscribe("a.>")
                        .delivery(AT_LEAST_ONCE)
                        .durable("d")
                        .each(String.class, events::add));
        producer.publish("a.b.c").with("x").meta("k", "v").meta("traceparent", "t").send();
        producer.publish("a.b").send();
        room.loop.run();
        Event<String> event = events.get(0);
        assertThat(event.topic()).isEqualTo("a.b.c");
        assertThat(event.payload()).isEqualTo("x");
        assertThat(event.meta()).containsOnlyKeys("k", "traceparent").containsEntry("k", "v");
        assertThat(event.attempt()).isOne();
        assertThat(event.dropped()).isZero();
        assertThat(event.isRetained()).isFalse();
        assertThat(event.timestamp()).isEmpty();
        Event.Receipt receipt = event.receipt().orElseThrow();
        assertThat(receipt.ledger()).matches("[0-9a-f]{32}");
        assertThat(receipt.seq()).isOne();
        assertThat(events.get(1).payload()).isNull();
        assertThat(events.get(1).meta()).isEmpty();
        assertThat(events.get(1).receipt().orElseThrow().seq()).isEqualTo(2);
    }
}
