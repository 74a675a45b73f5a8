package dev.fluxar.patterns.pubsub;

import dev.fluxar.Limits;
import dev.fluxar.hub.TopicHub;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the topics of a session are told about this side.
 *
 * @param limits of this side, as announced
 * @param hub takes the other side's publishes and subscriptions; null where this peer has none
 * @param principal tells who the other side is: its durable subscriptions and producers are the
 *     principal's. Empty without authentication
 * @param producerId names this peer as a producer of {@link dev.fluxar.Delivery#EXACTLY_ONCE} where
 *     the application numbers nothing itself: random, 1 to 255 bytes of UTF-8, another for each
 *     session
 */
public record TopicSettings(
        Limits limits, @Nullable TopicHub hub, Supplier<String> principal, String producerId) {

    /**
     * Of one principal for good.
     *
     * @param limits of this side, as announced
     * @param hub takes the other side's publishes and subscriptions; null where this peer has none
     * @param principal who the other side is; empty without authentication
     * @param producerId names this peer as a producer
     */
    public TopicSettings(
            Limits limits, @Nullable TopicHub hub, String principal, String producerId) {
        this(limits, hub, () -> principal, producerId);
    }
}
