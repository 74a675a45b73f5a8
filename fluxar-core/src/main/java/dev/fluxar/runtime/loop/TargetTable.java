package dev.fluxar.runtime.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.message.EnvelopeView;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is registered under a target without making a string of the received bytes. Immutable.
 *
 * @param <V> what is registered
 */
public final class TargetTable<V> {

    private final byte[][] keys;
    private final @Nullable Object[] values;

    /**
     * Copies what is registered.
     *
     * @param entries by target
     */
    public TargetTable(Map<String, V> entries) {
        int capacity = Integer.highestOneBit(Math.max(4, entries.size() * 2)) * 2;
        keys = new byte[capacity][];
        values = new @Nullable Object[capacity];
        entries.forEach(
                (target, value) -> {
                    byte[] key = target.getBytes(UTF_8);
                    int hash = 0;
                    for (byte b : key) {
                        hash = 31 * hash + b;
                    }
                    int at = slot(hash);
                    while (values[at] != null) {
                        at = (at + 1) & (capacity - 1);
                    }
                    keys[at] = key;
                    values[at] = value;
                });
    }

    /**
     * Finds what is registered under an open's target.
     *
     * @param open any open
     * @return null when there is nothing
     */
    @SuppressWarnings("unchecked")
    public @Nullable V find(EnvelopeView open) {
        for (int at = slot(open.targetHash());
                values[at] != null;
                at = (at + 1) & (values.length - 1)) {
            if (open.targetIs(keys[at])) {
                return (V) values[at];
            }
        }
        return null;
    }

    private int slot(int hash) {
        return (hash ^ (hash >>> 16)) & (values.length - 1);
    }
}
