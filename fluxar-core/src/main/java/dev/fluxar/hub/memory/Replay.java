package dev.fluxar.hub.memory;

import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.TopicPattern;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription begins with, read from where the hub keeps it, as it was at the grant: what
 * is replaced or evicted before it was read is kept aside. In the order of acceptance (§10.21-4).
 * Guarded by the hub's lock.
 */
abstract class Replay {

    /** How much is looked at while the lock is held. */
    private static final int STEPS = 64;

    private final TopicPattern pattern;

    /** Whether it reads retained values, and no events. */
    private final boolean retained;

    /** Where the grant was: what is later comes on its normal way. */
    private final long limit;

    private final long since;

    /** Everything up to here was read, or does not match. */
    private long cursor;

    /** Dropped since the last one read. */
    private long dropped;

    private boolean exhausted;

    Replay(TopicPattern pattern, boolean retained, long limit, long since) {
        this.retained = retained;
        this.pattern = pattern;
        this.limit = limit;
        this.since = since;
    }

    /** What is kept after a position. */
    abstract @Nullable HubEvent stored(long position);

    /** The first of what was kept aside. */
    abstract @Nullable HubEvent firstAside();

    abstract void takeAside();

    abstract int aside();

    abstract void keep(HubEvent old);

    /** Drops the first of those kept aside and counts it. */
    abstract @Nullable HubEvent dropAside();

    /** Counts one that is wanted and cannot be kept. */
    void drop() {
        dropped++;
    }

    /** What was dropped among those aside, before the one taken last. */
    long droppedAside() {
        return 0;
    }

    /** What was dropped among those aside, after the last of them. */
    long droppedBehindAside() {
        return 0;
    }

    /** Whether an event that is replaced or evicted now is still to be read. */
    final boolean wants(HubEvent old) {
        return old.position() > cursor && isMeant(old);
    }

    private boolean isMeant(HubEvent event) {
        boolean inTime = event.position() <= limit && event.timestamp() >= since;
        return inTime && event.isRetained() == retained && event.matches(pattern);
    }

    /** The next one, not read yet; null: there is none, or not {@link #isDone} and ask again. */
    final @Nullable HubEvent peek() {
        for (int i = 0; i < STEPS && !exhausted; i++) {
            HubEvent next = stored(cursor);
            if (next == null || next.position() > limit) {
                exhausted = true;
            } else if (isMeant(next)) {
                HubEvent other = firstAside();
                return other != null && other.position() < next.position() ? other : next;
            } else {
                cursor = next.position();
            }
        }
        return exhausted ? firstAside() : null;
    }

    /** Reads what was peeked; true: it was kept aside, and room was taken for it. */
    final boolean advance(HubEvent peeked) {
        if (peeked == firstAside()) {
            takeAside();
            dropped += droppedAside();
            return true;
        }
        dropped += droppedBehindAside();
        cursor = peeked.position();
        return false;
    }

    /** Nothing follows. */
    final boolean isDone() {
        return exhausted && firstAside() == null;
    }

    /** How many were dropped after the last one read; nothing follows. */
    final long takeDroppedAtEnd() {
        return takeDropped() + droppedBehindAside();
    }

    /** How many were dropped before the one read last. */
    final long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }

    final void lost(long count) {
        dropped += count;
    }
}
