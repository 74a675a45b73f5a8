package dev.fluxar.tests.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Cbor;
import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.ItemStream;
import dev.fluxar.Limits;
import dev.fluxar.Outcome;
import dev.fluxar.tests.simulation.TwoPeers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What an application sends in a stream, item by item or from a publisher. */
class WritingTest extends VirtualStreams {

    private static final Limits ROOMY = Limits.DEFAULT.withBudget(1L << 30);
    private static final Credit SMALL = new Credit(10, 1 << 16);

    private final AtomicReference<ItemStream> accepted = new AtomicReference<>();
    private final List<Object> received = new ArrayList<>();

    /** Accepts streams, and reads nothing until told. */
    private void connectUnread(Limits acceptor) {
        connect(
                Limits.DEFAULT,
                acceptor,
                binder ->
                        binder.onStream(
                                "s",
                                Void.class,
                                (none, stream) -> {
                                    accepted.set(stream);
                                    return null;
                                }));
    }

    private void connectUnread() {
        connectUnread(ROOMY.withCredit(SMALL));
    }

    private void readAll() {
        accepted.get().forEach(Integer.class, received::add);
        run();
    }

    @Test
    void whatIsSentBeforeTheOpenIsWrittenComesBehindIt() { // §10.10-1 §10.14-1
        connectUnread(Limits.DEFAULT);
        ItemStream stream = near.stream("s").open();
        stream.trySend(1);
        stream.trySend(2);
        stream.end();
        run();
        readAll();
        assertThat(received).containsExactly(1, 2);
        accepted.get().end();
        run();
        assertThat(stream.closed()).isCompleted();
        nothingIsHeld();
    }

    @Test
    void trySendSaysWhenThereIsNoRoomAndOnReadyWhenThereIsAgain() { // §10.12-14
        connectUnread();
        ItemStream stream = near.stream("s").open();
        run();
        int sent = 0;
        while (stream.trySend(sent)) {
            sent++;
            run();
        }
        // Ten on their way, the others wait here: not many, where there is no credit for them.
        assertThat(sent).isGreaterThan(10 + 100);
        assertThat(near.stats().sending()).isBetween(7L * 1024, 8L * 1024);
        AtomicInteger ready = new AtomicInteger();
        stream.onReady(ready::incrementAndGet);
        run();
        assertThat(ready).hasValue(0);
        readAll();
        assertThat(ready).hasPositiveValue();
        assertThat(stream.trySend(sent++)).isTrue();
        run();
        assertThat(received).hasSize(sent).startsWith(0, 1, 2).endsWith(sent - 1);
        stream.cancel();
        nothingIsHeld();
    }

    @Test
    void whatTheOtherSideTakesWaitsForTheConnectionWithinBounds() {
        connectUnread(ROOMY.withCredit(new Credit(10_000, 1 << 24)));
        ItemStream small = near.stream("s").open();
        ItemStream large = near.stream("s").open();
        run();
        full(true, true);
        int sent = 0;
        while (small.trySend(sent)) {
            sent++;
            run();
        }
        assertThat(sent).as("items").isBetween(1024, 1024 + 100); // Some are with the connection.
        long before = near.stats().sending();
        while (large.trySend(new byte[10_000])) {
            run();
        }
        assertThat(near.stats().sending() - before).isBetween(240_000L, 256L * 1024);
        full(true, false);
        small.cancel();
        large.cancel();
        nothingIsHeld();
    }

    @Test
    void onReadyThatComesLateIsCalledStill() {
        connectUnread();
        ItemStream stream = near.stream("s").open();
        run();
        while (stream.trySend(0)) {
            run();
        }
        readAll();
        AtomicInteger ready = new AtomicInteger();
        stream.onReady(ready::incrementAndGet);
        run();
        assertThat(ready).hasValue(1);
        stream.cancel();
        run();
        assertThat(ready).as("once more when it is over").hasValue(2);
    }

