package dev.fluxar.session.hello;

import dev.fluxar.Credit;
import dev.fluxar.Limits;
import org.jspecify.annotations.Nullable;

/**
 * The limits that a peer announced: the other side obeys them (spec §11).
 *
 * @param message bytes of one encoded envelope
 * @param frame bytes of a frame's content
 * @param exchanges exchanges that the other side may have open at once
 * @param part bytes of the longest payload that travels whole, and of one part; like {@code
 *     payload} without effect unless payloads travel in parts
 * @param payload bytes of one payload in parts
 * @param credit the first of each flow towards the peer, or null: flows without credit. §10.13
 * @param subscriptions subscriptions that the other side may hold at once
 */
public record Announced(
        long message,
        long frame,
        long exchanges,
        long part,
        long payload,
        @Nullable Credit credit,
        long subscriptions) {

    /** The least that {@code message}, {@code frame} and {@code part} may be. */
    static final long MIN_BYTES = 1024;

    static final long FRAME_OVERHEAD = 1 << 16;

    /** What holds for a peer that announced nothing. */
    public static final Announced DEFAULT =
            new Announced(
                    1 << 20, (1 << 20) + FRAME_OVERHEAD, 1024, 1 << 16, 16L << 20, null, 1024);

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
        return new Announced(
                limits.message(),
                limits.frame(),
                limits.exchanges(),
                limits.part(),
                limits.payload(),
                limits.firstCredit(),
                limits.subscriptions());
    }
}
