package dev.fluxar.session.resume;

/**
 * When the opens that are kept expire, of those that state a timeout: sent again they state what is
 * left (spec §9.13). As many as are kept at most. Not thread-safe.
 */
final class Expiries {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long[] NONE = new long[0];

    // A ring: numbers, rising, and times.
    private long[] numbers = NONE;
    private long[] times = NONE;
    private int first;
    private int count;

    /** The number is greater than those before. */
    void add(long number, long at) {
        if (count == numbers.length) {
            resize(Math.max(2, 2 * count));
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
        if (count == 0 && numbers.length > 0) {
            first = 0;
            numbers = NONE;
            times = NONE;
        }
    }

    private void resize(int size) {
        long[] allNumbers = new long[size];
        long[] allTimes = new long[size];
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
