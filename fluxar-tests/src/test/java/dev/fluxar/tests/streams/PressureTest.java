package dev.fluxar.tests.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.CallHandler;
import dev.fluxar.Credit;
import dev.fluxar.ItemStream;
import dev.fluxar.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What slow readers cost, and whom. */
class PressureTest extends VirtualStreams {

    private static final long WINDOW = 256;

    private final List<Numbers> sources = new ArrayList<>();

    private void connectCounting(Limits opener) {
        connect(
                opener,
                Limits.DEFAULT,
                binder ->
                        binder.onStream(
                                        "s",
                                        Object.class,
                                        (argument, stream) -> {
                                            Numbers numbers = Numbers.upTo(Integer.MAX_VALUE);
                                            sources.add(numbers);
                                            return numbers;
                                        })
                                .onStream(
                                        "large", Integer.class, (n, stream) -> new Large(n, 10_000))
                                .onCall("c", Integer.class, (n, call) -> done(n + 1)));
    }

    private static CompletableFuture<Integer> done(int value) {
        return CompletableFuture.completedFuture(value);
    }

    @Test
    void aReaderThatStandsStillStopsItsSourceAndNobodyElse() { // §10.12-4 §10.12-14
        connectCounting(Limits.DEFAULT);
        Noting<Integer> slow = Noting.requesting(5);
        near.stream("s").items(Integer.class).subscribe(slow);
        Noting<Integer> fast = Noting.requesting(10_000);
        near.stream("s").items(Integer.class).subscribe(fast);
        run();
        assertThat(slow.items).hasSize(5);
        // What is asked for and a window; nothing is asked of the source beyond it.
        assertThat(sources.get(0).given.get()).isLessThanOrEqualTo(5 + WINDOW);
        assertThat(sources.get(0).requested.get()).isLessThanOrEqualTo(5 + WINDOW);
        assertThat(fast.items).hasSize(10_000);
        CompletableFuture<Integer> call = near.call("c").with(1).send(Integer.class);
        CompletableFuture<Duration> ping = near.ping();
        run();
        assertThat(call).isCompletedWithValue(2);
        assertThat(ping).isCompleted();
        slow.subscription.request(1000);
        run();
        assertThat(slow.items).hasSize(1005);
        for (int i = 0; i < 1005; i++) {
            assertThat(slow.items.get(i)).isEqualTo(i);
        }
        slow.subscription.cancel();
        fast.subscription.cancel();
        nothingIsHeld();
        assertThat(sources).allMatch(source -> source.cancelled.get());
    }

