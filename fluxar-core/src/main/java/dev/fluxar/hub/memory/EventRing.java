package dev.fluxar.hub.memory;

import dev.fluxar.hub.HubEvent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events in order, and how many were dropped before each (spec §10.27-2). Grows and shrinks with
 * its content; who uses it bounds it, and guards it.
 */
final class EventRing {

    private static final @Nullable HubEvent[] NONE = {};
    private static final int FIRST = 8;

    /** A ring of more slots is let go when it is empty. */
    private static final int RETAINED = 512;

    private @Nullable HubEvent[] events = NONE;

    /** Dropped directly before the event of the same slot; null as long as all are 0. */
    private long @Nullable [] gaps;

    private int head;
    private int size;

    /** Dropped before the first event, and after the last one. */
    private long lead;

    private long trail;

    /** Dropped before the event polled last. */
    private long dropped;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(HubEvent event) {
        if (size == events.length) {
            grow();
        }
        int slot = (head + size) & (events.length - 1);
        events[slot] = event;
        if (trail > 0) {
            if (gaps == null) {
                gaps = new long[events.length];
            }
            gaps[slot] = trail;
            trail = 0;
        }
        size++;
    }

    private void grow() {
        int length = Math.max(FIRST, events.length * 2);
        HubEvent[] old = events;
        long[] oldGaps = gaps;
        events = new HubEvent[length];
        gaps = oldGaps == null ? null : new long[length];
        for (int i = 0; i < size; i++) {
            int slot = (head + i) & (old.length - 1);
            events[i] = old[slot];
            if (gaps != null && oldGaps != null) {
                gaps[i] = oldGaps[slot];
            }
        }
        head = 0;
    }

    @Nullable HubEvent peek() {
        return size == 0 ? null : events[head];
    }

    /** Takes the first event; {@link #dropped} tells what was lost before it. */
    @Nullable HubEvent poll() {
        if (size == 0) {
            return null;
        }
        HubEvent event = removeFirst();
        dropped = lead;
        lead = 0;
        settleEmpty();
        return event;
    }

    /** Drops the first event. */
    @Nullable HubEvent dropOldest() {
        if (size == 0) {
            return null;
        }
        HubEvent event = removeFirst();
        lead++;
        settleEmpty();
        return event;
    }

    /** Its gap becomes part of what lies before the new first event. */
    private @Nullable HubEvent removeFirst() {
        HubEvent event = events[head];
        events[head] = null;
        long[] counts = gaps;
        if (counts != null) {
            lead += counts[head];
            counts[head] = 0;
        }
        head = (head + 1) & (events.length - 1);
        size--;
        return event;
    }

    private void settleEmpty() {
        if (size == 0) {
            lead += trail;
            trail = 0;
            gaps = null;
            if (events.length > RETAINED) {
                events = NONE;
                head = 0;
            }
        }
    }

    /** Counts an event that was not added for want of room. */
    void dropNewest() {
        if (size == 0) {
            lead++;
        } else {
            trail++;
        }
    }

    /** Counts events that were lost after they had been polled. */
    void lost(long count) {
        lead += count;
    }

    /** What was lost before the event polled last; 0 when asked again. */
    long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }

    /** What was lost since the event polled last, where none waits; 0 otherwise. */
    long takeLead() {
        if (size > 0) {
            return 0;
        }
        long count = lead;
        lead = 0;
        return count;
    }

    void clear() {
        Arrays.fill(events, null);
        events = NONE;
        gaps = null;
        head = 0;
        size = 0;
    }
}
