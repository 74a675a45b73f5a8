package dev.fluxar.tests.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.flow.ReceiveCredit;
import dev.fluxar.session.budget.Budget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is granted how much, and when (spec §10.12). */
class ReceiveCreditTest {

    private static final Credit WINDOW = new Credit(8, 800);
    private static final Credit ALL = Credit.UNLIMITED;

    private final Budget budget = new Budget(4 * 1600); // two windows ahead
    private final Prefetch prefetch = new Prefetch(budget);

    /** A flow, and what is granted to its sender. */
    private final class Flow {
        final ReceiveCredit credit;
        final List<Credit> granted = new ArrayList<>();
        private final ArrayDeque<Long> held = new ArrayDeque<>();

        /** Whether grants are written at once. */
        boolean writable = true;

        Flow() {
            this(WINDOW);
        }

        Flow(Credit window) {
            credit = new ReceiveCredit(window, prefetch, this::grant);
        }

        private void grant(long items, long bytes) {
            granted.add(new Credit(items, bytes));
            if (writable) {
                credit.written(items, bytes);
            }
        }

        Credit open() {
            Credit first = credit.open();
            credit.opened();
            return first;
        }

        /** The application asks, and takes what is held. */
        void request(long items) {
            credit.request(items);
            while (!held.isEmpty() && credit.hand()) {
                credit.held().taken(held.remove());
            }
            credit.update();
        }

        /** An item comes in, within the credit. */
        void item(long bytes) {
            assertThat(credit.count(bytes)).isTrue();
            if (held.isEmpty() && !credit.hand() || !held.isEmpty()) {
                assertThat(credit.held().hold(bytes)).isTrue();
                held.add(bytes);
            }
            credit.update();
        }
    }

    // §10.12-2
    @Test
    void theFirstCreditIsTheWindowAndWhatIsAskedFor() {
        Flow none = new Flow();
        assertThat(none.open()).isEqualTo(WINDOW);
        assertThat(budget.prefetch()).isEqualTo(800);
        Flow some = new Flow();
        some.credit.request(5);
        assertThat(some.open()).isEqualTo(new Credit(13, 800));
        assertThat(budget.prefetch()).isEqualTo(1600);
        Flow all = new Flow();
        all.credit.request(Long.MAX_VALUE);
        assertThat(all.open()).isEqualTo(ALL);
        assertThat(budget.prefetch()).isEqualTo(1600);
        none.credit.stop();
        some.credit.stop();
        all.credit.stop();
        assertThat(budget.used()).isZero();
    }

    // §10.12-2
    @Test
    void whereTheAccountIsUsedUpTheFirstCreditIsHalfAWindowOrWhatIsAskedFor() {
        assertThat(budget.tryPrefetch(1100)).isTrue();
        Flow half = new Flow();
        assertThat(half.credit.open()).isEqualTo(new Credit(4, 400));
        Flow none = new Flow();
        assertThat(none.credit.open()).isEqualTo(new Credit(0, 0));
        Flow asked = new Flow();
        asked.credit.request(3);
        assertThat(asked.credit.open()).isEqualTo(new Credit(3, 800));
        assertThat(budget.prefetch()).isEqualTo(1500);
    }

    @Test
    void creditIsRaisedInStepsOfHalfAWindow() {
        Flow flow = new Flow();
        flow.open();
        flow.request(1000); // More than a step: known before the first item.
        assertThat(flow.granted).containsExactly(new Credit(1008, 800));
        flow.granted.clear();
        for (int i = 0; i < 100; i++) {
            flow.item(50);
        }
        // 400 bytes are half a window: each eighth item.
        assertThat(flow.granted).hasSize(12);
        assertThat(flow.granted.get(0)).isEqualTo(new Credit(1008, 1200));
        assertThat(flow.granted.get(11)).isEqualTo(new Credit(1008, 12 * 400 + 800));
        assertThat(budget.used()).isEqualTo(800);
    }

    @Test
    void itemsOneByOneAreRaisedInStepsToo() {
        Flow flow = new Flow();
        flow.open();
        for (int i = 0; i < 40; i++) {
            flow.request(1);
            flow.item(1);
        }
        assertThat(flow.granted).hasSize(10);
        assertThat(flow.granted.get(0)).isEqualTo(new Credit(12, 803));
    }

