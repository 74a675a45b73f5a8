package dev.fluxar;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call to be: payload and settings, then {@link #send}, {@link #await} or {@link #oneway}. For
 * one thread and one call.
 */
public interface CallSpec {

    /**
     * Sets the payload; without one the payload is null.
     *
     * @param payload a record, POJO, {@code Map}, collection, array, {@code String}, number,
     *     boolean, {@code java.time} value, {@code byte[]} or {@link Cbor}; read when the call is
     *     sent. A {@code byte[]} must not change until the call is over
     * @return this
     */
    CallSpec with(@Nullable Object payload);

    /**
     * Sets how long the call may take, at both ends (spec §10.1).
     *
     * @param deadline from {@link #send} on; sent in whole milliseconds, rounded up. Zero or less
     *     fails at once
     * @return this
     */
    CallSpec deadline(Duration deadline);

    /**
     * Adds a key to the call's meta.
     *
     * @param key not reserved (spec §3): not {@code timeout}, say, and not beginning with {@code
     *     fluxar.}
     * @param value a {@code String}, integer, {@code Boolean}, {@code Double} or {@code byte[]}
     * @return this
     * @throws IllegalArgumentException when the key is reserved or given twice, or the value is of
     *     another type
     */
    CallSpec meta(String key, Object value);

    /**
     * Sends the call. Returns at once, from any thread; a call over the other side's limit of
     * exchanges waits its turn, in order, within this side's {@link Limits}.
     *
     * @param type what the reply's payload is read as; {@code Void} ignores it
     * @param <R> type of the reply
     * @return completes on the session's loop with the reply (null for a null payload), so what is
     *     chained to it must not block; fails with a {@link FluxarException}. Cancelling it cancels
     *     the call at the other side
     * @throws IllegalArgumentException when the payload cannot be encoded
     * @throws IllegalStateException when sent before
     */
    <R> CompletableFuture<R> send(Class<R> type);

    /**
     * As {@link #send(Class)} for a generic type.
     *
     * @param type what the reply's payload is read as
     * @param <R> type of the reply
     * @return as {@link #send(Class)}
     */
    <R> CompletableFuture<R> send(GenericType<R> type);

    /**
     * Sends the call and waits for the reply.
     *
     * @param type what the reply's payload is read as
     * @param <R> type of the reply
     * @return the reply, null for a null payload
     * @throws FluxarException when the call fails
     * @throws InterruptedException when interrupted; the call is cancelled
     * @throws IllegalStateException on the session's loop, where it would wait for ever
     */
    <R> @Nullable R await(Class<R> type) throws InterruptedException;

    /**
     * Sends the call without asking for a reply.
     *
     * @return completes when the call was handed to the transport; fails with outcome {@link
     *     Outcome#NOT_SENT} when that could not be
     */
    CompletableFuture<Void> oneway();
}
