package dev.fluxar;

/**
 * How often a peer may open calls, streams, subscriptions and publishes and send verbs such as
 * cancel (spec §11.5): a bucket that holds {@code burst} at first and gains {@code perSecond} each
 * second, up to {@code burst}. Each takes one, whatever its length. Immutable.
 *
 * @param perSecond how many a second in the long run: 1 to {@value #MOST}
 * @param burst how many at once: 1 to {@value #MOST}
 */
public record Rate(int perSecond, int burst) {

    /** The greatest value of either number. */
    public static final int MOST = 100_000_000;

    /** Checks the ranges. */
    public Rate {
        check("per second", perSecond);
        check("burst", burst);
    }

    private static void check(String name, int value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(
                    "rate " + name + " is " + value + ", expected 1 to " + MOST);
        }
    }

    /**
     * The rate that is nearest to what another peer announced: as good as no bound beyond {@value
     * #MOST}.
     *
     * @param perSecond at least 1
     * @param burst at least 1
     * @return never more than that
     */
    public static Rate upTo(long perSecond, long burst) {
        return new Rate((int) Math.min(MOST, perSecond), (int) Math.min(MOST, burst));
    }
}
