package dev.fluxar.runtime.loop;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.session.Session;
import dev.fluxar.transport.Loop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Deadlines that applications set, as times of the session. */
public final class Until {

    /** Longer deadlines are none. */
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private Until() {}

    /**
     * When time is up.
     *
     * @param limit from now on, more than zero; null for none
     * @param loop of the session
     * @return nanoseconds of the session, or {@link Session#NEVER}
     */
    public static long of(@Nullable Duration limit, Loop loop) {
        return limit == null || limit.compareTo(FOREVER) >= 0
                ? Session.NEVER
                : loop.nanoTime() + limit.toNanos();
    }

    /**
     * Why an operation with such a deadline fails at once.
     *
     * @param limit as set, or null
     * @return null when it does not
     */
    public static @Nullable FluxarException expired(@Nullable Duration limit) {
        if (limit == null || !(limit.isNegative() || limit.isZero())) {
            return null;
        }
        return FluxarException.ofOperation(
                ErrorCode.DEADLINE_EXCEEDED.code(),
                "deadline is " + limit + ", expected more than zero",
                Outcome.NOT_SENT,
                null,
                null,
                null);
    }
}