    @Test
    void whatIsHeldForManySlowReadersStaysWithinTheBudget() { // §10.12-12 §11.3-2
        Limits limits = Limits.DEFAULT.withBudget(2L << 20);
        connectCounting(limits);
        List<Noting<byte[]>> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Noting<byte[]> noting = Noting.requesting(1);
            near.stream("large").with(50).items(byte[].class).subscribe(noting);
            run();
            slow.add(noting);
            assertThat(near.stats().held()).isLessThanOrEqualTo(limits.budget());
            assertThat(near.stats().prefetch()).isLessThanOrEqualTo(limits.budget() / 4);
        }
        assertThat(slow).allMatch(noting -> noting.items.size() == 1);
        // None gets stuck, however they take turns.
        for (int round = 1; round < 50; round++) {
            slow.forEach(noting -> noting.subscription.request(1));
            run();
            int expected = round + 1;
            assertThat(slow).allMatch(noting -> noting.items.size() == expected);
            assertThat(near.stats().held()).isLessThanOrEqualTo(limits.budget());
        }
        assertThat(slow).allMatch(noting -> noting.complete);
        nothingIsHeld();
    }

    @Test
    void aSmallWindowIsObeyedByItsSource() { // §10.12-2
        connectCounting(Limits.DEFAULT);
        Noting<Integer> noting = Noting.requesting(1);
        near.stream("s").window(new Credit(4, 1024)).items(Integer.class).subscribe(noting);
        run();
        assertThat(sources.get(0).requested.get()).isLessThanOrEqualTo(5);
        for (int i = 0; i < 100; i++) {
            noting.subscription.request(1);
            run();
        }
        assertThat(noting.items).hasSize(101);
        assertThat(sources.get(0).requested.get()).isLessThanOrEqualTo(101 + 4);
        noting.subscription.cancel();
        nothingIsHeld();
    }

    @Test
    void aConnectionThatTakesNothingHoldsTheSourceBack() { // §10.13-2
        connectCounting(Limits.DEFAULT);
        List<Integer> seen = new ArrayList<>();
        // All that come: there is no credit to wait for.
        CompletableFuture<Void> each = near.stream("s").forEach(Integer.class, seen::add);
        full(false, true);
        run();
        long given = sources.get(0).given.get();
        assertThat(given).isPositive().isLessThanOrEqualTo(1024);
        assertThat(far.stats().sending()).isPositive();
        run(() -> {});
        assertThat(sources.get(0).given.get()).isEqualTo(given);
        each.cancel(true);
        full(false, false);
        nothingIsHeld();
        assertThat(sources.get(0).cancelled).isTrue();
    }

    @Test
    void bothDirectionsFlowAndEndOnTheirOwn() { // §10.10-3 §10.10-4
        connect((argument, stream) -> stream.items(Object.class));
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Void> each =
                near.stream("s").from(Numbers.upTo(5000)).forEach(Integer.class, seen::add);
        run();
        assertThat(each).isCompleted();
        assertThat(seen).hasSize(5000).startsWith(0, 1, 2).endsWith(4999);
        nothingIsHeld();
    }

    @Test
    void aHalfClosedStreamGoesOnInTheOtherDirection() { // §10.10-4
        List<ItemStream> accepted = new ArrayList<>();
        connect(
                binder ->
                        binder.onStream(
                                        "s",
                                        Object.class,
                                        (argument, stream) -> {
                                            accepted.add(stream);
                                            return null;
                                        })
                                .onCall("c", Void.class, CallHandler.blocking((q, c) -> 1)));
        ItemStream stream = near.stream("s").open();
        run();
        List<Integer> there = new ArrayList<>();
        CompletableFuture<Void> read = accepted.get(0).forEach(Integer.class, there::add);
        accepted.get(0).end();
        CompletableFuture<Void> nothing = stream.forEach(Integer.class, i -> {});
        run();
        assertThat(nothing).isCompleted();
        assertThat(stream.closed()).isNotDone();
        stream.trySend(1);
        stream.trySend(2);
        run();
        assertThat(there).containsExactly(1, 2);
        stream.end();
        run();
        assertThat(read).isCompleted();
        assertThat(stream.closed()).isCompleted();
        assertThat(accepted.get(0).closed()).isCompleted();
        assertThat(stream.isCancelled()).isFalse();
        nothingIsHeld();
    }

    @Test
    void roomThatOneStreamGivesBackIsToldToTheOthers() { // §11.3-2
        List<ItemStream> accepted = new ArrayList<>();
        connect(
                Limits.DEFAULT.withBudget(2L << 20),
                Limits.DEFAULT.withCredit(new Credit(1, 1)),
                binder ->
                        binder.onStream(
                                "s",
                                Object.class,
                                (argument, stream) -> {
                                    accepted.add(stream);
                                    return null;
                                }));
        // So many long ones are all that may wait without credit; each counts as no more.
        int hogs = 8;
        List<ItemStream> stalled = new ArrayList<>();
        ItemStream waiting = near.stream("s").open();
        ItemStream publishing = near.stream("s").open();
        run();
        waiting.trySend(1);
        for (int i = 0; i < hogs; i++) {
            ItemStream hog = near.stream("s").open();
            stalled.add(hog);
            run();
            hog.trySend(1);
            run(); // With that its credit is used up.
            assertThat(hog.trySend(new byte[600_000])).isTrue();
            assertThat(hog.trySend(2)).isFalse();
        }
        ItemStream hog = stalled.get(0);
        assertThat(waiting.trySend(3)).isFalse();
        AtomicInteger ready = new AtomicInteger();
        waiting.onReady(ready::incrementAndGet);
        ByHand<Integer> items = new ByHand<>();
        publishing.sendAll(items);
        run();
        assertThat(ready).hasValue(0);
        assertThat(items.requested).as("what may be written is not held up").isEqualTo(1);
        hog.cancel();
        run();
        assertThat(ready).hasValue(1);
        assertThat(items.requested).isPositive();
        assertThat(waiting.trySend(3)).isTrue();
        waiting.cancel();
        publishing.cancel();
        stalled.forEach(ItemStream::cancel);
        nothingIsHeld();
    }

    @Test
    void aLongItemThatMayNotBeSentHoldsUpNobody() { // §10.12-14
        List<ItemStream> accepted = new ArrayList<>();
        connect(
                Limits.DEFAULT,
                Limits.DEFAULT,
                binder ->
                        binder.onStream(
                                        "s",
                                        Object.class,
                                        (argument, stream) -> {
                                            accepted.add(stream);
                                            return null;
                                        })
                                .onCall("c", Integer.class, (n, call) -> done(n + 1)));
        ItemStream stalled = near.stream("s").open();
        run();
        while (stalled.trySend(new byte[9_000])) {
            run(); // Until its credit is used up.
        }
        ItemStream large = near.stream("s").open();
        run();
        assertThat(large.trySend(new byte[10_000])).isTrue();
        run();
        assertThat(large.trySend(new byte[16_000_000])).isTrue();
        run();
        ItemStream other = near.stream("s").open();
        run();
        List<Object> read = new ArrayList<>();
        accepted.get(2).forEach(Object.class, read::add);
        run();
        for (int i = 0; i < 20; i++) {
            assertThat(other.trySend(i)).isTrue();
            run();
        }
        assertThat(read).hasSize(20);
        CompletableFuture<Integer> call = near.call("c").with(1).send(Integer.class);
        run();
        assertThat(call).isCompletedWithValue(2);
        stalled.cancel();
        large.cancel();
        other.cancel();
        nothingIsHeld();
    }

    @Test
    void aPublisherOfLongItemsIsAskedForOneBeforeTheirLengthIsKnown() { // §10.13-2
        Noting<byte[]> reader = Noting.requesting(1);
        connect(
                binder ->
                        binder.onStream(
                                "mb", Object.class, (a, stream) -> new Large(100, 1_000_000)));
        near.stream("mb").items(byte[].class).subscribe(reader);
        full(false, true);
        run();
        assertThat(far.stats().sending()).isLessThanOrEqualTo(2_100_000);
        full(false, false);
        run();
        assertThat(reader.items).hasSize(1);
        reader.subscription.cancel();
        nothingIsHeld();
    }

    @Test
    void publishersThatAnswerLateAreAskedForNoMoreThanThereIsRoomFor() { // §10.13-2
        List<ByHand<byte[]>> publishers = new ArrayList<>();
        connect(
                binder ->
                        binder.onStream(
                                "late",
                                Object.class,
                                (argument, stream) -> {
                                    ByHand<byte[]> items = new ByHand<>();
                                    publishers.add(items);
                                    return items;
                                }));
        List<Noting<byte[]>> readers = new ArrayList<>();
        int streams = 64;
        for (int i = 0; i < streams; i++) {
            Noting<byte[]> reader = Noting.requesting(1000);
            readers.add(reader);
            near.stream("late").items(byte[].class).subscribe(reader);
        }
        run();
        assertThat(publishers).hasSize(streams).allMatch(items -> items.requested == 1);
        publishers.forEach(items -> run(() -> items.give(new byte[60_000])));
        run();
        long outstanding = publishers.stream().mapToLong(items -> items.requested - 1).sum();
        assertThat(outstanding).isGreaterThanOrEqualTo(streams);
        assertThat(outstanding * 60_000).isLessThanOrEqualTo(far.stats().budget() / 8);
        readers.forEach(reader -> reader.subscription.cancel());
        nothingIsHeld();
        assertThat(publishers).allMatch(items -> items.cancelled);
    }
}
