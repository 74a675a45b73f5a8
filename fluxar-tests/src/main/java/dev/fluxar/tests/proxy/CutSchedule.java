package dev.fluxar.tests.proxy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** When connections are cut: the same seed gives the same ages, in the order of opening. */
final class CutSchedule {

    /** The age of what is never cut. */
    static final long NEVER = Long.MAX_VALUE;

    private final SplittableRandom random;
    private final long every;

    CutSchedule(long seed, @Nullable Duration every) {
        this.random = new SplittableRandom(seed);
        this.every = every == null ? NEVER : every.toNanos();
    }

    /**
     * The age at which the next connection is cut: 0.5 to 1.5 times the duration, in nanoseconds.
     */
    long next() {
        return every == NEVER ? NEVER : every / 2 + random.nextLong(every + 1);
    }
}