    @Test
    void manyThatStandStillLeaveRoomToOthers() { // §10.12-14
        connectUnread(Limits.DEFAULT.withCredit(new Credit(1, 1)));
        List<ItemStream> stalled = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ItemStream stream = near.stream("s").open();
            run();
            while (stream.trySend(new byte[4_000])) {
                run();
            }
            stalled.add(stream);
        }
        assertThat(near.stats().sending()).isLessThanOrEqualTo(near.stats().budget() / 4);
        ItemStream stream = near.stream("s").open();
        run();
        readAll();
        for (int i = 0; i < 100; i++) {
            assertThat(stream.trySend(i)).isTrue();
            run();
        }
        assertThat(received).hasSize(100);
        stalled.forEach(ItemStream::cancel);
        stream.cancel();
        nothingIsHeld();
    }

    @Test
    void nothingCanBeSentBehindTheEnd() { // §10.10-3
        connectUnread();
        ItemStream stream = near.stream("s").open();
        stream.end();
        stream.end();
        assertThatThrownBy(() -> stream.trySend(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stream.send(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stream.sendAll(Numbers.upTo(1)))
                .isInstanceOf(IllegalStateException.class);
        run();
        accepted.get().cancel();
        run();
    }

    @Test
    void aStreamThatIsOverTakesNothing() {
        connectUnread();
        ItemStream stream = near.stream("s").open();
        run();
        accepted.get().fail(new FluxarException(1001, "no more", null));
        run();
        assertThatThrownBy(() -> stream.trySend(1))
                .isInstanceOfSatisfying(
                        FluxarException.class, e -> assertThat(e.code()).isEqualTo(1001));
        assertThatThrownBy(() -> stream.send(1)).isInstanceOf(FluxarException.class);
        assertThat(end(stream.closed())).contains("1001");
        nothingIsHeld();
    }

    @Test
    void sendOnTheLoopDoesNotWait() {
        connectUnread();
        ItemStream stream = near.stream("s").open();
        run();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        run(
                () -> {
                    try {
                        for (int i = 0; i < 2000; i++) {
                            stream.send(i);
                        }
                    } catch (IllegalStateException | InterruptedException e) {
                        thrown.set(e);
                    }
                });
        assertThat(thrown.get()).hasMessageContaining("would wait for ever");
        stream.cancel();
        nothingIsHeld();
    }

    @Test
    void anItemThatCannotBeEncodedIsRefusedAndTheStreamLivesOn() {
        connectUnread();
        ItemStream stream = near.stream("s").open();
        run();
        assertThatThrownBy(() -> stream.trySend(Cbor.of(new byte[] {0x18})))
                .isInstanceOf(IllegalArgumentException.class);
        stream.trySend(5);
        readAll();
        assertThat(received).containsExactly(5);
        stream.cancel();
    }

    @Test
    void aPublisherIsAskedForWhatTheOtherSideTakes() { // §10.12-4
        connectUnread();
        ByHand<Integer> items = new ByHand<>();
        CompletableFuture<Integer> answer = near.stream("s").from(items).single(Integer.class);
        assertThat(items.subscriber).as("cold until the stream is open").isNull();
        run();
        assertThat(items.requested).as("its length is not known yet").isEqualTo(1);
        run(() -> items.give(0));
        assertThat(items.requested).isEqualTo(10);
        run(() -> items.give(1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(items.requested).isEqualTo(10);
        readAll();
        assertThat(items.requested).isGreaterThan(10);
        run(() -> items.give(10));
        items.subscriber.onComplete();
        run();
        assertThat(received).hasSize(11);
        accepted.get().trySend(99);
        accepted.get().end();
        run();
        assertThat(answer).isCompletedWithValue(99);
        assertThat(items.cancelled).isFalse();
        nothingIsHeld();
    }

    @Test
    void aPublisherOfLargeItemsIsAskedForFewer() {
        connectUnread(ROOMY);
        ByHand<byte[]> items = new ByHand<>();
        ItemStream stream = near.stream("s").open();
        stream.sendAll(items);
        run();
        run(() -> items.give(new byte[100]));
        long small = items.requested - 1;
        assertThat(small).isEqualTo(255); // As many as the credit lets through.
        run(() -> items.give(new byte[50_000]));
        for (int i = 1; i < small; i++) {
            run(() -> items.give(new byte[100]));
        }
        assertThat(items.requested).isEqualTo(1 + small);
        accepted.get().forEach(byte[].class, received::add);
        run();
        assertThat(received).hasSize((int) (1 + small));
        // 256 KiB of the longest that has come.
        assertThat(items.requested - 1 - small).isBetween(1L, 5L);
        stream.cancel();
        run();
        assertThat(items.cancelled).isTrue();
        nothingIsHeld();
    }

    @Test
    void aPublishersFailureFailsTheStream() { // §10.11-7 §10.11-8
        connectUnread();
        ByHand<Integer> items = new ByHand<>();
        ItemStream stream = near.stream("s").open();
        stream.sendAll(items);
        run();
        items.subscriber.onError(new FluxarException(1002, "sold out", null));
        run();
        assertThat(failure(accepted.get().closed()).code()).isEqualTo(1002);
        assertThat(end(stream.closed())).isEqualTo("APPLICATION_1002, UNKNOWN");

        ByHand<Integer> others = new ByHand<>();
        CompletableFuture<Integer> answer = near.stream("s").from(others).single(Integer.class);
        run();
        others.subscriber.onError(new IllegalStateException("secret"));
        run();
        assertThat(failure(accepted.get().closed())).hasMessage("source failed");
        assertThat(end(answer)).isEqualTo(TwoPeers.end(ErrorCode.INTERNAL, Outcome.UNKNOWN));
        nothingIsHeld();
    }

    @Test
    void aPublisherIsCancelledWhenTheStreamIsOver() { // §10.11-5
        connectUnread();
        ByHand<Integer> items = new ByHand<>();
        ItemStream stream = near.stream("s").open();
        stream.sendAll(items);
        run();
        accepted.get().cancel();
        run();
        assertThat(items.cancelled).isTrue();
        items.give(1, 2, 3); // Too late, and harmless.
        run();
        assertThat(stream.isCancelled()).isTrue();
        nothingIsHeld();
    }

    @Test
    void aPublisherThatGivesMoreThanItWasAskedForFailsItsStream() {
        connectUnread();
        ByHand<Integer> items = new ByHand<>();
        ItemStream stream = near.stream("s").open();
        stream.sendAll(items);
        run();
        long most = items.requested;
        for (int i = 0; i <= most; i++) {
            items.give(i);
        }
        run();
        assertThat(items.cancelled).isTrue();
        assertThat(failure(stream.closed()).errorCode()).contains(ErrorCode.INTERNAL);
        nothingIsHeld();
    }

    @Test
    void anItemTooLongEndsTheStream() { // §10.10-7
        connectUnread(Limits.DEFAULT.withMessage(2048).withPayload(0));
        ItemStream stream = near.stream("s").open();
        run();
        readAll();
        stream.trySend(1);
        stream.trySend(new byte[3000]);
        run();
        assertThat(failure(stream.closed()).errorCode()).contains(ErrorCode.TOO_LARGE);
        assertThat(received).containsExactly(1);
        assertThat(failure(accepted.get().closed())).hasMessageContaining("bytes, at most");
        nothingIsHeld();
    }

    @Test
    void endWhilePublishingEndsBehindWhatWasGiven() { // §10.10-4
        connectUnread();
        ByHand<Integer> items = new ByHand<>();
        ItemStream stream = near.stream("s").open();
        stream.sendAll(items);
        assertThatThrownBy(() -> stream.trySend(1)).isInstanceOf(IllegalStateException.class);
        run();
        items.give(1);
        run();
        items.give(2);
        stream.end();
        run();
        assertThat(items.cancelled).isTrue();
        CompletableFuture<Void> read = accepted.get().forEach(Integer.class, received::add);
        run();
        assertThat(received).containsExactly(1, 2);
        assertThat(read).isCompleted();
        stream.cancel();
        nothingIsHeld();
    }
}
