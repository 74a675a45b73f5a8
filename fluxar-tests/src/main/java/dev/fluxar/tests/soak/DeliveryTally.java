package dev.fluxar.tests.soak;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What became of each event at the subscriber, by its number. Safe for use from any thread. */
final class DeliveryTally {

    private static final int NEW = 0;
    private static final int HELD = 1;
    private static final int NACKED = 2;
    private static final int SETTLED = 3;

    private final AtomicIntegerArray states;
    private final AtomicInteger unsettled = new AtomicInteger();
    private final AtomicInteger mostUnsettled = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();
    private final AtomicLong handedOver = new AtomicLong();
    private final AtomicLong nacks = new AtomicLong();
    private final AtomicLong withheld = new AtomicLong();
    private final AtomicLong whileHeld = new AtomicLong();
    private final AtomicLong afterSettled = new AtomicLong();

    DeliveryTally(int events) {
        states = new AtomicIntegerArray(events);
    }

    /** Handed to the application; false when it has settled it before. */
    boolean handedOver(int number) {
        handedOver.getAndIncrement();
        int before = states.getAndUpdate(number, state -> state == SETTLED ? SETTLED : HELD);
        if (before == SETTLED) {
            afterSettled.getAndIncrement();
        } else if (before == HELD) {
            whileHeld.getAndIncrement();
        } else {
            mostUnsettled.accumulateAndGet(unsettled.incrementAndGet(), Math::max);
        }
        return before != SETTLED;
    }

    /** About to be told that it failed. */
    void nacked(int number) {
        nacks.getAndIncrement();
        if (states.compareAndSet(number, HELD, NACKED)) {
            unsettled.getAndDecrement();
        }
    }

    /** The application keeps it for now, or forgets it. */
    void withheld() {
        withheld.getAndIncrement();
    }

    /** Handled, about to be settled. */
    void settled(int number) {
        if (states.compareAndSet(number, HELD, SETTLED)) {
            unsettled.getAndDecrement();
            settled.getAndIncrement();
        }
    }

    int settledCount() {
        return settled.get();
    }

    long handedOver() {
        return handedOver.get();
    }

    long nacks() {
        return nacks.get();
    }

    long withheldCount() {
        return withheld.get();
    }

    /** Handed over again though the application still had it. */
    long whileHeld() {
        return whileHeld.get();
    }

    /** Handed over again though it was settled. */
    long afterSettled() {
        return afterSettled.get();
    }

    /** How many the application had at once. */
    int mostUnsettled() {
        return mostUnsettled.get();
    }

    int lost() {
        return states.length() - settled.get();
    }

    /** The first few that never were settled; null for none. */
    @Nullable String describeLost() {
        StringBuilder numbers = new StringBuilder();
        int found = 0;
        for (int i = 0; i < states.length() && found < 20; i++) {
            int state = states.get(i);
            if (state != SETTLED) {
                found++;
                numbers.append(' ').append(i);
                numbers.append(state == NEW ? "" : state == HELD ? " (held)" : " (nacked)");
            }
        }
        return found == 0 ? null : "not settled:" + numbers;
    }
}