    // §10.12-12
    @Test
    void whatIsAskedForIsGrantedAtOnceThoughNothingIsGrantedAhead() {
        assertThat(budget.tryPrefetch(1600)).isTrue();
        Flow flow = new Flow();
        assertThat(flow.open()).isEqualTo(new Credit(0, 0));
        flow.request(1);
        assertThat(flow.granted).containsExactly(new Credit(1, 800));
        flow.item(2000);
        flow.request(1);
        assertThat(flow.granted).last().isEqualTo(new Credit(2, 2800));
        flow.request(1); // Something may come, and half a window is not asked for.
        assertThat(flow.granted).hasSize(2);
        flow.request(3);
        assertThat(flow.granted).last().isEqualTo(new Credit(6, 2800));
        assertThat(flow.credit.count(1)).isTrue();
        assertThat(budget.used()).isEqualTo(1600);
    }

    // §10.12-7
    @Test
    void whatIsBeyondTheGreatestCreditWrittenIsTold() {
        Flow flow = new Flow(new Credit(2, 100));
        flow.writable = false;
        flow.open();
        assertThat(flow.credit.count(30)).isTrue();
        assertThat(flow.credit.hand()).isFalse();
        flow.request(5);
        assertThat(flow.granted).hasSize(1); // Not written yet.
        assertThat(flow.credit.count(300)).isTrue(); // The last one may exceed the bytes.
        assertThat(flow.credit.count(1)).isFalse();
        Flow bytes = new Flow(new Credit(5, 100));
        bytes.open();
        assertThat(bytes.credit.count(100)).isTrue();
        assertThat(bytes.credit.count(1)).isFalse();
    }

    // §10.12-7
    @Test
    void onlyOneGrantWaitsToBeWritten() {
        Flow flow = new Flow();
        flow.writable = false;
        flow.open();
        for (int i = 0; i < 100; i++) {
            flow.request(10);
        }
        assertThat(flow.granted).containsExactly(new Credit(18, 800));
        flow.writable = true;
        flow.credit.written(18, 800);
        assertThat(flow.granted).last().isEqualTo(new Credit(1008, 800));
    }

    // §10.12-13
    @Test
    void whatIsHeldIsWithinTheReservationOrIsCharged() {
        Flow flow = new Flow();
        flow.open();
        flow.item(300);
        flow.item(400);
        assertThat(budget.used()).isEqualTo(800);
        flow.item(250); // Beyond the window, as the last may be.
        assertThat(budget.used()).isEqualTo(950);
        assertThat(flow.credit.count(1)).isFalse();
        flow.request(2);
        assertThat(budget.theirs()).isLessThanOrEqualTo(1050);
        flow.request(1);
        flow.credit.stop();
        assertThat(budget.used()).isZero();
    }

    // §10.12-13 §10.12-1
    @Test
    void anUploadIsNotReservedButChargedAsItWaits() {
        Flow flow = new Flow();
        flow.credit.accepted(WINDOW);
        assertThat(budget.used()).isZero();
        flow.item(300);
        assertThat(budget.theirs()).isEqualTo(300);
        assertThat(budget.prefetch()).isZero();
        assertThat(budget.tryReserve(budget.share() - 400)).isTrue();
        assertThat(flow.credit.count(101)).isTrue();
        assertThat(flow.credit.held().hold(101)).isFalse();
        assertThat(flow.credit.held().hold(100)).isTrue();
        flow.credit.drop();
        assertThat(budget.used()).isEqualTo(budget.share() - 400);
    }

    // §10.12-13
    @Test
    void anUploadThatIsTakenIsReservedFromThenOn() {
        Flow flow = new Flow();
        flow.credit.accepted(WINDOW);
        for (int i = 0; i < 5; i++) {
            flow.item(100);
        }
        assertThat(budget.prefetch()).isZero();
        flow.request(4);
        assertThat(flow.granted).containsExactly(new Credit(12, 1200));
        // 100 bytes wait, 700 may come.
        assertThat(budget.prefetch()).isEqualTo(800);
        assertThat(budget.theirs()).isEqualTo(800);
    }

    @Test
    void whoeverGetsNothingAheadGetsItInTurn() {
        Flow first = new Flow();
        Flow second = new Flow();
        first.open();
        second.open();
        Flow third = new Flow();
        assertThat(third.open()).isEqualTo(new Credit(0, 0));
        Flow fourth = new Flow();
        fourth.open();
        assertThat(prefetch.waiting()).isEqualTo(2);
        for (int i = 0; i < 8; i++) {
            first.item(100);
        }
        assertThat(third.granted).isEmpty();
        // What is taken is given back, and goes to who waits longest.
        first.request(4);
        assertThat(first.granted).isEmpty();
        assertThat(third.granted).containsExactly(new Credit(4, 400));
        assertThat(fourth.granted).isEmpty();
        assertThat(prefetch.waiting()).isEqualTo(2);
        first.request(4);
        assertThat(fourth.granted).containsExactly(new Credit(4, 400));
        assertThat(prefetch.waiting()).isOne();
        second.credit.stop();
        assertThat(first.granted).containsExactly(new Credit(16, 1600));
        assertThat(prefetch.waiting()).isZero();
        assertThat(budget.prefetch()).isLessThanOrEqualTo(1600);
        for (Flow flow : List.of(first, third, fourth)) {
            flow.credit.stop();
        }
        assertThat(budget.used()).isZero();
    }

