package dev.fluxar.tests.topics;

import static dev.fluxar.Delivery.AT_LEAST_ONCE;
import static dev.fluxar.Delivery.AT_MOST_ONCE;
import static dev.fluxar.Delivery.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.DeadLetter;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.Event;
import dev.fluxar.FluxarException;
import dev.fluxar.HubOptions;
import dev.fluxar.Overflow;
import dev.fluxar.Peer;
import dev.fluxar.SubscribeSpec;
import dev.fluxar.Subscription;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.sim.SimLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many sessions share one hub: groups, durable subscriptions, history, overflow. */
class HubsSessionsTest {

    private VirtualHub room = new VirtualHub();
    private final List<String> got = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        room.close();
    }

    private void restart(HubOptions options) {
        room.close();
        room = new VirtualHub(options);
    }

    private void publish(int from, int to) {
        for (int i = from; i < to; i++) {
            room.hub.publish("a").with("" + i).delivery(AT_LEAST_ONCE).send();
        }
        room.loop.run();
    }

    private Subscription each(SubscribeSpec spec, String name) {
        return room.now(
                spec.each(
                        String.class,
                        event ->
                                got.add(
                                        name
                                                + event.payload()
                                                + (event.attempt() > 1 ? "again" : ""))));
    }

    private static FluxarException failure(CompletableFuture<?> future) {
        assertThat(future).isDone();
        try {
            throw new AssertionError("succeeded with " + future.get());
        } catch (ExecutionException e) {
            return (FluxarException) e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Keeps the events that it asked for. */
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

    private Keeper keep(SubscribeSpec spec, long events) {
        Keeper keeper = new Keeper();
        spec.events(String.class).subscribe(keeper);
        room.loop.run();
        keeper.subscription.request(events);
        room.loop.run();
        return keeper;
    }

    @ParameterizedTest
    @EnumSource
    void everySubscriptionGetsItsOwnCopy(Delivery mode) { // §10.20-6
        Peer one = room.connect();
        each(one.subscribe("a").delivery(mode), "1:");
        each(one.subscribe("*").delivery(mode), "2:");
        each(room.connect(room.other).subscribe(">").delivery(mode), "3:");
        publish(0, 2);
        assertThat(got).containsExactlyInAnyOrder("1:0", "2:0", "3:0", "1:1", "2:1", "3:1");
    }

    @ParameterizedTest
    @EnumSource
    void eachEventOfAGroupGoesToOneMember(Delivery mode) { // §10.24-1
        for (String name : List.of("x", "y", "z")) {
            Peer member = room.connect("z".equals(name) ? room.other : room.listener);
            each(member.subscribe("a").group("g").delivery(mode), name);
        }
        publish(0, 300);
        assertThat(got.stream().map(event -> event.substring(1)).toList())
                .doesNotHaveDuplicates()
                .hasSize(300);
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    void whatAMemberHeldGoesToAnotherWhenItsSessionIsCut(Delivery mode) { // §10.24-4 §10.36-2
        Peer first = room.connect();
        SimLink link = room.link();
        Keeper keeper = keep(first.subscribe("a").group("g").delivery(mode), 5);
        publish(0, 5);
        assertThat(keeper.events).hasSize(5);
        each(room.connect().subscribe("a").group("g").delivery(mode), "b");
        room.loop.run(link::cut);
        room.loop.advance(100);
        assertThat(got)
                .containsExactlyInAnyOrder("b0again", "b1again", "b2again", "b3again", "b4again");
        assertThat(keeper.failure).isInstanceOf(FluxarException.class);
        keeper.events.forEach(Event::ack); // Too late: without effect.
        room.loop.run();
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    void aDurableSubscriptionOutlivesItsSession(Delivery mode) { // §10.26-1 §10.26-6
        Peer first = room.connect();
        SimLink link = room.link();
        Keeper keeper = keep(first.subscribe("a").durable("d").delivery(mode), 3);
        publish(0, 3);
        keeper.events.get(1).ack();
        room.loop.advance(200);
        room.loop.run(link::cut);
        publish(3, 5);
        assertThat(room.hub.stats().durables()).isOne();
        Subscription next = each(room.connect().subscribe("a").durable("d").delivery(mode), "");
        room.loop.run();
        assertThat(got).containsExactly("0again", "2again", "3", "4");
        room.now(next.detach());
        publish(5, 6);
        Keeper last = keep(room.connect().subscribe("a").durable("d").delivery(mode), 9);
        assertThat(last.events).extracting(Event::payload).containsExactly("5");
        assertThat(last.events.get(0).receipt())
                .contains(
                        new Event.Receipt(
                                keeper.events.get(0).receipt().orElseThrow().ledger(), 6));
        last.events.get(0).ack();
        last.subscription.cancel(); // Leaves it.
        room.loop.run();
        assertThat(room.hub.stats().durables()).isOne();
        Subscription deleted = each(room.connect().subscribe("a").durable("d").delivery(mode), "");
        room.now(deleted.unsubscribe()); // §10.26-7
        assertThat(room.hub.stats().durables()).isZero();
    }

    @Test
    void aSecondAttachmentTakesADurableSubscriptionOver() { // §10.26-4
        Subscription first =
                each(room.connect().subscribe("a").durable("d").delivery(EXACTLY_ONCE), "1:");
        publish(0, 2);
        room.loop.advance(200); // They are acked.
        Subscription second =
                each(room.connect().subscribe("a").durable("d").delivery(EXACTLY_ONCE), "2:");
        publish(2, 4);
        room.loop.advance(1000);
        assertThat(failure(first.closed()).errorCode()).contains(ErrorCode.CONFLICT);
        assertThat(second.closed()).isNotDone();
        assertThat(got).containsExactly("1:0", "1:1", "2:2", "2:3");
    }

    @Test
    void oneThatIsRefusedTellsWhy() { // §10.26-3
        each(room.connect().subscribe("a").durable("d").delivery(AT_LEAST_ONCE), "");
        CompletableFuture<Subscription> other =
                room.connect()
                        .subscribe("b")
                        .durable("d")
                        .delivery(AT_LEAST_ONCE)
                        .each(String.class, event -> {});
        room.loop.run();
        assertThat(failure(other).errorCode()).contains(ErrorCode.CONFLICT);
    }

    @Test
    void aSubscriptionBeginsWhereItIsTold() { // §10.25-4
        restart(HubOptions.DEFAULT.withHistory(100, 1 << 20));
        room.hub.publish("a").with("old").retain().send();
        publish(0, 2);
        Peer peer = room.connect();
        each(peer.subscribe("a"), "retained:");
        each(peer.subscribe("a").fromNow(), "now:");
        each(peer.subscribe("a").fromStart(), "start:");
        each(peer.subscribe("a").from(Instant.now().plusSeconds(100)), "later:");
        each(peer.subscribe("a").from(Instant.EPOCH), "epoch:");
        room.loop.run();
        assertThat(got)
                .containsExactlyInAnyOrder(
                        "retained:old",
                        "start:old",
                        "start:0",
                        "start:1",
                        "epoch:old",
                        "epoch:0",
                        "epoch:1");
    }

    @ParameterizedTest
    @EnumSource
    void overflowDoesWhatTheSubscriberSaid(Overflow policy) { // §10.27-1 §10.27-2
        restart(HubOptions.DEFAULT.withWaiting(3, 1 << 20));
        Keeper keeper =
                keep(room.connect().subscribe("a").overflow(policy).window(new Credit(1, 1000)), 1);
        publish(0, 20);
        keeper.subscription.request(20);
        room.loop.run();
        List<String> payloads = keeper.events.stream().map(Event::payload).toList();
        long dropped = keeper.events.stream().mapToLong(Event::dropped).sum();
        if (policy == Overflow.FAIL) {
            assertThat(((FluxarException) keeper.failure).errorCode())
                    .contains(ErrorCode.OVERLOADED);
        } else {
            assertThat(dropped).isEqualTo(policy == Overflow.OLDEST ? 20 - payloads.size() : 0);
            assertThat(payloads).hasSizeBetween(3, 5);
            publish(20, 21);
            assertThat(keeper.events.get(keeper.events.size() - 1).payload()).isEqualTo("20");
            dropped = keeper.events.stream().mapToLong(Event::dropped).sum();
            assertThat(dropped + keeper.events.size()).isEqualTo(21);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneThatTakesNothingDelaysNobody(Delivery mode) { // §10.27-4
        restart(HubOptions.DEFAULT.withWaiting(1 << 20, 1 << 30));
        Peer slow = room.connect();
        SimLink slowLink = room.link();
        Keeper keeper = keep(slow.subscribe("a").delivery(mode), 1);
        each(slow.subscribe("a").delivery(mode), "same ");
        Peer stuck = room.connect();
        SimLink stuckLink = room.link();
        keep(stuck.subscribe("a").delivery(mode), Long.MAX_VALUE);
        room.loop.run(() -> stuckLink.far().full(true));
        each(room.connect().subscribe("a").delivery(mode), "other ");
        publish(0, 2000);
        assertThat(got).hasSize(4000);
        assertThat(Insides.of(slow).held()).isLessThan(1 << 20);
        room.loop.run(slowLink::cut);
        room.loop.run(stuckLink::cut);
        assertThat(keeper.failure).isNull(); // What was read is for it still. §10.36-3
        keeper.subscription.cancel();
        room.loop.run();
    }

    @Test
    void anEventThatFailsTooOftenGoesToTheDeadLetters() { // §10.22-12 §10.22-13
        List<DeadLetter> dead = new ArrayList<>();
        restart(HubOptions.DEFAULT.withMaxDeliver(3).withDeadLetters(dead::add));
        List<Integer> attempts = new ArrayList<>();
        room.now(
                room.connect()
                        .subscribe("a")
                        .delivery(AT_LEAST_ONCE)
                        .each(
                                String.class,
                                event -> {
                                    attempts.add(event.attempt());
                                    throw new Meant();
                                }));
        publish(0, 1);
        room.loop.advance(10_000);
        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(dead).hasSize(1);
        assertThat(dead.get(0).topic()).isEqualTo("a");
    }

    @Test
    void whatIsNotSettledInTimeComesAgain() { // §10.22-10
        Keeper keeper =
                keep(
                        room.connect()
                                .subscribe("a")
                                .delivery(AT_LEAST_ONCE)
                                .ackWait(Duration.ofSeconds(2)),
                        10);
        publish(0, 1);
        room.loop.advance(1_999);
        assertThat(keeper.events).hasSize(1);
        room.loop.advance(2);
        assertThat(keeper.events).extracting(Event::attempt).containsExactly(1, 2);
        keeper.events.forEach(Event::ack);
        room.loop.advance(10_000);
        assertThat(keeper.events).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    void noMoreWaitsForAThreadThanItsWindow(Delivery mode) {
        Peer first = room.connect();
        SimLink link = room.link();
        Subscription blocked =
                room.now(
                        first.subscribe("a")
                                .durable("d")
                                .delivery(mode)
                                .eachBlocking(String.class, event -> got.add("never")));
        publish(0, 200);
        room.loop.run(link::cut);
        blocked.close(); // The thread never came.
        each(room.connect().subscribe("a").durable("d").delivery(mode), "");
        room.loop.run();
        assertThat(got).hasSize(200);
        assertThat(got.stream().filter(event -> event.endsWith("again"))).hasSize(64);
    }

    @Test
    void aHubsListenersShareWhatIsPublishedAndTheirSessionsEndAlone() {
        Peer here = room.connect(room.listener);
        SimLink link = room.link();
        Peer there = room.connect(room.other);
        each(here.subscribe("a"), "here ");
        each(there.subscribe("a"), "there ");
        here.publish("a").with("x").send();
        there.publish("a").with("y").send();
        room.loop.run();
        assertThat(got).containsExactlyInAnyOrder("here x", "here y", "there x", "there y");
        got.clear();
        room.loop.run(link::cut);
        there.publish("a").with("z").delivery(AT_MOST_ONCE).send();
        room.loop.run();
        assertThat(got).containsExactly("there z");
        assertThat(room.hub.stats().subscriptions()).isOne();
    }
}
