package dev.fluxar.tests.soak;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How much of the heap is in use. */
final class UsedHeap {

    private static final int TIMES = 6;
    private static final int PAUSE_MILLIS = 50;

    private UsedHeap() {}

    /**
     * Bytes, after the garbage has been collected: the least of some times, since what is under way
     * at the moment is no growth.
     */
    static long afterCollection() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return least;
    }

    /** For people. */
    static String text(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
