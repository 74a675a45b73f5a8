package dev.fluxar.message;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a map that the protocol itself reads, entry by entry: text keys, none twice, not more than
 * {@link #MAX_KEYS}. The caller reads or skips each value. §1.2-6
 */
public final class ProtocolMap {

    /** How many keys a protocol map may have: bounds the search for duplicates. §1.2-11 */
    public static final int MAX_KEYS = 64;

    private final CborReader in;
    private final String what;
    private final int size;
    private final Set<String> keys = new HashSet<>(8);

    /**
     * Reads the map's head.
     *
     * @param in stands at the map
     * @param what names the map in errors
     */
    public ProtocolMap(CborReader in, String what) {
        this.in = in;
        this.what = what;
        this.size = in.readMap(what);
    }

    /**
     * Reads the next key; entries whose value is null are skipped, as if absent. §1.2-8
     *
     * @return null at the end of the map
     */
    public @Nullable String next() {
        while (in.more(size, keys.size())) {
            String key = in.readText("key of " + what);
            if (!keys.add(key)) {
                throw ProtocolException.malformed(what + " has a key twice");
            }
            if (keys.size() > MAX_KEYS) {
                throw tooMany(what);
            }
            if (!in.tryNull()) {
                return key;
            }
        }
        return null;
    }

    static ProtocolException tooMany(String what) {
        return ProtocolException.malformed(
                what + " has more keys than the " + MAX_KEYS + " allowed");
    }
}
