package dev.fluxar;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * A subscription to be (spec §10.20): settings, then one of {@link #each}, {@link #eachBlocking},
 * {@link #eachAsync} and {@link #events}. For one thread and one subscription.
 */
public interface SubscribeSpec {

    /**
     * Sets what is promised about each event.
     *
     * @param mode by default {@link Delivery#AT_MOST_ONCE}
     * @return this
     */
    SubscribeSpec delivery(Delivery mode);

    /**
     * Shares the events with the other members of a group: each goes to one of them (spec §10.24).
     *
     * @param name 1 to 255 bytes of UTF-8
     * @return this
     */
    SubscribeSpec group(String name);

    /**
     * Makes the subscription outlive its session, under a name (spec §10.26). Needs a delivery of
     * at least once.
     *
     * @param name 1 to 255 bytes of UTF-8
     * @return this
     */
    SubscribeSpec durable(String name);

    /**
     * Begins with all that the hub still keeps (spec §10.25-4), without retained values.
     *
     * @return this
     */
    SubscribeSpec fromStart();

    /**
     * Begins with what comes from now on, without retained values.
     *
     * @return this
     */
    SubscribeSpec fromNow();

    /**
     * Begins with what the hub still keeps from a time on, without retained values.
     *
     * @param time of the hub's clock, in whole milliseconds
     * @return this
     */
    SubscribeSpec from(Instant time);

    /**
     * Sets what becomes of events for which there is no room, in {@link Delivery#AT_MOST_ONCE}
     * (spec §10.27).
     *
     * @param policy by default {@link Overflow#OLDEST}
     * @return this
     */
    SubscribeSpec overflow(Overflow policy);

    /**
     * Sets how long the other side waits for an event to be settled before it sends it again. The
     * other side may take another time.
     *
     * @param time in whole milliseconds, rounded up; zero waits for ever. By default 30 s
     * @return this
     */
    SubscribeSpec ackWait(Duration time);

    /**
     * Sets how much may be on its way, wait here or be unsettled.
     *
     * @param ahead at least 1 item and 1 byte; by default {@link Limits#credit}, but 64 items at
     *     most for {@link #eachBlocking} where events must be settled: what waits for its thread
     *     must not wait longer than {@link #ackWait}
     * @return this
     */
    SubscribeSpec window(Credit ahead);

    /**
     * Adds a key to the subscribe's meta.
     *
     * @param key as for {@link CallSpec#meta}
     * @param value a {@code String}, integer, {@code Boolean}, {@code Double} or {@code byte[]}
     * @return this
     */
    SubscribeSpec meta(String key, Object value);

    /**
     * Subscribes; the handler is given each event on the session's loop, in order, and must not
     * block. When it returns, the event is settled; when it throws, it is sent again.
     *
     * @param type what each payload is read as
     * @param handler called with each event
     * @param <T> type of the payloads
     * @return completes when the subscription is granted, fails with a {@link FluxarException} when
     *     it is refused
     * @throws IllegalStateException when subscribed before
     */
    <T> CompletableFuture<Subscription> each(Class<T> type, EventHandler<T> handler);

    /**
     * As {@link #each} for a handler that may block: it runs off the session's loop, for one event
     * after the other, in order.
     *
     * @param type what each payload is read as
     * @param handler called on a thread of {@link PeerOptions#blocking}
     * @param <T> type of the payloads
     * @return as {@link #each}
     */
    <T> CompletableFuture<Subscription> eachBlocking(Class<T> type, EventHandler<T> handler);

    /**
     * As {@link #each}, but an event is settled when the stage that the function returns completes,
     * and sent again when that fails. Several may be under way at once, within the window.
     *
     * @param type what each payload is read as
     * @param function called on the session's loop; must not block
     * @param <T> type of the payloads
     * @return as {@link #each}
     */
    <T> CompletableFuture<Subscription> eachAsync(
            Class<T> type, Function<? super Event<T>, ? extends CompletionStage<?>> function);

    /**
     * The events as a publisher; they are settled by hand, with {@link Event#ack} and {@link
     * Event#nack()}.
     *
     * @param type what each payload is read as
     * @param <T> type of the payloads
     * @return for one subscriber; subscribes when that does. Signals come on the session's loop;
     *     cancelling leaves a durable subscription and ends any other, as {@link
     *     Subscription#close}
     */
    <T> Flow.Publisher<Event<T>> events(Class<T> type);
}
