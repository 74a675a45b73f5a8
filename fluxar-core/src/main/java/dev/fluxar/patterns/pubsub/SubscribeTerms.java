package dev.fluxar.patterns.pubsub;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.Overflow;
import dev.fluxar.hub.From;
import org.jspecify.annotations.Nullable;

/**
 * What a subscribe asks for (spec §10.20).
 *
 * @param delivery the mode
 * @param window in modes 1 and 2, how many events may be unsettled: its items, 1 to 65,535
 *     (§10.22-14). In all modes, how much the other side may send ahead of {@link
 *     Subscriber#request}
 * @param ackWaitMillis modes 1 and 2: how long the other side waits for an ack; 0 for ever
 * @param group 1 to 255 bytes of UTF-8, or null
 * @param durable likewise; needs mode 1 or 2
 * @param from where to begin
 * @param overflow mode 0: what becomes of events that have no room to wait
 */
public record SubscribeTerms(
        Delivery delivery,
        Credit window,
        long ackWaitMillis,
        @Nullable String group,
        @Nullable String durable,
        From from,
        Overflow overflow) {

    /** How long a publisher waits for an ack where nothing is said, in milliseconds. */
    public static final long ACK_WAIT_MILLIS = 30_000;

    /** The greatest window. §10.22-14 */
    static final long MAX_WINDOW = 65_535;

    /**
     * The plainest subscription.
     *
     * @param delivery the mode
     * @param window as above
     * @return everything else as if nothing was said
     */
    public static SubscribeTerms of(Delivery delivery, Credit window) {
        return new SubscribeTerms(
                delivery, window, ACK_WAIT_MILLIS, null, null, From.RETAINED, Overflow.OLDEST);
    }

    /** How many events may be neither acked nor below the floor. §10.22-14 */
    static int window(@Nullable Credit first) {
        return first == null
                ? (int) MAX_WINDOW
                : (int) Math.max(1, Math.min(MAX_WINDOW, first.items()));
    }
}
