package dev.fluxar.tests.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.CallHandler;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.GenericType;
import dev.fluxar.ItemStream;
import dev.fluxar.Limits;
import dev.fluxar.Outcome;
import dev.fluxar.PeerOptions;
import dev.fluxar.StreamHandler;
import dev.fluxar.tests.simulation.TwoPeers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What handlers of streams are given, and what becomes of what they do. */
class HandlersTest extends VirtualStreams {

    private final AtomicReference<ItemStream> accepted = new AtomicReference<>();

    /** Where blocking handlers wait until the test runs them. */
    private final Queue<Runnable> blocking = new ArrayDeque<>();

    private void connectBlocking(Limits limits, StreamHandler.Blocking<Object> body) {
        connect(
                Limits.DEFAULT,
                limits,
                binder ->
                        binder.options(
                                        PeerOptions.DEFAULT
                                                .withLimits(limits)
                                                .withBlocking(blocking::add))
                                .onStream("s", Object.class, StreamHandler.blocking(body))
                                .onCall("c", Void.class, CallHandler.blocking((q, call) -> "x")));
    }

    private void runBlocking() {
        blocking.remove().run();
        run();
    }

    @Test
    void aHandlerIsGivenTheArgumentAndMayReturnAPublisher() { // §10.9-3 §10.9-4
        connect(
                binder ->
                        binder.onStream(
                                "s",
                                new GenericType<List<Integer>>() {},
                                (numbers, stream) -> {
                                    accepted.set(stream);
                                    return Numbers.upTo(numbers.get(0) + numbers.get(1));
                                }));
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Void> each =
                near.stream("s")
                        .with(List.of(1, 2))
                        .meta("who", "Ada")
                        .deadline(Duration.ofSeconds(3))
                        .forEach(Integer.class, seen::add);
        run();
        assertThat(seen).containsExactly(0, 1, 2);
        assertThat(each).isCompleted();
        assertThat(accepted.get().target()).isEqualTo("s");
        assertThat(accepted.get().peer()).isSameAs(far);
        assertThat(accepted.get().meta()).containsEntry("who", "Ada");
        assertThat(accepted.get().remaining()).contains(Duration.ofSeconds(3));
        nothingIsHeld();
    }

    @Test
    void whatAHandlerThrowsFailsTheStream() { // §10.11-7
        AtomicReference<Exception> thrown = new AtomicReference<>();
        connect(
                (argument, stream) -> {
                    throw thrown.get();
                });
        thrown.set(new FluxarException(1404, "no such thing", null));
        assertThat(end(near("s"))).isEqualTo("APPLICATION_1404, PROCESSED");
        thrown.set(new FluxarException(ErrorCode.CONFLICT, "taken"));
        assertThat(end(near("s")))
                .isEqualTo(TwoPeers.end(ErrorCode.CONFLICT, Outcome.NOT_PROCESSED));
        thrown.set(new IllegalStateException("secret"));
        assertThat(failure(near("s"))).hasMessage("handler failed");
        assertThat(failure(near("s")).errorCode()).contains(ErrorCode.INTERNAL);
        nothingIsHeld();
    }

    private CompletableFuture<Void> near(String target) {
        CompletableFuture<Void> each = near.stream(target).with(1).forEach(Void.class, i -> {});
        run();
        return each;
    }

    @Test
    void anArgumentThatDoesNotFitIsRefused() {
        connect(binder -> binder.onStream("s", Integer.class, (i, stream) -> Numbers.upTo(i)));
        CompletableFuture<Void> each =
                near.stream("s").with("text").forEach(Void.class, nothing -> {});
        run();
        assertThat(end(each))
                .isEqualTo(TwoPeers.end(ErrorCode.INVALID_ARGUMENT, Outcome.NOT_PROCESSED));
    }

    @Test
    void oneNameMayBeACallAndAStreamButNotTwoStreams() { // §2.2-4
        connect(
                binder -> {
                    binder.onStream("s", Void.class, (none, stream) -> Numbers.upTo(1))
                            .onCall("s", Void.class, CallHandler.blocking((none, call) -> 1));
                    assertThatThrownBy(
                                    () -> binder.onStream("s", Void.class, (none, stream) -> null))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(
                                    () ->
                                            binder.onStream(
                                                    "fluxar.s", Void.class, (none, s) -> null))
                            .isInstanceOf(IllegalArgumentException.class);
                });
        assertThat(near("s")).isCompleted();
    }

