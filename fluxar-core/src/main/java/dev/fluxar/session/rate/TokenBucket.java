package dev.fluxar.session.rate;

/**
 * Tokens that come with time, up to a number of them, and are taken one by one, into debt where the
 * owner lets that happen (spec §11.5). Its level is a whole number of billionths of a token, so
 * nothing is lost to rounding, however often it is looked at. Times are nanoseconds of the session.
 * Not thread-safe.
 */
public final class TokenBucket {

    /** One token; a nanosecond gains as many of these as a second gains tokens. */
    private static final long TOKEN = 1_000_000_000L;

    private final long perSecond;
    private final long full;
    private long level;
    private long at;

    /**
     * Starts full.
     *
     * @param perSecond tokens gained a second: at least 1
     * @param burst tokens that it holds at most: at least 1, with what may be owed less than four
     *     billion
     * @param now nanoseconds
     */
    public TokenBucket(long perSecond, long burst, long now) {
        this.perSecond = perSecond;
        this.full = burst * TOKEN;
        this.level = full;
        this.at = now;
    }

    private void gain(long now) {
        long elapsed = now - at;
        if (elapsed <= 0) {
            return;
        }
        at = now;
        // What fills it is not multiplied: no overflow, however long nobody has looked.
        level = elapsed > (full - level) / perSecond ? full : level + elapsed * perSecond;
    }

    /**
     * How many tokens it can hold.
     *
     * @return at least 1
     */
    public long capacity() {
        return full / TOKEN;
    }

    /**
     * How many whole tokens there are.
     *
     * @param now nanoseconds
     * @return negative in debt
     */
    public long tokens(long now) {
        gain(now);
        return Math.floorDiv(level, TOKEN);
    }

    /**
     * Takes one, whether it is there or not.
     *
     * @param now nanoseconds
     */
    public void take(long now) {
        gain(now);
        level -= TOKEN;
    }

    /** It is full again. */
    public void fill() {
        level = full;
    }

    /**
     * In which time so many tokens are there, if none is taken.
     *
     * @param tokens no more than it can hold
     * @param now nanoseconds
     * @return nanoseconds, 0 where they are there
     */
    public long nanosUntil(long tokens, long now) {
        gain(now);
        long missing = tokens * TOKEN - level;
        return missing <= 0 ? 0 : (missing - 1) / perSecond + 1;
    }
}
