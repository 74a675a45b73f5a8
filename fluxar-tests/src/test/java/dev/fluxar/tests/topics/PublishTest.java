package dev.fluxar.tests.topics;

import static dev.fluxar.Delivery.AT_LEAST_ONCE;
import static dev.fluxar.Delivery.AT_MOST_ONCE;
import static dev.fluxar.Delivery.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.HubOptions;
import dev.fluxar.Limits;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.PublishSpec;
import dev.fluxar.runtime.Insides;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a publish promises, through a session and at the hub itself. */
class PublishTest {

    private VirtualHub room = new VirtualHub();
    private final List<String> got = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        room.close();
    }

    private void restart(HubOptions options, PeerOptions ofListeners) {
        room.close();
        room = new VirtualHub(options, ofListeners);
    }

    private void listenTo(String pattern) {
        room.now(
                room.connect()
                        .subscribe(pattern)
                        .delivery(AT_LEAST_ONCE)
                        .each(String.class, event -> got.add(event.payload())));
    }

    private FluxarException failure(CompletableFuture<?> future) {
        room.loop.run();
        assertThat(future).isDone();
        try {
            throw new AssertionError("succeeded with " + future.get());
        } catch (ExecutionException e) {
            return (FluxarException) e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String end(CompletableFuture<?> future) {
        FluxarException failure = failure(future);
        return failure.errorCode().orElseThrow() + ", " + failure.outcome();
    }

    @ParameterizedTest
    @EnumSource
    void aPublishCompletesAndReachesWhoeverSubscribed(Delivery mode) {
        listenTo("a");
        Peer producer = room.connect();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Void> sent =
                    producer.publish("a").with("x" + i).delivery(mode).send();
            assertThat(sent).isNotDone();
            assertThat(room.now(sent)).isNull();
        }
        assertThat(got).containsExactly("x0", "x1", "x2");
    }

    @ParameterizedTest
    @EnumSource
    void theHubsProcessPublishesToo(Delivery mode) {
        listenTo("a.*");
        CompletableFuture<Void> sent =
                room.hub.publish("a.b").with("x").meta("k", 1).delivery(mode).send();
        assertThat(sent).isCompleted();
        room.loop.run();
        assertThat(got).containsExactly("x");
    }

    @Test
    void whatTheHubKeepsIsNotChangedByTheApplication() {
        byte[] large = new byte[100_000];
        large[99_999] = 1;
        room.hub.publish("a").with(large).retain().send();
        large[99_999] = 2;
        List<byte[]> payloads = new ArrayList<>();
        PeerOptions wide = PeerOptions.DEFAULT.withLimits(Limits.DEFAULT.withMessage(1 << 20));
        Peer peer = room.connect(wide);
        room.now(peer.subscribe("a").each(byte[].class, e -> payloads.add(e.payload())));
        room.loop.run();
        assertThat(payloads).hasSize(1);
        assertThat(payloads.get(0)).hasSize(100_000).endsWith(1);
    }

    @Test
    void withoutAHubPublishAndSubscribeAreRefused() { // §10.20-1 §10.29-1
        Peer far = room.connect();
        Peer withoutHub = room.listener.peers().iterator().next();
        assertThat(end(withoutHub.publish("a").delivery(AT_LEAST_ONCE).send()))
                .isEqualTo("NOT_FOUND, NOT_PROCESSED");
        assertThat(end(withoutHub.subscribe("a").each(String.class, event -> {})))
                .isEqualTo("NOT_FOUND, NOT_PROCESSED");
        assertThat(room.now(withoutHub.publish("a").send())).isNull();
        assertThat(far.isOpen()).isTrue();
    }

    @Test
    void aRetainedValueComesFirstAndANullClearsIt() { // §10.25-1 §10.25-3
        Peer producer = room.connect();
        producer.publish("a").with("old").retain().send();
        producer.publish("a").with("new").retain().send();
        room.loop.run();
        List<String> seen = new ArrayList<>();
        Peer late = room.connect();
        room.now(
                late.subscribe("a")
                        .each(
                                String.class,
                                event -> {
                                    seen.add(event.payload() + event.isRetained());
                                    assertThat(event.timestamp().isPresent())
                                            .isEqualTo(event.isRetained());
                                }));
        producer.publish("a").with("newer").retain().send();
        producer.publish("a").retain().send();
        room.loop.run();
        assertThat(seen).containsExactly("newtrue", "newerfalse", "nullfalse");
        assertThat(room.hub.stats().retained()).isZero();
    }

    @Test
    void whereAnEventMustNotBeLostAPublishIsRefused() { // §10.27-3
        restart(HubOptions.DEFAULT.withWaiting(2, 1 << 20), PeerOptions.DEFAULT);
        Peer slow = room.connect();
        room.now(
                slow.subscribe("a")
                        .delivery(AT_LEAST_ONCE)
                        .window(new Credit(1, 1000))
                        .eachAsync(String.class, event -> new CompletableFuture<Void>()));
        Peer producer = room.connect();
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sent.add(producer.publish("a").with("x").delivery(AT_LEAST_ONCE).send());
            room.loop.run();
        }
        assertThat(sent.get(1)).isCompleted();
        FluxarException refused = failure(sent.get(3));
        assertThat(refused.errorCode()).contains(ErrorCode.OVERLOADED);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_PROCESSED);
        assertThat(refused.retry()).isPresent();
        assertThat(end(room.hub.publish("a").delivery(AT_LEAST_ONCE).send()))
                .startsWith("OVERLOADED");
        assertThat(room.hub.publish("a").send()).isCompleted();
    }

    @Test
    void publishesWaitForTheOtherSidesPlaces() { // §11.4-4
        Limits two = Limits.DEFAULT.withExchanges(2);
        restart(HubOptions.DEFAULT, PeerOptions.DEFAULT.withLimits(two));
        listenTo("a");
        Peer producer = room.connect();
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sent.add(producer.publish("a").with("" + i).delivery(EXACTLY_ONCE).send());
        }
        room.loop.run();
        assertThat(sent).allSatisfy(each -> assertThat(each).isCompleted());
        assertThat(got).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void whatCannotBeWrittenIsRefusedWithinTheBudget() {
        Peer producer = room.connect();
        room.loop.run(() -> room.link().near().full(true));
        byte[] payload = new byte[60_000];
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            sent.add(producer.publish("a").with(payload).send());
        }
        room.loop.run();
        long failed = sent.stream().filter(CompletableFuture::isCompletedExceptionally).count();
        assertThat(failed).isBetween(500L, 999L);
        assertThat(end(sent.get(999))).isEqualTo("OVERLOADED, NOT_SENT");
        assertThat(Insides.of(producer).held()).isLessThanOrEqualTo(Limits.DEFAULT.budget() / 2);
        room.loop.run(() -> room.link().near().full(false));
        assertThat(sent.get(0)).isCompleted();
        assertThat(room.hub.stats().accepted()).isEqualTo(1000 - failed);
    }

    @Test
    void aPublishThatIsGivenUpBeforeItIsWrittenIsNot() { // §10.35-1
        listenTo("a");
        Peer producer = room.connect();
        room.loop.run(() -> room.link().near().full(true));
        CompletableFuture<Void> first =
                producer.publish("a").with("x").delivery(EXACTLY_ONCE).send();
        room.loop.run();
        assertThat(first.cancel(false)).isTrue();
        CompletableFuture<Void> second =
                producer.publish("a").with("y").delivery(EXACTLY_ONCE).send();
        room.loop.run();
        room.loop.run(() -> room.link().near().full(false));
        assertThat(second).isCompleted();
        assertThat(got).containsExactly("y");
    }

    @Test
    void aProducersNumberIsAcceptedOnce() { // §10.30-2 §10.30-3
        listenTo("a");
        Peer producer = room.connect();
        for (int i = 0; i < 2; i++) {
            PublishSpec spec = producer.publish("a").with("x").delivery(EXACTLY_ONCE);
            assertThat(room.now(spec.producer("p", 1, 1).send())).isNull();
        }
        Peer next = room.connect();
        PublishSpec again = next.publish("a").with("x").delivery(EXACTLY_ONCE);
        assertThat(room.now(again.producer("p", 1, 1).send())).isNull();
        assertThat(got).containsExactly("x");
        PublishSpec early = next.publish("a").with("z").delivery(EXACTLY_ONCE);
        assertThat(end(early.producer("p", 1, 5).send())).isEqualTo("CONFLICT, NOT_PROCESSED");
        PublishSpec local = room.hub.publish("a").with("y").delivery(EXACTLY_ONCE);
        assertThat(local.producer("p", 1, 2).send()).isCompleted();
        room.loop.run();
        assertThat(got).containsExactly("x", "y");
    }

    @Test
    void whatIsSaidOfAPublishIsChecked() {
        Peer peer = room.connect();
        assertThatThrownBy(() -> peer.publish("a..b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topic 'a..b' has an empty level, expected none");
        assertThatThrownBy(() -> peer.publish("a.*")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> room.hub.publish(">"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> peer.publish("a").meta("seq", 1))
                .isInstanceOf(IllegalArgumentException.class);
        PublishSpec numbered = peer.publish("a").producer("p", 0, 1);
        assertThatThrownBy(numbered::send)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "a producer's number with delivery AT_MOST_ONCE, expected EXACTLY_ONCE");
        assertThatThrownBy(() -> peer.publish("a").producer("", 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> peer.publish("a").producer("p", 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        PublishSpec sent = peer.publish("a").delivery(AT_MOST_ONCE);
        CompletableFuture<Void> done = sent.send();
        assertThatThrownBy(sent::send).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sent.with("x")).isInstanceOf(IllegalStateException.class);
        assertThat(room.now(done)).isNull();
        assertThatThrownBy(() -> room.loop.run(() -> awaitHere(peer)))
                .hasSuppressedException(
                        new IllegalStateException(
                                "await() on the session's loop would wait for ever, expected"
                                        + " send()"));
    }

    private static void awaitHere(Peer peer) {
        try {
            peer.publish("a").await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
