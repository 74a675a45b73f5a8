package dev.fluxar;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream to be (spec §10.9): argument and settings, then one of {@link #items}, {@link #cursor},
 * {@link #forEach}, {@link #single}, {@link #await} or {@link #open}. For one thread and one
 * stream.
 *
 * <p>But for {@link #open}, this side's direction holds the items of {@link #from}, or none, and is
 * ended behind them.
 */
public interface StreamSpec {

    /**
     * Sets the argument, the payload of the open; without one it is null.
     *
     * @param payload as for {@link CallSpec#with}
     * @return this
     */
    StreamSpec with(@Nullable Object payload);

    /**
     * Adds a key to the open's meta.
     *
     * @param key as for {@link CallSpec#meta}
     * @param value a {@code String}, integer, {@code Boolean}, {@code Double} or {@code byte[]}
     * @return this
     * @throws IllegalArgumentException as {@link CallSpec#meta}
     */
    StreamSpec meta(String key, Object value);

    /**
     * Sets how long the whole stream may take, at both ends (spec §10.11-10 and §10.11-11).
     *
     * @param deadline from the open on; sent in whole milliseconds, rounded up. Zero or less fails
     *     at once
     * @return this
     */
    StreamSpec deadline(Duration deadline);

    /**
     * Sets how much is read ahead of the application: so many items and bytes of them may be on
     * their way or wait here. Less is granted while much waits for the application already; what
     * the application asks for is always granted. A cursor asks for half a window ahead of its
     * thread.
     *
     * @param ahead at least 1 item and 1 byte; by default {@link Limits#credit}
     * @return this
     * @throws IllegalArgumentException when either is 0
     */
    StreamSpec window(Credit ahead);

    /**
     * Sets what this side sends: an upload.
     *
     * @param items subscribed to once the stream is open, asked for as many items as may be sent;
     *     its failure ends the stream; cancelled when the stream ends. Items are of any type that
     *     {@link CallSpec#with} takes
     * @return this
     */
    StreamSpec from(Flow.Publisher<?> items);

    /**
     * The items of the other side as a publisher.
     *
     * @param type what each item is read as
     * @param <T> type of the items
     * @return for one subscriber; the stream is opened when it subscribes. Signals come on the
     *     session's loop and must not block; cancelling the subscription cancels the stream. An
     *     item whose payload is null fails it, as a subscriber cannot be given null: read it as
     *     {@link Cbor} or {@code Optional}
     * @throws IllegalStateException when opened before
     */
    <T> Flow.Publisher<T> items(Class<T> type);

    /**
     * As {@link #items(Class)} for a generic type.
     *
     * @param type what each item is read as
     * @param <T> type of the items
     * @return as {@link #items(Class)}
     */
    <T> Flow.Publisher<T> items(GenericType<T> type);

    /**
     * Opens the stream; its items can be waited for, one after the other.
     *
     * @param type what each item is read as
     * @param <T> type of the items
     * @return to be closed: that cancels the stream if it has not ended
     * @throws IllegalStateException when opened before
     */
    <T extends @Nullable Object> Cursor<T> cursor(Class<T> type);

    /**
     * As {@link #cursor(Class)} for a generic type.
     *
     * @param type what each item is read as
     * @param <T> type of the items
     * @return as {@link #cursor(Class)}
     */
    <T extends @Nullable Object> Cursor<T> cursor(GenericType<T> type);

    /**
     * Opens the stream and gives each item to an action.
     *
     * @param type what each item is read as
     * @param action called on the session's loop, in order; must not block. What it throws cancels
     *     the stream and fails the future
     * @param <T> type of the items
     * @return completes on the session's loop when the stream has ended, fails with a {@link
     *     FluxarException} when it has failed; cancelling it cancels the stream
     * @throws IllegalStateException when opened before
     */
    <T extends @Nullable Object> CompletableFuture<Void> forEach(
            Class<T> type, Consumer<? super T> action);

    /**
     * As {@link #forEach(Class, Consumer)} for a generic type.
     *
     * @param type what each item is read as
     * @param action called with each
     * @param <T> type of the items
     * @return as {@link #forEach(Class, Consumer)}
     */
    <T extends @Nullable Object> CompletableFuture<Void> forEach(
            GenericType<T> type, Consumer<? super T> action);

    /**
     * Opens the stream for its one answer: what an upload results in.
     *
     * @param type what the item is read as
     * @param <R> type of the item
     * @return completes with the only item, null for a null payload or for none, when the stream
     *     has ended; fails with {@link ErrorCode#CONFLICT} when there is a second one, which
     *     cancels the stream
     * @throws IllegalStateException when opened before
     */
    <R> CompletableFuture<R> single(Class<R> type);

    /**
     * As {@link #single} and waits.
     *
     * @param type what the item is read as
     * @param <R> type of the item
     * @return the item, or null
     * @throws FluxarException when the stream fails
     * @throws InterruptedException when interrupted; the stream is cancelled
     * @throws IllegalStateException when opened before, or on the session's loop, where it would
     *     wait for ever
     */
    <R> @Nullable R await(Class<R> type) throws InterruptedException;

    /**
     * Opens the stream in both directions: what this side sends is up to the application.
     *
     * @return open, or failing soon: {@link ItemStream#closed} tells
     * @throws IllegalStateException when opened before, or when {@link #from} was given
     */
    ItemStream open();
}
