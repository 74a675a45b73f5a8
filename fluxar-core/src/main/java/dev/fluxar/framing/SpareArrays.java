package dev.fluxar.framing;

import org.jspecify.annotations.Nullable;

/**
 * Arrays that held frames which spanned reads, kept for the next such frames of the sessions of one
 * loop: bounded per loop, so that an idle session holds none. Not thread-safe.
 */
public final class SpareArrays {

    private static final int MOST = 2;

    /** Longer ones are not kept (bytes). */
    private static final int LONGEST = 2 << 20;

    private final byte[][] spares = new byte[MOST][];
    private int count;

    /**
     * Lends an array.
     *
     * @param length the bytes that must fit
     * @return null when there is none as long; otherwise of any content
     */
    byte @Nullable [] take(int length) {
        for (int i = 0; i < count; i++) {
            byte[] spare = spares[i];
            if (spare.length >= length) {
                spares[i] = spares[--count];
                return spare;
            }
        }
        return null;
    }

    /**
     * Takes an array that is no longer needed, instead of a shorter one where there are enough.
     *
     * @param array of any length
     */
    void give(byte[] array) {
        if (array.length > LONGEST) {
            return;
        }
        if (count < MOST) {
            spares[count++] = array;
            return;
        }
        int shortest = 0;
        for (int i = 1; i < MOST; i++) {
            if (spares[i].length < spares[shortest].length) {
                shortest = i;
            }
        }
        if (spares[shortest].length < array.length) {
            spares[shortest] = array;
        }
    }
}
