package dev.fluxar;

/**
 * How much a sender of items or events may have sent since a stream or a subscription was opened,
 * in all (spec §10.12): credit is absolute, so it only grows. Immutable.
 *
 * @param items how many items, 0 or more
 * @param bytes how many bytes of items, 0 or more; the last item may go beyond it
 */
public record Credit(long items, long bytes) {

    /** As good as no bound. */
    public static final Credit UNLIMITED = new Credit(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Checks the ranges. */
    public Credit {
        if (items < 0 || bytes < 0) {
            throw new IllegalArgumentException(
                    "credit is ["
                            + items
                            + " items, "
                            + bytes
                            + " bytes], expected 0 or more of each");
        }
    }

    /**
     * The greater of two, number by number: credit never falls. §10.12-3
     *
     * @param other any
     * @return this, where nothing of the other is greater
     */
    public Credit max(Credit other) {
        return other.items <= items && other.bytes <= bytes
                ? this
                : new Credit(Math.max(items, other.items), Math.max(bytes, other.bytes));
    }
}
