package dev.fluxar.tests.soak;

import java.util.Locale;

/** How much of the heap is in use. */
final class UsedHeap {

    private UsedHeap() {}

    /** Bytes, after the garbage has been collected twice: what a cleaner freed is gone too. */
    static long afterCollection() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** For people. */
    static String text(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
