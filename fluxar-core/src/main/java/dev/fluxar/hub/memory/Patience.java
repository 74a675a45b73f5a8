package dev.fluxar.hub.memory;

import java.time.Duration;

/**
 * How long there has been no room for the events of a route, as far as publishes have shown. In
 * milliseconds; guarded by its route.
 */
final class Patience {

    private static final long NEVER = -1;
    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

    private final long most;

    /** Since when there is no room and no progress. */
    private long fullSince = NEVER;

    /** Since when others leave no room for an event of {@link #starvedOf} bytes. */
    private long starvedSince = NEVER;

    private long starvedOf;

    Patience(Duration most) {
        this.most = most.compareTo(LONGEST) < 0 ? most.toMillis() : Long.MAX_VALUE;
    }

    /** Something was taken or settled. */
    void onProgress() {
        fullSince = NEVER;
    }

    /** There is no room for one more than it has. Whether that is so for too long. */
    boolean endsWhenFull(long now) {
        if (fullSince == NEVER) {
            fullSince = now;
        }
        return now - fullSince >= most;
    }

    /**
     * There would be no room for an event though nothing of its own waited. Whether that is so for
     * too long; smaller events that come through meanwhile are no progress.
     */
    boolean endsWhenStarved(long size, long now) {
        if (starvedSince == NEVER) {
            starvedSince = now;
            starvedOf = size;
        }
        return now - starvedSince >= most;
    }

    boolean isStarved() {
        return starvedSince != NEVER;
    }

    /** For an event of how many bytes there was no room. */
    long starvedOf() {
        return starvedOf;
    }

    void onFed() {
        starvedSince = NEVER;
    }
}
