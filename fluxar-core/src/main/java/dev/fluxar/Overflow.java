package dev.fluxar;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of events of an {@link Delivery#AT_MOST_ONCE} subscription that have no room to wait
 * (spec §10.27).
 */
public enum Overflow {
    /** The oldest that waits is dropped. */
    OLDEST,
    /** The new one is dropped. */
    NEWEST,
    /** The subscription ends with {@link ErrorCode#OVERLOADED}. */
    FAIL;

    /**
     * The text of the meta key {@code overflow}.
     *
     * @return the constant's name in lower case
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds the constant of a text.
     *
     * @param text as in the meta key {@code overflow}
     * @return null when it is none
     */
    public static @Nullable Overflow of(String text) {
        return switch (text) {
            case "oldest" -> OLDEST;
            case "newest" -> NEWEST;
            case "fail" -> FAIL;
            default -> null;
        };
    }
}
