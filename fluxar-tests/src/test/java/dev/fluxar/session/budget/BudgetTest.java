package dev.fluxar.session.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What may be held for a peer: two halves, and in each an account that has half of it. §11.3-2 */
class BudgetTest {

    // §11.3-2
    @Test
    void eachShareOfTheBudgetTakesWhatFitsAndNotMore() {
        Budget small = new Budget(200);
        assertThat(small.limit()).isEqualTo(200);
        assertThat(small.share()).isEqualTo(100);
        assertThat(small.tryReserve(60)).isTrue();
        assertThat(small.tryReserve(41)).isFalse();
        assertThat(small.used()).isEqualTo(60);
        assertThat(small.fits(40)).isTrue();
        assertThat(small.fits(41)).isFalse();
        assertThat(small.fitsOwn(100)).isTrue();
        assertThat(small.fitsOwn(101)).isFalse();
        assertThat(small.tryReserveOwn(100)).isTrue();
        assertThat(small.tryReserveOwn(1)).isFalse();
        assertThat(small.fits(40)).isTrue();
        small.force(100, false);
        assertThat(small.used()).isEqualTo(260);
        assertThat(small.fits(0)).isFalse();
        assertThat(small.overrun().message()).contains("160", "100");
        small.unforce(100, false);
        small.release(60);
        small.releaseOwn(100);
        assertThat(small.used()).isZero();
    }

    // §10.12-14 §11.3-2
    @Test
    void whatWaitsForCreditAndWhatItCoversTakeNoRoomOfEachOther() {
        Budget budget = new Budget(800);
        assertThat(budget.waiting().tryTake(160)).isTrue();
        assertThat(budget.waiting().tryTake(41)).isFalse();
        assertThat(budget.waiting().tryTake(40)).isTrue();
        assertThat(budget.sending().free()).isEqualTo(50);
        assertThat(budget.sending().tryTake(50)).isTrue();
        assertThat(budget.sending().tryTake(1)).isFalse();
        assertThat(budget.own()).isEqualTo(250);
        assertThat(budget.fitsOwn(150)).isTrue();
        assertThat(budget.fitsOwn(151)).isFalse();
        assertThat(budget.theirs()).isZero();
        budget.waiting().giveBack(200);
        budget.sending().giveBack(40);
        assertThat(budget.sending().tryTake(40)).isTrue();
        budget.sending().giveBack(50);
        assertThat(budget.used()).isZero();
    }

    // §10.12-14 §11.3-2
    @Test
    void oneThatWaitsAloneMayBeLargerAndTakesNoMoreOfTheHalf() {
        Budget budget = new Budget(800);
        assertThat(budget.waiting().tryTake(5000)).isTrue();
        assertThat(budget.waiting().tryTake(1)).isFalse();
        assertThat(budget.waiting().held()).isEqualTo(5000);
        assertThat(budget.sending().tryTake(50)).isTrue();
        assertThat(budget.fitsOwn(150)).isTrue();
        assertThat(budget.fitsOwn(151)).isFalse();
        assertThat(budget.fits(400)).isTrue();
        budget.waiting().giveBack(5000);
        budget.sending().giveBack(50);
        assertThat(budget.used()).isZero();
    }

    // §10.12-14 §11.3-2
    @Test
    void theNextItemOfAFlowHasAsMuchAgain() {
        Budget budget = new Budget(800);
        assertThat(budget.sending().tryTake(50)).isTrue();
        assertThat(budget.sending().fitsNext(20)).isTrue();
        assertThat(budget.sending().tryTakeNext(20)).isTrue();
        assertThat(budget.sending().tryTakeNext(31)).isFalse();
        assertThat(budget.sending().fitsNext(31)).isFalse();
        assertThat(budget.sending().tryTakeNext(30)).isTrue();
        assertThat(budget.sending().fitsNext(1)).isFalse();
        // What cannot be refused does not take the room of opens either.
        budget.sending().take(1000);
        assertThat(budget.own()).isEqualTo(100);
        budget.sending().giveBack(1100);
        // A long one counts as a part: beside what stands still there is room for it.
        assertThat(budget.sending().charge(1000)).isEqualTo(25);
        assertThat(budget.sending().charge(24)).isEqualTo(24);
        assertThat(budget.sending().tryTake(50)).isTrue();
        assertThat(budget.sending().tryTakeNext(budget.sending().charge(1000))).isTrue();
        budget.sending().giveBack(75);
        assertThat(budget.used()).isZero();
    }

    // §9.9-2 §11.3-2
    @Test
    void whatIsSetAsideIsMissedByAllInProportion() {
        Budget budget = new Budget(800);
        budget.setAside(200);
        assertThat(budget.share()).isEqualTo(300);
        assertThat(budget.waiting().tryTake(149)).isTrue(); // Nothing else is held.
        assertThat(budget.waiting().tryTake(1)).isFalse();
        budget.sending().take(1000);
        assertThat(budget.own()).isEqualTo(148 + 74);
        assertThat(budget.fitsOwn(78)).as("opens").isTrue();
        assertThat(budget.fitsOwn(79)).isFalse();
    }

    @Test
    void opensLeaveLessForSendingAndAlwaysOneItem() {
        Budget budget = new Budget(800);
        assertThat(budget.tryReserveOwn(380)).isTrue();
        assertThat(budget.sending().tryTake(20)).isTrue();
        assertThat(budget.sending().tryTake(1)).isFalse();
        budget.sending().giveBack(20);
        budget.force(1000, true);
        assertThat(budget.sending().tryTake(70)).isTrue();
        assertThat(budget.sending().tryTake(1)).isFalse();
    }

    @Test
    void prefetchIsPartOfTheirShareAndTakesHalfOfItAtMost() {
        Budget budget = new Budget(400);
        assertThat(budget.tryPrefetch(60)).isTrue();
        assertThat(budget.tryPrefetch(41)).isFalse();
        assertThat(budget.tryPrefetch(40)).isTrue();
        assertThat(budget.prefetch()).isEqualTo(100);
        assertThat(budget.theirs()).isEqualTo(100);
        assertThat(budget.fits(100)).isTrue();
        assertThat(budget.fits(101)).isFalse();
        budget.releasePrefetch(40);
        assertThat(budget.tryReserve(140)).isTrue();
        assertThat(budget.tryPrefetch(1)).isFalse();
        budget.release(140);
        budget.releasePrefetch(60);
        assertThat(budget.used()).isZero();
        assertThat(budget.prefetch()).isZero();
    }

    // §11.3-2: what this side sends never makes the peer look as if it did not read
    @Test
    void whatIsOwnNeverCountsAsTheirs() {
        Budget budget = new Budget(400);
        budget.force(10_000, true);
        budget.sending().tryTake(10_000);
        assertThat(budget.fits(200)).isTrue();
        assertThat(budget.tryPrefetch(100)).isTrue();
    }

    @Test
    void itemsOfManyThreadsNeverTakeMore() throws InterruptedException {
        Budget budget = new Budget(400);
        AtomicLong most = new AtomicLong();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int bytes = 10 + t;
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    start.await();
                                } catch (InterruptedException e) {
                                    return;
                                }
                                for (int i = 0; i < 20_000; i++) {
                                    if (budget.sending().tryTake(bytes)) {
                                        most.accumulateAndGet(budget.sending().held(), Math::max);
                                        budget.sending().giveBack(bytes);
                                    }
                                }
                            });
            threads.add(thread);
            thread.start();
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(10L, 100L);
        assertThat(budget.used()).isZero();
    }
}
