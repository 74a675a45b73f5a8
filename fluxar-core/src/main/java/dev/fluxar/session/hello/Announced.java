package dev.fluxar.session.hello;

import dev.fluxar.Limits;

/**
 * The limits that a peer announced: the other side obeys them (spec §11).
 *
 * @param message bytes of one encoded envelope
 * @param frame bytes of a frame's content
 * @param exchanges exchanges that the other side may have open at once
 */
public record Announced(long message, long frame, long exchanges) {

    /** The least that {@code message} and {@code frame} may be. */
    static final long MIN_BYTES = 1024;

    static final long DEFAULT_MESSAGE = 1 << 20;
    static final long FRAME_OVERHEAD = 1 << 16;
    static final long DEFAULT_EXCHANGES = 1024;

    /** What holds for a peer that announced nothing. */
    public static final Announced DEFAULT =
            new Announced(DEFAULT_MESSAGE, DEFAULT_MESSAGE + FRAME_OVERHEAD, DEFAULT_EXCHANGES);

    /**
     * The longest envelope accepted. §11.1-1
     *
     * @return bytes: it fits into a frame by itself
     */
    public long envelope() {
        return Math.min(message, frame);
    }

    /**
     * What a peer with these limits announces.
     *
     * @param limits of this peer
     * @return never null
     */
    public static Announced of(Limits limits) {
        return new Announced(limits.message(), limits.frame(), limits.exchanges());
    }
}
