package dev.fluxar.tests.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ItemStream;
import dev.fluxar.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What an application may do from inside what a stream calls it for. */
class StreamReentrancyTest extends VirtualStreams {

    private final List<Numbers> sources = new ArrayList<>();

    private void connectCounting() {
        connect(
                binder ->
                        binder.onStream(
                                "s",
                                Integer.class,
                                (n, stream) -> {
                                    Numbers numbers = Numbers.upTo(n);
                                    sources.add(numbers);
                                    return numbers;
                                }));
    }

    private Flow.Publisher<Integer> count(int most) {
        return near.stream("s").with(most).items(Integer.class);
    }

    @Test
    void requestingWithinOnNextDoesNotRecurse() {
        connectCounting();
        Noting<Integer> noting = Noting.requesting(1);
        AtomicInteger depth = new AtomicInteger();
        AtomicInteger deepest = new AtomicInteger();
        noting.each =
                item -> {
                    deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
                    noting.subscription.request(1);
                    depth.decrementAndGet();
                };
        count(50_000).subscribe(noting);
        run();
        assertThat(noting.items).hasSize(50_000);
        assertThat(noting.complete).isTrue();
        assertThat(deepest).hasValue(1);
        nothingIsHeld();
    }

    @Test
    void cancellingWithinOnNextIsTheLastSignal() {
        connectCounting();
        Noting<Integer> noting = Noting.requesting(Long.MAX_VALUE);
        noting.each =
                item -> {
                    if (item == 3) {
                        noting.subscription.cancel();
                    }
                };
        count(1_000_000).subscribe(noting);
        run();
        assertThat(noting.items).containsExactly(0, 1, 2, 3);
        assertThat(noting.isOver()).isFalse();
        assertThat(sources.get(0).cancelled).isTrue();
        nothingIsHeld();
    }

    @Test
    void cancellingWithinOnSubscribeOpensNothing() {
        connectCounting();
        Noting<Integer> noting = new Noting<>(Flow.Subscription::cancel);
        count(5).subscribe(noting);
        run();
        assertThat(sources).isEmpty();
        assertThat(noting.isOver()).isFalse();
        nothingIsHeld();
    }

    @Test
    void aSubscriberThatThrowsGetsNothingMore() {
        connectCounting();
        Noting<Integer> noting = Noting.requesting(Long.MAX_VALUE);
        noting.each =
                item -> {
                    throw new IllegalStateException("not this one");
                };
        count(1_000_000).subscribe(noting);
        Noting<Integer> unready =
                new Noting<>(
                        subscription -> {
                            throw new IllegalStateException("not at all");
                        });
        count(5).subscribe(unready);
        run();
        assertThat(noting.items).hasSize(1);
        assertThat(noting.isOver()).isFalse();
        assertThat(unready.items).isEmpty();
        nothingIsHeld();
    }

    @Test
    void aStreamMayBeOpenedWithinAnother() {
        connectCounting();
        Noting<Integer> inner = Noting.requesting(100);
        Noting<Integer> outer = Noting.requesting(100);
        outer.each =
                item -> {
                    if (item == 1) {
                        count(3).subscribe(inner);
                    }
                };
        count(3).subscribe(outer);
        run();
        assertThat(outer.items).containsExactly(0, 1, 2);
        assertThat(inner.items).containsExactly(0, 1, 2);
        nothingIsHeld();
    }

    @Test
    void whatIsReadMayBeSentBackAtOnce() {
        connect(
                (argument, stream) -> {
                    stream.forEach(Integer.class, stream::trySend).thenRun(stream::end);
                    return null;
                });
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Void> each =
                near.stream("s").from(Numbers.upTo(200)).forEach(Integer.class, seen::add);
        run();
        assertThat(each).isCompleted();
        assertThat(seen).hasSize(200);
        nothingIsHeld();
    }

    @Test
    void onReadyMayFillTheStreamAgain() {
        AtomicReference<ItemStream> accepted = new AtomicReference<>();
        AtomicInteger next = new AtomicInteger();
        connect(
                (argument, stream) -> {
                    accepted.set(stream);
                    Runnable fill =
                            () -> {
                                while (next.get() < 100_000 && stream.trySend(next.get())) {
                                    next.incrementAndGet();
                                }
                                if (next.get() == 100_000) {
                                    stream.end();
                                }
                            };
                    stream.onReady(fill);
                    fill.run();
                    return null;
                });
        AtomicInteger seen = new AtomicInteger();
        CompletableFuture<Void> each =
                near.stream("s").forEach(Integer.class, i -> seen.incrementAndGet());
        run();
        assertThat(each).isCompleted();
        assertThat(seen).hasValue(100_000);
        nothingIsHeld();
    }

    @Test
    void whatThrowsInAnActionHarmsNobody() {
        AtomicReference<ItemStream> accepted = new AtomicReference<>();
        connect(
                (argument, stream) -> {
                    stream.onCancel(
                            () -> {
                                throw new IllegalStateException("on cancel");
                            });
                    stream.onReady(
                            () -> {
                                throw new IllegalStateException("on ready");
                            });
                    accepted.set(stream);
                    return null;
                });
        ItemStream stream = near.stream("s").open();
        run();
        stream.cancel();
        run();
        assertThat(accepted.get().isCancelled()).isTrue();
        nothingIsHeld();
    }

    @Test
    void theSessionMayBeClosedWithinOnNext() {
        connectCounting();
        Noting<Integer> noting = Noting.requesting(Long.MAX_VALUE);
        noting.each =
                item -> {
                    if (item == 2) {
                        near.drain(Duration.ZERO);
                    }
                };
        count(1_000_000).subscribe(noting);
        run();
        assertThat(noting.items).startsWith(0, 1, 2);
        assertThat(noting.failure).isNotNull();
    }

    @Test
    void theStreamMayBeFailedWithinItsOwnPublisher() {
        AtomicReference<ItemStream> accepted = new AtomicReference<>();
        connect(
                (argument, stream) -> {
                    accepted.set(stream);
                    return (Flow.Publisher<Integer>)
                            subscriber ->
                                    subscriber.onSubscribe(
                                            new Flow.Subscription() {
                                                @Override
                                                public void request(long n) {
                                                    subscriber.onNext(1);
                                                    stream.cancel();
                                                    subscriber.onNext(2);
                                                }

                                                @Override
                                                public void cancel() {
                                                    subscriber.onComplete();
                                                }
                                            });
                });
        CompletableFuture<Void> each = near.stream("s").forEach(Integer.class, i -> {});
        run();
        assertThat(end(each)).startsWith("CANCELLED");
        nothingIsHeld();
    }

    @Test
    void aPublisherThatFailsAtOnceFailsItsStream() {
        connect(
                (argument, stream) ->
                        (Flow.Publisher<Integer>)
                                subscriber -> {
                                    throw new IllegalStateException("no subscribers");
                                });
        CompletableFuture<Void> each = near.stream("s").forEach(Integer.class, i -> {});
        run();
        assertThat(failure(each)).hasMessage("handler failed");
        List<Peer> both = List.of(near, far);
        assertThat(both).allMatch(Peer::isOpen);
        nothingIsHeld();
    }
}
