package dev.fluxar;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event of a subscription (spec §10.21). Safe for use from any thread.
 *
 * @param <T> type of the payload
 */
public interface Event<T> {

    /**
     * What it was published under.
     *
     * @return the topic
     */
    String topic();

    /**
     * What was published.
     *
     * @return null for a null payload
     */
    @Nullable T payload();

    /**
     * The producer's meta.
     *
     * @return values as {@link Call#meta} has them, without reserved keys; unmodifiable
     */
    Map<String, Object> meta();

    /**
     * When the hub accepted it, where it tells.
     *
     * @return in milliseconds; there for retained values and where history is kept
     */
    Optional<Instant> timestamp();

    /**
     * How often it has been sent, this time included.
     *
     * @return from 1
     */
    int attempt();

    /**
     * How many events of this subscription were dropped just before it.
     *
     * @return 0 or more; always 0 but in {@link Delivery#AT_MOST_ONCE}
     */
    long dropped();

    /**
     * Whether it is the value that was kept of its topic when the subscription began.
     *
     * @return false for events on their normal way
     */
    boolean isRetained();

    /**
     * What to commit together with the effect of the event, where that is to be seen exactly once
     * across a restart (spec §10.26-5).
     *
     * @return there for a durable subscription without a group
     */
    Optional<Receipt> receipt();

    /** Settles it: it was processed. Only the first of ack and nack has an effect. */
    void ack();

    /** Has it sent again at once: it was not processed. */
    default void nack() {
        nack(Duration.ZERO);
    }

    /**
     * Has it sent again after a while.
     *
     * @param delay in whole milliseconds, rounded up
     */
    void nack(Duration delay);

    /**
     * An event's place in a durable subscription.
     *
     * @param ledger 32 hex digits: the numbering that {@code seq} belongs to
     * @param seq the event's number in it, from 1
     */
    record Receipt(String ledger, long seq) {}
}
