package dev.fluxar.session.resume;

import java.util.Arrays;

/**
 * When the opens that are kept expire, of those that state a timeout: sent again they state what is
 * left (spec §9.13). As many as are kept at most. Not thread-safe.
 */
final class Expiries {

    private static final long NEVER = Long.MAX_VALUE;

    // A ring: numbers, rising, and times.
    private long[] numbers = new long[2];
    private long[] times = new long[2];
    private int first;
    private int count;

    /** The number is greater than those before. */
    void add(long number, long at) {
        if (count == numbers.length) {
            resize(2 * count);
        }
        int last = (first + count++) & (numbers.length - 1);
        numbers[last] = number;
        times[last] = at;
    }

    /** Those up to a number are kept no longer. */
    void forget(long number) {
        while (count > 0 && numbers[first] <= number) {
            first = (first + 1) & (numbers.length - 1);
            count--;
        }
        if (count == 0 && numbers.length > 2) {
            first = 0;
            numbers = new long[2];
            times = new long[2];
        }
    }

    private void resize(int size) {
        long[] allNumbers = Arrays.copyOf(numbers, size);
        long[] allTimes = Arrays.copyOf(times, size);
        for (int i = 0; i < count; i++) {
            allNumbers[i] = numbers[(first + i) & (numbers.length - 1)];
            allTimes[i] = times[(first + i) & (numbers.length - 1)];
        }
        numbers = allNumbers;
        times = allTimes;
        first = 0;
    }

    /** When the envelope of a number expires, in nanoseconds; NEVER where it states no timeout. */
    long of(long number) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = (first + middle) & (numbers.length - 1);
            if (numbers[at] == number) {
                return times[at];
            }
            if (numbers[at] < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return NEVER;
    }

    /** What is reserved, in bytes. */
    long reserved() {
        return 16L * numbers.length;
    }
}
