package dev.fluxar.tests.topics;

import static dev.fluxar.Delivery.AT_LEAST_ONCE;
import static dev.fluxar.Delivery.AT_MOST_ONCE;
import static dev.fluxar.Delivery.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.Event;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.SubscribeSpec;
import dev.fluxar.Subscription;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.sim.SimLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How subscriptions pause and end: by the application, by the hub, with the session. */
class LeavingTest {

    private final VirtualHub room = new VirtualHub();
    private final Peer subscriber = room.connect();
    private final SimLink link = room.link();
    private final List<String> got = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        room.close();
    }

    private void publish(int from, int to) {
        for (int i = from; i < to; i++) {
            room.hub.publish("a").with("" + i).send();
        }
        room.loop.run();
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

    @ParameterizedTest
    @EnumSource
    void noEventIsHandedOverOnceTheApplicationHasLeft(Delivery mode) { // §10.28-1
        CompletableFuture<Subscription> granted = new CompletableFuture<>();
        subscriber
                .subscribe("a")
                .delivery(mode)
                .each(
                        String.class,
                        event -> {
                            got.add(event.payload());
                            if (got.size() == 3) {
                                granted.join().unsubscribe();
                            }
                        })
                .thenAccept(granted::complete);
        room.loop.run();
        publish(0, 10);
        assertThat(got).containsExactly("0", "1", "2");
        assertThat(granted.join().closed()).isCompleted();
        assertThat(granted.join().unsubscribe()).isCompleted();
        assertThat(Insides.of(subscriber).live()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitsForAThreadIsNotHandedOverEither(Delivery mode) {
        Subscription subscription =
                room.now(
                        subscriber
                                .subscribe("a")
                                .delivery(mode)
                                .eachBlocking(
                                        String.class,
                                        event -> {
                                            got.add(event.payload());
                                        }));
        publish(0, 100);
        CompletableFuture<Void> gone = subscription.unsubscribe();
        room.work();
        room.loop.run();
        assertThat(got).isEmpty();
        assertThat(gone).isCompleted();
        assertThat(Insides.of(subscriber).held()).isZero();
    }

    @Test
    void whatTheApplicationHoldsIsStillSettled() { // §10.28-2
        List<Event<String>> held = new ArrayList<>();
        List<CompletableFuture<Void>> stages = new ArrayList<>();
        Subscription subscription =
                room.now(
                        subscriber
                                .subscribe("a")
                                .delivery(EXACTLY_ONCE)
                                .durable("d")
                                .eachAsync(
                                        String.class,
                                        event -> {
                                            held.add(event);
                                            stages.add(new CompletableFuture<>());
                                            return stages.get(stages.size() - 1);
                                        }));
        publish(0, 2);
        CompletableFuture<Void> gone = subscription.detach();
        room.loop.run();
        publish(2, 3);
        assertThat(held).hasSize(2);
        assertThat(gone).isNotDone();
        stages.get(0).complete(null);
        room.loop.run();
        assertThat(gone).isNotDone();
        stages.get(1).completeExceptionally(new Meant());
        room.loop.run();
        assertThat(gone).isCompleted();
        room.now(
                room.connect()
                        .subscribe("a")
                        .delivery(EXACTLY_ONCE)
                        .durable("d")
                        .each(String.class, event -> got.add(event.payload() + event.attempt())));
        room.loop.advance(1000);
        assertThat(got).containsExactlyInAnyOrder("12", "21");
    }

    @Test
    void aPauseHoldsWhatIsToCome() { // §10.12-8 §10.12-9
        Subscription subscription =
                room.now(subscriber.subscribe("a").each(String.class, e -> got.add(e.payload())));
        subscription.pause();
        room.loop.run();
        publish(0, 3);
        assertThat(got).isEmpty();
        subscription.resume();
        room.loop.run();
        assertThat(got).containsExactly("0", "1", "2");
    }

    @Test
    void aGrantThatNobodyWaitsForIsGivenBack() {
        CompletableFuture<Subscription> wanted =
                subscriber.subscribe("a").each(String.class, e -> got.add(e.payload()));
        assertThat(wanted.cancel(false)).isTrue();
        room.loop.run();
        assertThat(room.hub.stats().subscriptions()).isZero();
        publish(0, 1);
        assertThat(got).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfTheSessionEndsItBehindWhatWasRead(Delivery mode) { // §10.36-3
        Subscription subscription =
                room.now(
                        subscriber
                                .subscribe("a")
                                .delivery(mode)
                                .eachBlocking(String.class, event -> got.add(event.payload())));
        publish(0, 50);
        room.loop.run(link::cut);
        assertThat(subscription.closed()).isNotDone();
        room.work();
        assertThat(got).hasSize(50);
        FluxarException why = failure(subscription.closed());
        assertThat(why.errorCode()).contains(ErrorCode.UNAVAILABLE);
        assertThat(why.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(room.hub.stats().subscriptions()).isZero();
        assertThat(Insides.of(subscriber).held()).isZero();
        assertThat(failure(subscription.unsubscribe()).errorCode()).contains(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aSubscribeOnASessionThatHasEndedFails() {
        room.loop.run(link::cut);
        CompletableFuture<Subscription> late =
                subscriber.subscribe("a").each(String.class, e -> got.add(e.payload()));
        room.loop.run();
        assertThat(failure(late).outcome()).isEqualTo(Outcome.NOT_SENT);
    }

    @Test
    void aByeEndsIt() { // §10.36-1
        Subscription subscription =
                room.now(
                        subscriber
                                .subscribe("a")
                                .delivery(AT_LEAST_ONCE)
                                .each(String.class, e -> got.add(e.payload())));
        room.listener.drain(Duration.ofSeconds(5));
        room.loop.run();
        assertThat(failure(subscription.closed()).errorCode()).contains(ErrorCode.DRAINING);
    }

    @Test
    void aThreadThatIsNotToBeHadLosesNothing() { // §10.22-1
        List<Runnable> refused = new ArrayList<>();
        boolean[] full = {true};
        Peer peer =
                room.connectWith(
                        task -> {
                            if (full[0]) {
                                refused.add(task);
                                throw new java.util.concurrent.RejectedExecutionException("full");
                            }
                            room.tasks.add(task);
                        });
        room.now(
                peer.subscribe("a")
                        .delivery(AT_MOST_ONCE)
                        .eachBlocking(String.class, event -> got.add(event.payload())));
        publish(0, 40);
        room.loop.advance(500);
        assertThat(refused).hasSizeBetween(5, 20);
        full[0] = false;
        room.loop.advance(50);
        room.work();
        assertThat(got).hasSize(40);
    }

    @Test
    void aThreadThatIsNeverToBeHadEndsWithTheSession() {
        Peer peer =
                room.connectWith(
                        task -> {
                            throw new java.util.concurrent.RejectedExecutionException("full");
                        });
        Subscription subscription =
                room.now(
                        peer.subscribe("a")
                                .delivery(AT_LEAST_ONCE)
                                .eachBlocking(String.class, event -> got.add(event.payload())));
        publish(0, 40);
        room.loop.run(() -> room.link().cut());
        room.loop.advance(1000);
        assertThat(subscription.closed()).isCompletedExceptionally();
        assertThat(Insides.of(peer).held()).isZero();
        assertThat(room.loop.timers()).isLessThan(10);
    }

    @Test
    void whatIsSaidOfASubscriptionIsChecked() {
        assertThatThrownBy(() -> subscriber.subscribe("a..b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> subscriber.subscribe("a.b*"))
                .isInstanceOf(IllegalArgumentException.class);
        SubscribeSpec durable = subscriber.subscribe("a").durable("d");
        assertThatThrownBy(() -> durable.each(String.class, event -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected AT_LEAST_ONCE or EXACTLY_ONCE");
        assertThatThrownBy(() -> subscriber.subscribe("a").group(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("group has 0 bytes, expected 1 to 255");
        assertThatThrownBy(() -> subscriber.subscribe("a").window(new Credit(0, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> subscriber.subscribe("a").ackWait(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        SubscribeSpec used = subscriber.subscribe("a");
        room.now(used.each(String.class, event -> {}));
        assertThatThrownBy(() -> used.each(String.class, event -> {}))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(used::fromStart).isInstanceOf(IllegalStateException.class);
    }
}
