package dev.fluxar.tests.hub;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.HubOptions;
import dev.fluxar.Overflow;
import dev.fluxar.hub.From;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.publish.HubSignal;
import dev.fluxar.patterns.publish.HubSignals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whom a hub tells something: under no lock, and each whatever becomes of the others. */
class HubCallbacksTest {

    private final HubBench bench =
            new HubBench(
                    HubOptions.DEFAULT
                            .withWaiting(2, 1 << 20)
                            .withHistory(2, 1 << 20)
                            .withPatience(Duration.ZERO));
    private final Allowance allowance = new Allowance(1 << 20);
    private final List<Sub> subs = new ArrayList<>();
    private int called;

    private Sub sub(HubBench.Asking asking) {
        Sub sub = asking.allowance(allowance).sub();
        subs.add(sub);
        return sub;
    }

    /** What whoever waits for room does may need the hub, on this thread or on another. */
    private void onRoom() {
        called++;
        for (Sub sub : subs) {
            if (!sub.grants.isEmpty()) {
                assertThat(Thread.holdsLock(sub.grants.get(0).feed())).isFalse();
            }
        }
        assertThat(CompletableFuture.supplyAsync(bench.hub::stats))
                .succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void roomIsGivenBackUnderNoLock() {
        bench.retain("a", 1);
        bench.retain("b", 2);
        allowance.onRoom = this::onRoom;
        Sub plain = sub(bench.ask("a"));
        assertThat(plain.all()).containsExactly("a=1 R");
        bench.publish("a", 3);
        bench.publish("a", 4);
        assertThat(plain.next()).isEqualTo("a=3");
        int before = called;
        assertThat(before).isPositive();
        // Large ones are dropped for a small one.
        bench.publish("a", HubBench.payload(5), Delivery.AT_MOST_ONCE, false, null);
        bench.publish("a", Payload.bytes(new byte[500]), Delivery.AT_MOST_ONCE, false, null);
        bench.publish("a", 6);
        bench.publish("a", 7);
        assertThat(called).isGreaterThan(before);
        before = called;
        plain.unsubscribe();
        assertThat(called).isGreaterThan(before);

        Sub kept = sub(bench.ask("b").mode(1));
        HubEvent value = kept.take();
        before = called;
        kept.feed().settled(value);
        assertThat(called).isGreaterThan(before);

        // One has room and another has not.
        Sub full = sub(bench.ask("c.*").mode(1));
        bench.publish("c.x", 1).isAccepted();
        bench.publish("c.x", 2).isAccepted();
        Sub stuck = bench.ask("c.y").mode(1).durable("d").sub();
        full.feed().settled(full.take());
        full.feed().settled(full.take());
        bench.publish("c.y", 1).isAccepted();
        full.feed().settled(full.take());
        bench.publish("c.y", 2).isAccepted();
        full.feed().settled(full.take());
        before = called;
        assertThat(bench.publish("c.y", 3).refusals).hasSize(1);
        assertThat(called).isGreaterThan(before);
        assertThat(stuck.ends).isEmpty();

        // The hub ends one.
        Sub fails = sub(bench.ask("e").overflow(Overflow.FAIL));
        before = called;
        bench.publish("e", 1);
        bench.publish("e", 2);
        bench.publish("e", 3);
        assertThat(fails.ends).hasSize(1);
        assertThat(called).isGreaterThan(before);
        assertThat(allowance.taken.get()).isZero();
    }

    @Test
    void whatOneReadsOfTheHistoryIsGivenBackUnderNoLock() {
        allowance.onRoom = this::onRoom;
        bench.publish("a", 1);
        bench.publish("a", 2);
        Sub late = sub(bench.ask("a").from(From.HISTORY));
        bench.publish("a", 3);
        bench.publish("a", 4);
        int before = called;
        assertThat(late.all()).hasSize(2);
        assertThat(called).isGreaterThan(before);
        assertThat(allowance.taken.get()).isZero();
    }

    @Test
    void aSubscriberThatThrowsKeepsNobodyFromBeingTold() {
        Sub before = bench.sub("a", 0);
        Sub failing = bench.sub("a", 0);
        Sub behind = bench.sub("a", 0);
        for (Sub sub : new Sub[] {before, failing, behind}) {
            assertThat(sub.poll()).isNull();
        }
        failing.onReady =
                () -> {
                    throw new IllegalStateException("meant to fail");
                };
        bench.publish("a", 1).isAccepted();
        assertThat(before.readies).isOne();
        assertThat(behind.readies).isOne();

        Sub one = bench.ask("b").overflow(Overflow.FAIL).sub();
        Sub two = bench.ask("b").overflow(Overflow.FAIL).sub();
        one.onEnded =
                () -> {
                    throw new StackOverflowError("meant to fail");
                };
        for (int i = 0; i < 3; i++) {
            bench.publish("b", i).isAccepted();
        }
        assertThat(two.ends).hasSize(1);
    }

    @Test
    void aSignalThatThrowsKeepsNoOtherFromBeingActedUpon() throws Exception {
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Void> woken = new CompletableFuture<>();
        HubSignals signals = new HubSignals(() -> woken.complete(null));
        List<HubSignal> line = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            line.add(
                    new HubSignal() {
                        @Override
                        protected void onSignal(int bits) {
                            seen.add(number);
                            if (number == 1) {
                                throw new IllegalStateException("meant to fail");
                            }
                            if (number == 2) {
                                throw new AssertionError("meant to fail");
                            }
                        }
                    });
        }
        line.forEach(signal -> signals.raise(signal, 1));
        woken.get(10, SECONDS);
        signals.run();
        assertThat(seen).containsExactly(0, 1, 2, 3);
        signals.raise(line.get(1), 1);
        signals.raise(line.get(3), 1);
        signals.run();
        assertThat(seen).containsExactly(0, 1, 2, 3, 1, 3);
    }
}
