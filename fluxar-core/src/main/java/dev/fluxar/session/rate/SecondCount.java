package dev.fluxar.session.rate;

/**
 * How often something has happened within the last second, up to a number (spec §11.7). Exact for
 * every second; it takes memory for as many as there have been at once. Times are nanoseconds of
 * the session. Not thread-safe.
 */
public final class SecondCount {

    private static final long SECOND = 1_000_000_000L;
    private static final int FIRST = 4;

    private final int most;

    /** When each was, in a ring: the oldest is at {@link #head}. */
    private long[] times = new long[FIRST];

    private int head;
    private int count;

    /**
     * Starts with none.
     *
     * @param most how many a second may hold
     */
    public SecondCount(int most) {
        this.most = most;
    }

    /**
     * Whether another would not be more than there may be.
     *
     * @param now nanoseconds
     * @return whether
     */
    public boolean fits(long now) {
        while (count > 0 && now - times[head] >= SECOND) {
            head = (head + 1) % times.length;
            count--;
        }
        return count < most;
    }

    /**
     * Another happens, if it fits.
     *
     * @param now nanoseconds
     * @return false, and not counted, where it is one too many
     */
    public boolean add(long now) {
        if (!fits(now)) {
            return false;
        }
        if (count == times.length) {
            long[] larger = new long[Math.min(most, 2 * count)];
            for (int i = 0; i < count; i++) {
                larger[i] = times[(head + i) % count];
            }
            times = larger;
            head = 0;
        }
        times[(head + count++) % times.length] = now;
        return true;
    }

    /**
     * When another fits, where none does.
     *
     * @return nanoseconds
     */
    public long nextAt() {
        return times[head] + SECOND;
    }
}
