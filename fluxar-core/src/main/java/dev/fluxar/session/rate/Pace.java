package dev.fluxar.session.rate;

import dev.fluxar.Rate;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.MessageType;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Obeys the rate that the other side announced (spec §11.5-1). Verbs wait here, ahead of opens,
 * which wait where they come from until {@link #mayOpen}: so nothing else waits behind them, and an
 * open that is queued finds its token when it is written. Not thread-safe.
 */
public final class Pace {

    /** A clock may be slower than the other side's: tokens come later by such a part. */
    private static final int SLOWER = 10;

    /** Tokens that come within this time are waited for together, in nanoseconds. */
    private static final long TOGETHER = 1_000_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final TokenBucket bucket;
    private final long epoch;

    /** How many tokens opens wait for, where some do. */
    private final long some;

    /** Verbs, and what must not overtake them; bounded by the session's budget. */
    private final ArrayDeque<Envelope> verbs = new ArrayDeque<>(2);

    /** Opens that are queued to be written: never more than there are tokens. */
    private int queued;

    /**
     * Starts with all tokens.
     *
     * @param rate of the other side
     * @param now nanoseconds of the session
     */
    public Pace(Rate rate, long now) {
        this.epoch = now;
        this.bucket = new TokenBucket(rate.perSecond(), rate.burst(), 0);
        long gained = rate.perSecond() * TOGETHER / 1_000_000_000L;
        this.some = Math.max(1, Math.min(gained, rate.burst() / 2));
    }

    private long time(long now) {
        long elapsed = now - epoch;
        return elapsed - (elapsed >> SLOWER);
    }

    private boolean hasToken(long now) {
        return bucket.tokens(time(now)) > queued;
    }

    /**
     * Whether something may be opened.
     *
     * @param now nanoseconds
     * @return whether there is a token that no verb waits for and no open that is queued
     */
    public boolean mayOpen(long now) {
        return verbs.isEmpty() && hasToken(now);
    }

    /**
     * When opens that wait are to be tried again.
     *
     * @param now nanoseconds
     * @return nanoseconds, {@code Long.MAX_VALUE} while something has to be written first
     */
    public long opensAt(long now) {
        return verbs.isEmpty() ? at(some, now) : deadline(now);
    }

    /** When there are so many tokens besides those of queued opens, or all. */
    private long at(long tokens, long now) {
        if (queued >= bucket.capacity()) {
            return NEVER;
        }
        long until = bucket.nanosUntil(Math.min(bucket.capacity(), queued + tokens), time(now));
        return now + until + (until >> (SLOWER - 1)) + 1;
    }

    /** The session goes on over another connection: what is sent again takes tokens again. §11.5 */
    public void resumed() {
        bucket.fill();
    }

    /**
     * Whether there is a token for what is sent again, ahead of verbs and opens that wait, or for
     * an open that was queued before.
     *
     * @param now nanoseconds
     * @return whether
     */
    public boolean hasAny(long now) {
        return bucket.tokens(time(now)) >= 1;
    }

    /**
     * Takes a token for what is sent again.
     *
     * @param now nanoseconds
     */
    public void takeAgain(long now) {
        bucket.take(time(now));
    }

    /**
     * When there {@linkplain #hasAny is a token} again.
     *
     * @param now nanoseconds
     * @return nanoseconds
     */
    public long anyAt(long now) {
        long until = bucket.nanosUntil(1, time(now));
        return now + until + (until >> (SLOWER - 1)) + 1;
    }

    /**
     * Whether something that was queued may be written: its token was there when it was queued, and
     * may have gone to what is sent again.
     *
     * @param envelope of any type
     * @param now nanoseconds
     * @return whether
     */
    public boolean mayWrite(Envelope envelope, long now) {
        return !isOpen(envelope) || hasAny(now);
    }

    // Opens

    /**
     * Something was queued to be written.
     *
     * @param envelope of any type
     */
    public void queued(Envelope envelope) {
        queued += isOpen(envelope) ? 1 : 0;
    }

    /**
     * What was queued will not be written.
     *
     * @param envelope of any type
     */
    public void withdrawn(Envelope envelope) {
        queued -= isOpen(envelope) ? 1 : 0;
    }

    /**
     * What was queued is written.
     *
     * @param envelope of any type
     * @param now nanoseconds
     */
    public void written(Envelope envelope, long now) {
        if (isOpen(envelope)) {
            queued--;
            bucket.take(time(now));
        }
    }

    private static boolean isOpen(Envelope envelope) {
        return envelope.isTracked() && envelope.isOpen();
    }

    // Verbs

    /**
     * Takes a verb, and what may be about the same exchange as one that waits: all of these keep
     * their order.
     *
     * @param envelope of types 2 to 7, to be written ahead of others
     * @return false where it need not wait for any verb
     */
    public boolean takes(Envelope envelope) {
        boolean waits =
                envelope.isLightVerb()
                        || (!verbs.isEmpty()
                                && (envelope.isOf(MessageType.STREAM)
                                        || envelope.isOf(MessageType.UNSUBSCRIBE)));
        if (waits) {
            verbs.add(envelope);
        }
        return waits;
    }

    /**
     * Whether no verb waits.
     *
     * @return whether
     */
    public boolean isEmpty() {
        return verbs.isEmpty();
    }

    /**
     * What may be written now.
     *
     * @param now nanoseconds
     * @return the first, or null where there is none, or no token for it
     */
    public @Nullable Envelope peek(long now) {
        Envelope first = verbs.peek();
        return first == null || !first.isLightVerb() || hasToken(now) ? first : null;
    }

    /**
     * Removes the first, which is written.
     *
     * @param now nanoseconds
     */
    public void remove(long now) {
        if (verbs.remove().isLightVerb()) {
            bucket.take(time(now));
        }
    }

    /**
     * Removes the first, which is not written any more.
     *
     * @return null where nothing waits
     */
    public @Nullable Envelope poll() {
        return verbs.poll();
    }

    /**
     * Removes those that are not wanted any more.
     *
     * @param unwanted asked for each that waits
     */
    public void removeIf(Predicate<Envelope> unwanted) {
        verbs.removeIf(unwanted);
    }

    /**
     * Shows the verbs that wait.
     *
     * @param action called for each
     */
    public void forEach(Consumer<Envelope> action) {
        verbs.forEach(action);
    }

    /**
     * When the first of the verbs may be written.
     *
     * @param now nanoseconds
     * @return nanoseconds, {@code Long.MAX_VALUE} where none waits for a token
     */
    public long deadline(long now) {
        return verbs.isEmpty() || peek(now) != null ? NEVER : at(1, now);
    }
}
