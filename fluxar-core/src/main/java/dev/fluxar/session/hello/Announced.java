package dev.fluxar.session.hello;

import dev.fluxar.Credit;
import dev.fluxar.Limits;
import dev.fluxar.Rate;
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
 * @param replay bytes of envelopes that the peer keeps for the other side; without effect unless
 *     sessions survive. §9.9
 * @param rate of what the other side opens and of its verbs, or null: no bound. §11.5
 */
public record Announced(
        long message,
        long frame,
        long exchanges,
        long part,
        long payload,
        @Nullable Credit credit,
        long subscriptions,
        long replay,
        @Nullable Rate rate) {

    /** The least that {@code message}, {@code frame} and {@code part} may be. */
    static final long MIN_BYTES = 1024;

    static final long FRAME_OVERHEAD = 1 << 16;

    /** The least that {@code replay} may be. §9.9 */
    public static final long MIN_REPLAY = 4096;

    /** What holds for a peer that announced no {@code replay}. §9.9 */
    public static final long DEFAULT_REPLAY = 4 << 20;

    /** The longest number at the head of a frame, in bytes. §5.6 */
    private static final int NUMBER = 9;

    /** What holds for a peer that announced nothing. */
    public static final Announced DEFAULT =
            new Announced(
                    1 << 20,
                    (1 << 20) + FRAME_OVERHEAD,
                    1024,
                    1 << 16,
                    16L << 20,
                    null,
                    1024,
                    DEFAULT_REPLAY,
                    null);

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
     * @param replay what it keeps
     * @return never null
     */
    public static Announced of(Limits limits, long replay) {
        return new Announced(
                limits.message(),
                limits.frame(),
                limits.exchanges(),
                limits.part(),
                limits.payload(),
                limits.firstCredit(),
                limits.subscriptions(),
                replay,
                limits.rate());
    }

    /**
     * The same for a sender that keeps what it writes: an envelope is no longer than half of what
     * it can keep, and leaves room in its frame for a number. §9.9-5 §5.6-1
     *
     * @param kept bytes that the sender keeps at most
     * @return never null
     */
    public Announced keeping(long kept) {
        return new Announced(
                Math.min(message, Math.min(kept / 2, frame - NUMBER)),
                frame,
                exchanges,
                part,
                payload,
                credit,
                subscriptions,
                replay,
                rate);
    }
}
