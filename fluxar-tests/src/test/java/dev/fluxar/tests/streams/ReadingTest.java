package dev.fluxar.tests.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Cbor;
import dev.fluxar.Credit;
import dev.fluxar.Cursor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.GenericType;
import dev.fluxar.ItemStream;
import dev.fluxar.Outcome;
import dev.fluxar.StreamSpec;
import dev.fluxar.tests.simulation.TwoPeers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What an application reads of a stream, in each of the ways. */
class ReadingTest extends VirtualStreams {

    private final AtomicReference<ItemStream> accepted = new AtomicReference<>();

    /** Accepts streams and leaves them to the test. */
    private void connectByHand() {
        connect(
                (argument, stream) -> {
                    accepted.set(stream);
                    return null;
                });
    }

    /** What the acceptor sends, then ends. */
    private void answer(Object... items) {
        run();
        for (Object item : items) {
            assertThat(accepted.get().trySend(item)).isTrue();
        }
        accepted.get().end();
        run();
    }

    @Test
    void aPublisherIsColdAndHandsOverWhatIsRequested() { // §10.10-2
        connectByHand();
        var items = near.stream("s").items(Integer.class);
        run();
        assertThat(accepted.get()).isNull();
        Noting<Integer> noting = Noting.requesting(2);
        items.subscribe(noting);
        answer(1, 2, 3);
        assertThat(noting.items).containsExactly(1, 2);
        assertThat(noting.isOver()).isFalse();
        noting.subscription.request(1);
        run();
        // The end needs no request of its own. §10.10-5
        assertThat(noting.items).containsExactly(1, 2, 3);
        assertThat(noting.complete).isTrue();
        nothingIsHeld();
    }

