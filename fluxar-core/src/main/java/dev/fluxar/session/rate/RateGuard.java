package dev.fluxar.session.rate;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.Rate;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Enforces the rate that this side announced (spec §11.5): counts what is read, tells when opens
 * are to be refused, and ends the session of who does not stop. Not thread-safe.
 */
public final class RateGuard {

    /** What was written in time may arrive together. §11.5-2 */
    private static final int MARGIN = 2;

    /** How many seconds' tokens may be owed besides the burst. §11.5-4 */
    private static final int PATIENCE = 10;

    /** How many continuations may be on their way to exchanges that have ended. */
    private static final long MOST_CROSSING = 1 << 20;

    private final Rate rate;
    private final long mostOwed;
    private final TokenBucket bucket;
    private final long part;
    private final long payload;
    private long crossing;
    private boolean dry;

    private RateGuard(Rate rate, Limits limits, long now) {
        this.rate = rate;
        this.mostOwed = rate.burst() + (long) PATIENCE * rate.perSecond();
        this.bucket = new TokenBucket(rate.perSecond(), (long) MARGIN * rate.burst(), now);
        this.part = limits.part();
        this.payload = limits.payload();
    }

    /**
     * The guard of a session.
     *
     * @param limits of this side
     * @param now nanoseconds
     * @return null where no rate was announced
     */
    public static @Nullable RateGuard of(Limits limits, long now) {
        Rate rate = limits.rate();
        return rate == null ? null : new RateGuard(rate, limits, now);
    }

    /**
     * Counts an open; {@link #refusal} tells until the next one whether there was a token for it.
     * Whatever becomes of it, one continuation of it may cross the end of its exchange.
     *
     * @param now nanoseconds
     * @throws ProtocolException RATE_LIMITED where too much is owed. §11.5-4
     */
    public void opened(long now) {
        dry = bucket.tokens(now) < 1;
        take(now);
        crossing = Math.min(MOST_CROSSING, crossing + 1);
    }

    /**
     * Counts what is counted and not refused.
     *
     * @param now nanoseconds
     * @throws ProtocolException RATE_LIMITED where too much is owed. §11.5-4
     */
    public void take(long now) {
        bucket.take(now);
        if (bucket.tokens(now) < -mostOwed) {
            // §11.5-4
            throw new ProtocolException(ErrorCode.RATE_LIMITED, excess());
        }
    }

    /**
     * Why the open that was counted last is refused.
     *
     * @param now nanoseconds
     * @return null where there was a token for it
     */
    public @Nullable ErrorInfo refusal(long now) {
        if (!dry) {
            return null;
        }
        long retry = (bucket.nanosUntil(1, now) + 999_999) / 1_000_000;
        return new ErrorInfo(ErrorCode.RATE_LIMITED.code(), excess(), null, Math.max(1, retry));
    }

    /** The session goes on over another connection: all that was sent may be sent again. §11.5 */
    public void resumed() {
        bucket.fill();
        dry = false;
    }

    private String excess() {
        return "more opens and verbs than "
                + rate.burst()
                + " at once and "
                + rate.perSecond()
                + " a second, as was announced";
    }

    /**
     * This side has refused or ended an exchange, while the other may have sent more of it, which
     * it could not know to be dropped.
     *
     * @param items for which it had credit
     * @param bytes of items for which it had credit
     */
    public void excuse(long items, long bytes) {
        long parts = (Math.min(bytes, Long.MAX_VALUE - payload) + payload) / part + 1;
        crossing = Math.min(MOST_CROSSING, crossing + Math.min(MOST_CROSSING, items) + parts);
    }

    /**
     * Counts a continuation, no verb, that names no live exchange. §2.3-1
     *
     * @param now nanoseconds
     * @throws ProtocolException RATE_LIMITED where too much is owed. §11.5-4
     */
    public void dropped(long now) {
        if (crossing > 0) {
            crossing--;
        } else {
            take(now);
        }
    }
}
