package dev.fluxar;

/**
 * How often an event arrives (spec §10.22, §10.23): asked for by a subscription for the way to it,
 * and by a publish for the way to the hub, each by itself.
 */
public enum Delivery {
    /** Once or not at all: nothing is acknowledged. */
    AT_MOST_ONCE(0),
    /** Until it is acknowledged, so perhaps more than once. */
    AT_LEAST_ONCE(1),
    /**
     * Exactly once within a live or resumed session; across a restart only while both stores
     * survive and the effect is committed with the receipt.
     */
    EXACTLY_ONCE(2);

    private final int mode;

    Delivery(int mode) {
        this.mode = mode;
    }

    /**
     * The number in the meta key {@code mode}.
     *
     * @return 0 to 2
     */
    public int mode() {
        return mode;
    }

    /**
     * Finds the constant of a number.
     *
     * @param mode as in the meta key {@code mode}
     * @return never null
     * @throws IllegalArgumentException when it is none of 0 to 2
     */
    public static Delivery of(long mode) {
        if (mode < 0 || mode > 2) {
            throw new IllegalArgumentException("mode is " + mode + ", expected 0 to 2");
        }
        return mode == 0 ? AT_MOST_ONCE : mode == 1 ? AT_LEAST_ONCE : EXACTLY_ONCE;
    }
}
