package dev.fluxar.runtime.loop;

import dev.fluxar.message.Names;
import dev.fluxar.message.ProtocolMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an application says as meta: collected key by key, checked at once. For one thread. */
public final class MetaEntries {

    /** The protocol's own keys need room in the map. */
    private static final int OWN_KEYS = 10;

    private static final int MOST = ProtocolMap.MAX_KEYS - OWN_KEYS;

    private Map<String, Object> entries = Map.of();

    /**
     * Adds an entry.
     *
     * @param key not reserved
     * @param value of a type that meta takes; the encoder checks it
     * @throws IllegalArgumentException when the key is reserved or given twice, or there are too
     *     many
     */
    public void put(String key, Object value) {
        if (Names.isReservedMeta(key)) {
            // §3.1-1
            throw new IllegalArgumentException("meta key '" + key + "' is reserved");
        }
        if (Names.isTraceKey(key) && !(value instanceof String)) {
            throw new IllegalArgumentException(
                    "meta key '" + key + "' takes text, not " + value.getClass().getName());
        }
        if (entries.isEmpty()) {
            entries = new LinkedHashMap<>();
        }
        if (entries.size() == MOST) {
            throw new IllegalArgumentException("more meta keys than the " + MOST + " allowed");
        }
        if (entries.putIfAbsent(key, value) != null) {
            throw new IllegalArgumentException("meta key '" + key + "' is given twice");
        }
    }

    /**
     * The entries.
     *
     * @return in the order given; not to be changed any more
     */
    public Map<String, Object> map() {
        return entries;
    }
}