    @Test
    void aBlockingHandlerEndsItsDirectionByReturning() throws Exception {
        connectBlocking(
                Limits.DEFAULT,
                (argument, stream) -> {
                    stream.send("a");
                    stream.send("b");
                });
        List<String> seen = new ArrayList<>();
        CompletableFuture<Void> each = near.stream("s").forEach(String.class, seen::add);
        run();
        assertThat(seen).isEmpty();
        runBlocking();
        assertThat(seen).containsExactly("a", "b");
        assertThat(each).isCompleted();
        nothingIsHeld();
    }

    @Test
    void aCursorThatIsClosedEarlyGivesTheWholeStreamUp() { // §10.11-1
        connectBlocking(
                Limits.DEFAULT.withBudget(1L << 30),
                (argument, stream) -> {
                    stream.cursor(Integer.class).close();
                    run();
                });
        ByHand<Integer> numbers = new ByHand<>();
        CompletableFuture<Integer> first = near.stream("s").from(numbers).single(Integer.class);
        run();
        numbers.give(5);
        run();
        numbers.give(6, 7);
        run();
        runBlocking();
        assertThat(numbers.cancelled).isTrue();
        assertThat(failure(first).errorCode()).contains(ErrorCode.CANCELLED);
        nothingIsHeld();
    }

    @Test
    void anAnswerIsCompleteThoughItsHandlerDidNotReadEverything() { // §10.11-5 §10.11-6
        connectBlocking(
                Limits.DEFAULT.withBudget(1L << 30), (argument, stream) -> stream.send("enough"));
        ByHand<Integer> numbers = new ByHand<>();
        CompletableFuture<String> answer = near.stream("s").from(numbers).single(String.class);
        run();
        numbers.give(5);
        run();
        numbers.give(6, 7);
        run();
        runBlocking();
        assertThat(answer).isCompletedWithValue("enough");
        assertThat(numbers.cancelled).isTrue();
        nothingIsHeld();
    }

    @Test
    void aPublisherThatEndsUnreadWantsNothingEither() { // §10.11-6
        connect((argument, stream) -> Numbers.upTo(3));
        ByHand<Integer> numbers = new ByHand<>();
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Void> each =
                near.stream("s").from(numbers).forEach(Integer.class, seen::add);
        run();
        assertThat(seen).containsExactly(0, 1, 2);
        assertThat(each).isCompleted();
        assertThat(numbers.cancelled).isTrue();
        nothingIsHeld();
    }

    @Test
    void thePlaceOfAStreamIsTakenUntilItsHandlerHasEnded() { // §11.4-5
        connectBlocking(Limits.DEFAULT.withExchanges(1), (argument, stream) -> {});
        ItemStream given = near.stream("s").open();
        run();
        given.cancel();
        run();
        assertThat(blocking).hasSize(1);
        assertThat(end(near("s"))).startsWith("OVERLOADED");
        runBlocking();
        CompletableFuture<Void> next = near("s");
        runBlocking();
        assertThat(next).isCompleted();
        nothingIsHeld();
    }

    @Test
    void thePlaceOfAPublisherIsFreeOnceItIsCancelled() { // §11.4-5
        ByHand<Integer> numbers = new ByHand<>();
        connect(
                Limits.DEFAULT,
                Limits.DEFAULT.withExchanges(1),
                binder -> binder.onStream("s", Void.class, (none, stream) -> numbers));
        ItemStream given = near.stream("s").open();
        run();
        given.cancel();
        run();
        assertThat(numbers.cancelled).isTrue();
        CompletableFuture<Void> next = near("s");
        numbers.subscriber.onComplete();
        run();
        assertThat(next).isCompleted();
        nothingIsHeld();
    }

    @Test
    void anExecutorThatRefusesIsAnOverload() {
        connect(
                binder ->
                        binder.options(
                                        PeerOptions.DEFAULT.withBlocking(
                                                task -> {
                                                    throw new RejectedExecutionException("full");
                                                }))
                                .onStream("s", Void.class, StreamHandler.blocking((q, s) -> {})));
        FluxarException refused = failure(near("s"));
        assertThat(refused.errorCode()).contains(ErrorCode.OVERLOADED);
        assertThat(refused.retry()).isPresent();
        nothingIsHeld();
    }

    @Test
    void aBlockingHandlerIsInterruptedWhenItsStreamIsOver() throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        connectBlocking(
                Limits.DEFAULT,
                (argument, stream) -> {
                    stream.peer(); // The cancellation comes while it runs.
                    run(() -> stream.cancel());
                    if (Thread.currentThread().isInterrupted()) {
                        interrupted.incrementAndGet();
                    }
                });
        CompletableFuture<Void> each = near("s");
        runBlocking();
        assertThat(interrupted).hasValue(1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(failure(each).errorCode()).contains(ErrorCode.CANCELLED);
        nothingIsHeld();
    }

