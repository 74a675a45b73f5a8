package dev.fluxar.hub.memory;

import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.TopicPattern;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the retained values as of the grant. §10.25-2 */
final class RetainedReplay extends Replay {

    private final RetainedValues values;

    /** The only topic that matches; null: there may be several. */
    private final @Nullable String topic;

    /** Values that were replaced before they were read. */
    private final TreeMap<Long, HubEvent> aside = new TreeMap<>();

    RetainedReplay(RetainedValues values, TopicPattern pattern, long limit) {
        super(pattern, true, limit, 0);
        this.values = values;
        this.topic = pattern.isLiteral() ? pattern.toString() : null;
    }

    @Override
    @Nullable HubEvent stored(long position) {
        if (topic == null) {
            return values.after(position);
        }
        HubEvent value = values.get(topic);
        return value == null || value.position() <= position ? null : value;
    }

    @Override
    @Nullable HubEvent firstAside() {
        Map.Entry<Long, HubEvent> first = aside.firstEntry();
        return first == null ? null : first.getValue();
    }

    @Override
    void takeAside() {
        aside.pollFirstEntry();
    }

    @Override
    int aside() {
        return aside.size();
    }

    @Override
    void keep(HubEvent old) {
        aside.put(old.position(), old);
    }

    @Override
    @Nullable HubEvent dropAside() {
        Map.Entry<Long, HubEvent> first = aside.pollFirstEntry();
        if (first == null) {
            return null;
        }
        drop();
        return first.getValue();
    }
}