    // §10.12-12: more items than were asked for may come, so their bytes must be reserved
    @Test
    void whereNothingIsReservedOneItemIsGrantedAtATime() {
        assertThat(budget.tryPrefetch(800)).isTrue();
        Flow flow = new Flow();
        flow.open();
        Flow other = new Flow();
        other.open();
        flow.request(1);
        flow.item(900); // More than all bytes: nothing is left to be reserved for.
        assertThat(other.granted).containsExactly(new Credit(8, 800));
        assertThat(flow.granted).isEmpty();
        flow.request(1);
        assertThat(flow.granted).containsExactly(new Credit(8, 901));
        flow.item(50);
        flow.request(1);
        assertThat(flow.granted).last().isEqualTo(new Credit(8, 951));
        assertThat(budget.prefetch()).isEqualTo(1600);
    }

    @Test
    void whoLeavesTheLineLetsTheOthersPass() {
        assertThat(budget.tryPrefetch(1600)).isTrue();
        Flow first = new Flow();
        first.open();
        Flow second = new Flow();
        second.open();
        first.credit.stop();
        assertThat(prefetch.waiting()).isOne();
        budget.releasePrefetch(1600);
        second.request(1); // It sees that there is room now.
        assertThat(second.granted).containsExactly(new Credit(9, 800));
        assertThat(prefetch.waiting()).isZero();
    }

    @Test
    void aWindowLargerThanTheAccountIsCutToIt() {
        Flow flow = new Flow(new Credit(1000, 1_000_000));
        assertThat(flow.open()).isEqualTo(new Credit(1000, 1600));
        for (int i = 0; i < 10; i++) {
            flow.request(1);
            flow.item(100);
        }
        assertThat(flow.granted).hasSize(1);
        assertThat(prefetch.waiting()).isZero();
    }

    @Test
    void asManyItemsAsTheWindowAllowsWaitAndNoMoreAreAskedFor() {
        Flow flow = new Flow();
        flow.open();
        for (int i = 0; i < 8; i++) {
            flow.item(1); // Far from the bytes.
        }
        assertThat(flow.granted).isEmpty();
        assertThat(prefetch.waiting()).isZero();
        flow.request(3);
        assertThat(flow.granted).isEmpty();
        flow.request(1);
        assertThat(flow.granted).containsExactly(new Credit(12, 804));
    }

    @Test
    void demandIsAddedUpToAllThatComes() {
        Flow flow = new Flow();
        flow.open();
        flow.request(Long.MAX_VALUE - 3);
        assertThat(flow.granted).last().isEqualTo(new Credit(Long.MAX_VALUE, 800));
        flow.request(10);
        assertThat(flow.granted).last().isEqualTo(ALL);
        assertThat(budget.used()).isZero(); // All that comes is handed over.
        for (int i = 0; i < 100; i++) {
            flow.item(1_000_000);
        }
        assertThat(flow.granted).hasSize(2);
        assertThat(budget.used()).isZero();
    }

    @Test
    void afterTheEndWhatIsHeldIsGivenBackAsItIsTaken() {
        Flow flow = new Flow();
        flow.open();
        flow.item(300);
        flow.item(200);
        flow.credit.stop();
        assertThat(budget.used()).isEqualTo(500);
        flow.request(1);
        assertThat(budget.used()).isEqualTo(200);
        flow.request(1);
        assertThat(budget.used()).isZero();
        assertThat(flow.granted).isEmpty();
    }

    @Test
    void aGrantThatIsWrittenAfterTheEndChangesNothing() {
        Flow flow = new Flow();
        flow.writable = false;
        flow.open();
        flow.request(100);
        assertThat(flow.granted).hasSize(1);
        flow.credit.drop();
        flow.credit.written(108, 800);
        flow.request(1000);
        assertThat(flow.granted).hasSize(1);
        assertThat(budget.used()).isZero();
    }
}