    @Test
    void aDeadlineEndsTheStreamAtBothEnds() { // §10.11-10 §10.11-11 §10.9-1
        List<String> told = new ArrayList<>();
        connect(
                (argument, stream) -> {
                    accepted.set(stream);
                    stream.onCancel(() -> told.add("given up"));
                    return null;
                });
        CompletableFuture<Void> each =
                near.stream("s").deadline(Duration.ofMillis(250)).forEach(Void.class, i -> {});
        run();
        loop.advance(249);
        assertThat(each).isNotDone();
        loop.advance(2);
        assertThat(end(each)).isEqualTo(TwoPeers.end(ErrorCode.DEADLINE_EXCEEDED, Outcome.UNKNOWN));
        assertThat(told).containsExactly("given up");
        assertThat(accepted.get().isCancelled()).isTrue();
        assertThat(accepted.get().remaining()).contains(Duration.ZERO);
        CompletableFuture<Void> late =
                near.stream("s").deadline(Duration.ZERO).forEach(Void.class, i -> {});
        assertThat(end(late))
                .isEqualTo(TwoPeers.end(ErrorCode.DEADLINE_EXCEEDED, Outcome.NOT_SENT));
        nothingIsHeld();
    }

    @Test
    void eitherSideMayGiveUpAndBothAreTold() { // §10.11-1 §10.11-3 §10.11-4 §10.11-5
        for (boolean byOpener : new boolean[] {true, false}) {
            setUpAccepting();
            ItemStream stream = near.stream("s").open();
            run();
            List<String> told = new ArrayList<>();
            stream.onCancel(() -> told.add("opener"));
            accepted.get().onCancel(() -> told.add("acceptor"));
            (byOpener ? stream : accepted.get()).cancel();
            run();
            assertThat(told).containsExactlyInAnyOrder("opener", "acceptor");
            assertThat(failure(stream.closed()).errorCode()).contains(ErrorCode.CANCELLED);
            assertThat(failure(accepted.get().closed()).errorCode()).contains(ErrorCode.CANCELLED);
            stream.onCancel(() -> told.add("late"));
            assertThat(told).hasSize(3);
            nothingIsHeld();
            nothingIsLeft();
        }
        setUpAccepting();
    }

    private void setUpAccepting() {
        connect(
                (argument, stream) -> {
                    accepted.set(stream);
                    return null;
                });
    }

    @Test
    void aByeLetsStreamsComeToTheirEnd() { // §10.16-1
        setUpAccepting();
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Void> each = near.stream("s").forEach(Integer.class, seen::add);
        run();
        far.drain(Duration.ofSeconds(5));
        run();
        assertThat(accepted.get().peer().isOpen()).isFalse();
        assertThat(near.isOpen()).isFalse();
        assertThat(end(near("s"))).isEqualTo(TwoPeers.end(ErrorCode.DRAINING, Outcome.NOT_SENT));
        accepted.get().trySend(1);
        accepted.get().end();
        run();
        assertThat(seen).containsExactly(1);
        assertThat(each).isCompleted();
        assertThat(far.closed()).isCompleted();
    }

    @Test
    void theEndOfTheSessionIsToldBehindWhatWasRead() { // §10.16-2
        setUpAccepting();
        Noting<Integer> noting = Noting.requesting(1);
        near.stream("s").items(Integer.class).subscribe(noting);
        run();
        accepted.get().trySend(1);
        accepted.get().trySend(2);
        run();
        cutTheWire();
        assertThat(noting.failure).isNull();
        noting.subscription.request(1);
        run();
        assertThat(noting.items).containsExactly(1, 2);
        assertThat(noting.failure)
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> assertThat(e.errorCode()).contains(ErrorCode.UNAVAILABLE));
        assertThat(accepted.get().isCancelled()).isTrue();
    }

    @Test
    void aHandlerMayOpenAStreamBack() {
        connect(
                (argument, stream) -> {
                    stream.peer().stream("nobody")
                            .forEach(Void.class, nothing -> {})
                            .whenComplete(
                                    (nothing, failure) -> {
                                        stream.trySend(((FluxarException) failure).code());
                                        stream.end();
                                    });
                    return null;
                });
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Void> each = near.stream("s").forEach(Integer.class, seen::add);
        run();
        assertThat(each).isCompleted();
        assertThat(seen).containsExactly(ErrorCode.NOT_FOUND.code());
        nothingIsHeld();
    }
}
