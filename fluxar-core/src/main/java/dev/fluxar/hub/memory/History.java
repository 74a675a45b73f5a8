package dev.fluxar.hub.memory;

import dev.fluxar.HubOptions;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The events accepted last, bounded; the oldest leaves first. Guarded by the hub's lock. */
final class History {

    private final int maxEvents;
    private final long maxBytes;
    private HubEvent @Nullable [] events;
    private int head;
    private int size;
    private long bytes;

    History(HubOptions options) {
        maxEvents = options.historyEvents();
        maxBytes = options.historyBytes();
    }

    /** Whether any is kept at all. */
    boolean keeps() {
        return maxEvents > 0;
    }

    int size() {
        return size;
    }

    private HubEvent at(int i) {
        HubEvent[] ring = Objects.requireNonNull(events);
        return ring[(head + i) & (ring.length - 1)];
    }

    /** The oldest event, where it has to leave before another one comes. */
    @Nullable HubEvent inTheWayOf(HubEvent event) {
        boolean full = size == maxEvents || bytes + event.heldBytes() > maxBytes;
        return size > 0 && full ? at(0) : null;
    }

    @SuppressWarnings("NullAway") // what is outside of head and size is nobody's
    void removeOldest() {
        HubEvent[] ring = Objects.requireNonNull(events);
        bytes -= ring[head].heldBytes();
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
    }

    /**
     * Keeps an event that nothing is in the way of; one that is longer than all may be is not kept.
     */
    void add(HubEvent event) {
        if (event.heldBytes() > maxBytes) {
            return;
        }
        HubEvent[] ring = events;
        if (ring == null || size == ring.length) {
            ring = grown(ring);
            events = ring;
            head = 0;
        }
        ring[(head + size) & (ring.length - 1)] = event;
        size++;
        bytes += event.heldBytes();
    }

    private HubEvent[] grown(HubEvent @Nullable [] old) {
        HubEvent[] ring = new HubEvent[old == null ? 64 : old.length * 2];
        for (int i = 0; i < size; i++) {
            ring[i] = at(i);
        }
        return ring;
    }

    /** The first event accepted after a position. */
    @Nullable HubEvent after(long position) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).position() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == size ? null : at(low);
    }

    /** All that match and were accepted at a time or later, in their order. */
    List<HubEvent> matching(TopicPattern pattern, long since) {
        List<HubEvent> found = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            HubEvent event = at(i);
            if (event.timestamp() >= since && event.matches(pattern)) {
                found.add(event);
            }
        }
        return found;
    }
}