    @Test
    void aPublisherHasOneSubscriber() {
        connectByHand();
        var items = near.stream("s").items(Integer.class);
        Noting<Integer> first = Noting.requesting(1);
        Noting<Integer> second = Noting.requesting(1);
        items.subscribe(first);
        items.subscribe(second);
        answer(7);
        assertThat(first.items).containsExactly(7);
        assertThat(second.failure).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void itemsAreHandedOverBeforeTheFailureThatCameBehindThem() { // §10.10-5 §10.11-9
        connectByHand();
        Noting<String> noting = Noting.requesting(1);
        near.stream("s").items(String.class).subscribe(noting);
        run();
        accepted.get().trySend("a");
        accepted.get().trySend("b");
        run();
        accepted.get().fail(new FluxarException(1404, "gone", null));
        run();
        assertThat(noting.items).containsExactly("a");
        assertThat(noting.failure).isNull();
        noting.subscription.request(5);
        run();
        assertThat(noting.items).containsExactly("a", "b");
        assertThat(noting.failure)
                .isInstanceOfSatisfying(
                        FluxarException.class, e -> assertThat(e.code()).isEqualTo(1404));
        nothingIsHeld();
    }

    @Test
    void nullIsAnItemWhereItCanBeHandedOver() { // §10.10-6
        connectByHand();
        List<Object> seen = new ArrayList<>();
        CompletableFuture<Void> each = near.stream("s").forEach(String.class, seen::add);
        answer("a", null, "b");
        assertThat(each).isCompleted();
        assertThat(seen).containsExactly("a", null, "b");

        Noting<Cbor> raw = Noting.requesting(3);
        near.stream("s").items(Cbor.class).subscribe(raw);
        answer(1, null);
        assertThat(raw.items).hasSize(2);
        assertThat(raw.items.get(1).toByteArray()).containsExactly(0xf6);

        Noting<Optional<String>> maybe = Noting.requesting(3);
        near.stream("s").items(new GenericType<Optional<String>>() {}).subscribe(maybe);
        answer(null, "x");
        assertThat(maybe.items).containsExactly(Optional.empty(), Optional.of("x"));
    }

    @Test
    void nullFailsASubscriberThatCannotBeGivenIt() { // §10.10-8
        connectByHand();
        Noting<String> noting = Noting.requesting(9);
        near.stream("s").items(String.class).subscribe(noting);
        run();
        accepted.get().trySend("a");
        accepted.get().trySend(null);
        run();
        assertThat(noting.items).containsExactly("a");
        assertThat(noting.failure).hasMessageContaining("null");
        assertThat(accepted.get().isCancelled()).isTrue();
        nothingIsHeld();
    }

    @Test
    void anItemOfAnotherTypeFailsOnlyThatStream() { // §10.10-8
        connectByHand();
        CompletableFuture<Void> each = near.stream("s").forEach(Integer.class, number -> {});
        run();
        ItemStream first = accepted.get();
        CompletableFuture<Void> other = near.stream("s").forEach(String.class, text -> {});
        first.trySend("no number");
        answer("a text");
        assertThat(end(each)).isEqualTo(TwoPeers.end(ErrorCode.INTERNAL, Outcome.PROCESSED));
        assertThat(end(first.closed())).startsWith("CANCELLED");
        assertThat(other).isCompleted();
    }

    @Test
    void anItemThatTheHandlerCannotReadIsTheOpenersFault() { // §10.10-8
        connectByHand();
        ItemStream stream = near.stream("s").open();
        run();
        CompletableFuture<Void> read = accepted.get().forEach(Integer.class, number -> {});
        stream.trySend("no number");
        run();
        assertThat(failure(stream.closed()).errorCode()).contains(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure(stream.closed()).outcome()).isEqualTo(Outcome.UNKNOWN); // §10.11-12
        assertThat(failure(read).errorCode()).contains(ErrorCode.INVALID_ARGUMENT);
        nothingIsHeld();
    }

    @Test
    void whatAnActionThrowsGivesTheStreamUp() { // §10.11-1
        connectByHand();
        CompletableFuture<Void> each =
                near.stream("s")
                        .forEach(
                                Integer.class,
                                number -> {
                                    throw new IllegalArgumentException("not " + number);
                                });
        run();
        accepted.get().trySend(1);
        run();
        assertThat(each).isCompletedExceptionally();
        assertThatThrownBy(each::join).hasMessageContaining("not 1");
        assertThat(accepted.get().isCancelled()).isTrue();
    }

    @Test
    void cancellingTheFutureOfAnActionGivesTheStreamUp() { // §10.11-1 §10.11-2
        connectByHand();
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Void> each = near.stream("s").forEach(Integer.class, seen::add);
        run();
        accepted.get().trySend(1);
        run();
        accepted.get().trySend(2);
        each.cancel(true);
        run();
        assertThat(accepted.get().isCancelled()).isTrue();
        assertThat(seen).containsExactly(1);
        nothingIsHeld();
    }

    @Test
    void theOneAnswerIsTheItemOrNothing() {
        connectByHand();
        CompletableFuture<Integer> one = near.stream("s").single(Integer.class);
        answer(42);
        assertThat(one).isCompletedWithValue(42);
        CompletableFuture<Integer> none = near.stream("s").single(Integer.class);
        answer();
        assertThat(none).isCompletedWithValue(null);
        CompletableFuture<Integer> empty = near.stream("s").single(Integer.class);
        answer((Object) null);
        assertThat(empty).isCompletedWithValue(null);
        CompletableFuture<Integer> two = near.stream("s").single(Integer.class);
        answer(1, 2);
        assertThat(failure(two).errorCode()).contains(ErrorCode.CONFLICT);
        nothingIsHeld();
    }

    @Test
    void itemsAreReadInOneWayOnly() {
        connectByHand();
        ItemStream stream = near.stream("s").open();
        stream.items(String.class);
        assertThatThrownBy(() -> stream.cursor(String.class))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stream.forEach(String.class, text -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatComesBeforeReadingBeginsWaits() {
        connectByHand();
        ItemStream stream = near.stream("s").open();
        stream.end();
        answer("a", "b");
        assertThat(near.stats().prefetch()).isPositive();
        List<String> seen = new ArrayList<>();
        CompletableFuture<Void> each = stream.forEach(String.class, seen::add);
        run();
        assertThat(seen).containsExactly("a", "b");
        assertThat(each).isCompleted();
        assertThat(stream.closed()).isCompleted();
        nothingIsHeld();
    }

    @Test
    void aCursorGivesWhatItHasBeforeItsEnd() {
        connectByHand();
        Cursor<Integer> cursor = near.stream("s").cursor(Integer.class);
        answer(1, 2);
        // The loop has run: nothing is waited for.
        assertThat(cursor.iterator()).toIterable().containsExactly(1, 2);
        assertThatThrownBy(cursor::next).isInstanceOf(java.util.NoSuchElementException.class);
        cursor.close();
        cursor.close();
        nothingIsHeld();
    }

    @Test
    void aCursorOnTheLoopDoesNotWait() {
        connectByHand();
        Cursor<Integer> cursor = near.stream("s").cursor(Integer.class);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        run(
                () -> {
                    try {
                        cursor.hasNext();
                    } catch (IllegalStateException e) {
                        thrown.set(e);
                    }
                });
        assertThat(thrown.get()).hasMessageContaining("would wait for ever");
        cursor.close();
        run();
        assertThat(accepted.get().isCancelled()).isTrue();
    }

    @Test
    void anUnreadCursorHoldsNoMoreThanTheWindowAndWhatItReadAhead() { // §10.12-4
        connectByHand();
        Cursor<Integer> cursor =
                near.stream("s").window(new Credit(8, 1 << 16)).cursor(Integer.class);
        run();
        Numbers numbers = Numbers.upTo(1000);
        accepted.get().sendAll(numbers);
        run();
        // Half a window in the cursor and a window in the exchange.
        assertThat(numbers.given.get()).isBetween(8L, 8L + 4 + 1);
        assertThat(near.stats().held()).isPositive();
        int read = 0;
        while (cursor.hasNext()) {
            assertThat(cursor.next()).isEqualTo(read++);
            run();
        }
        assertThat(read).isEqualTo(1000);
        cursor.close();
        nothingIsHeld();
    }

    @Test
    void aStreamIsOpenedOnce() {
        connectByHand();
        StreamSpec spec = near.stream("s").with("x").deadline(Duration.ofSeconds(5)).meta("a", 1);
        CompletableFuture<Integer> one = spec.single(Integer.class);
        assertThatThrownBy(() -> spec.single(Integer.class))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> spec.with("y")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(spec::open).isInstanceOf(IllegalStateException.class);
        answer(5);
        assertThat(one).isCompletedWithValue(5);
        // One answer costs no credit of its own: what was announced will do. §10.12-2
        assertThat(accepted.get().meta()).isEqualTo(Map.of("a", 1L, "timeout", 5000L)); // §10.9-4
        assertThatThrownBy(() -> near.stream("s").from(Numbers.upTo(1)).open())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> near.stream("s").window(new Credit(0, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> near.stream("")).isInstanceOf(IllegalArgumentException.class);
    }
}
