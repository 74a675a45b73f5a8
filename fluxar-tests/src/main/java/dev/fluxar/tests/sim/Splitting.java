package dev.fluxar.tests.sim;

import java.util.Random;

/** How a stream of bytes is cut into pieces on its way. */
@FunctionalInterface
public interface Splitting {

    /** Everything at hand in one piece. */
    Splitting WHOLE = available -> available;

    /** Every byte by itself. */
    Splitting EVERY_BYTE = available -> 1;

    /**
     * The length of the next piece.
     *
     * @param available bytes at hand, at least 1
     * @return 1 to {@code available}
     */
    int next(int available);

    /**
     * Pieces of any length, small ones as likely as large ones.
     *
     * @param random decides
     * @return different at every call
     */
    static Splitting random(Random random) {
        return available -> {
            int most = random.nextBoolean() ? Math.min(available, 40) : available;
            return 1 + random.nextInt(most);
        };
    }
}
