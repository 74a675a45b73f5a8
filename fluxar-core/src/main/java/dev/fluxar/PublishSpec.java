package dev.fluxar;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An event to be published (spec §10.29). For one thread and one event. */
public interface PublishSpec {

    /**
     * Sets the payload; without one it is null.
     *
     * @param payload as for {@link CallSpec#with}
     * @return this
     */
    PublishSpec with(@Nullable Object payload);

    /**
     * Adds a key to the event's meta.
     *
     * @param key as for {@link CallSpec#meta}
     * @param value a {@code String}, integer, {@code Boolean}, {@code Double} or {@code byte[]}
     * @return this
     */
    PublishSpec meta(String key, Object value);

    /**
     * Sets what is promised about the way to the hub; what the subscribers are promised is up to
     * their subscriptions.
     *
     * @param mode by default {@link Delivery#AT_MOST_ONCE}. {@link Delivery#EXACTLY_ONCE} numbers
     *     the publishes of this peer
     * @return this
     */
    PublishSpec delivery(Delivery mode);

    /**
     * Has the hub keep the event as its topic's value, in place of an earlier one; with a null
     * payload it keeps none (spec §10.25).
     *
     * @return this
     */
    PublishSpec retain();

    /**
     * Numbers the publish as the application's own producer, for {@link Delivery#EXACTLY_ONCE}
     * (spec §10.30): one whose outcome is not known is repeated under the same number.
     *
     * @param id 1 to 255 bytes of UTF-8
     * @param epoch a greater one retires lower ones
     * @param seq from 1, one more for each event
     * @return this
     */
    PublishSpec producer(String id, long epoch, long seq);

    /**
     * Publishes. Returns at once, from any thread.
     *
     * @return completes on the session's loop: in {@link Delivery#AT_MOST_ONCE} when the event was
     *     handed to the transport, otherwise when the hub has accepted it; fails with a {@link
     *     FluxarException}
     * @throws IllegalArgumentException when the payload cannot be encoded
     * @throws IllegalStateException when sent before
     */
    CompletableFuture<Void> send();

    /**
     * Publishes and waits.
     *
     * @throws FluxarException as {@link #send} fails
     * @throws InterruptedException when interrupted; whether the event was published is not known
     * @throws IllegalStateException on the session's loop, where it would wait for ever
     */
    void await() throws InterruptedException;
}
