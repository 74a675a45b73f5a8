package dev.fluxar.hub.memory;

import dev.fluxar.HubOptions;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.TopicPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The retained values, by topic and in the order of acceptance. Guarded by the hub's lock. */
final class RetainedValues {

    private final int maxValues;
    private final long maxBytes;
    private final Map<String, HubEvent> byTopic = new HashMap<>();
    private final TreeMap<Long, HubEvent> byPosition = new TreeMap<>();
    private long bytes;

    RetainedValues(HubOptions options) {
        maxValues = options.retainedValues();
        maxBytes = options.retainedBytes();
    }

    int size() {
        return byTopic.size();
    }

    @Nullable HubEvent get(String topic) {
        return byTopic.get(topic);
    }

    /** Whether a value would have room in place of the earlier one. */
    boolean fits(HubEvent value, @Nullable HubEvent replaced) {
        int values = byTopic.size() + (replaced == null ? 1 : 0);
        long held = bytes + value.heldBytes() - (replaced == null ? 0 : replaced.heldBytes());
        return values <= maxValues && held <= maxBytes;
    }

    /** §10.25-1 */
    void put(HubEvent value) {
        HubEvent replaced = byTopic.put(value.topic(), value);
        forget(replaced);
        byPosition.put(value.position(), value);
        bytes += value.heldBytes();
    }

    /** §10.25-1 */
    void clear(String topic) {
        forget(byTopic.remove(topic));
    }

    private void forget(@Nullable HubEvent old) {
        if (old != null) {
            byPosition.remove(old.position());
            bytes -= old.heldBytes();
        }
    }

    /** The first value accepted after a position. */
    @Nullable HubEvent after(long position) {
        Map.Entry<Long, HubEvent> entry = byPosition.higherEntry(position);
        return entry == null ? null : entry.getValue();
    }

    /** All that match, in the order of acceptance. */
    List<HubEvent> matching(TopicPattern pattern) {
        List<HubEvent> found = new ArrayList<>();
        if (pattern.isLiteral()) {
            HubEvent value = byTopic.get(pattern.toString());
            if (value != null) {
                found.add(value);
            }
            return found;
        }
        for (HubEvent value : byPosition.values()) {
            if (value.matches(pattern)) {
                found.add(value);
            }
        }
        return found;
    }
}
