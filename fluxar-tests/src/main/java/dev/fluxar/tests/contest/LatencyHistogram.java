package dev.fluxar.tests.contest;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts latencies in 64 buckets for each power of two, so that a percentile is right to within one
 * percent. Recording is one atomic addition, from any thread.
 */
public final class LatencyHistogram {

    private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int STEP_BITS = 6;
    private static final int STEPS = 1 << STEP_BITS;

    private final AtomicLongArray counts = new AtomicLongArray(bucket(HIGHEST_NANOS) + 1);

    /** Counts one; more than a minute counts as a minute. */
    void record(long nanos) {
        counts.getAndIncrement(bucket(Math.max(0, Math.min(nanos, HIGHEST_NANOS))));
    }

    private static int bucket(long nanos) {
        int shift = shift(nanos);
        return shift * STEPS + (int) (nanos >>> shift);
    }

    /** How many low bits of a value its bucket leaves out; none below twice the steps. */
    private static int shift(long nanos) {
        return Math.max(0, Long.SIZE - 1 - STEP_BITS - Long.numberOfLeadingZeros(nanos));
    }

    /** How many were counted. */
    public long count() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.get(i);
        }
        return count;
    }

    /** The latency that {@code percent} of those counted do not exceed; 0 when there are none. */
    public long percentile(double percent) {
        long rank = Math.max(1, (long) Math.ceil(count() * percent / 100));
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= rank) {
                return middle(i);
            }
        }
        return 0;
    }

    private static long middle(int bucket) {
        int shift = Math.max(0, bucket / STEPS - 1);
        long lowest = (long) (bucket - shift * STEPS) << shift;
        return lowest + ((1L << shift) >> 1);
    }

    /** Forgets all; what is recorded meanwhile may or may not be kept. */
    void reset() {
        for (int i = 0; i < counts.length(); i++) {
            counts.set(i, 0);
        }
    }
}
