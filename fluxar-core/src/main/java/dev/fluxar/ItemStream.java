package dev.fluxar;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open stream, as its opener or its handler sees it: both are alike (spec §10). Each side sends
 * items until it ends its direction; the stream is closed when both have. Safe for use from any
 * thread, but for the items that are sent: those come from one thread at a time, or their order is
 * not told.
 *
 * <p>What the other side sends is read by one of {@link #items}, {@link #cursor} and {@link
 * #forEach}, once; until then it waits, within the window. Whoever wants to read nothing, and whom
 * the other side may send something, {@linkplain #cancel cancels} the stream in the end.
 */
public interface ItemStream {

    /**
     * The stream's name.
     *
     * @return the name it was opened by
     */
    String target();

    /**
     * Who is at the other end.
     *
     * @return the peer. Once it is not {@linkplain Peer#isOpen open} any more, the stream should
     *     come to its end within the grace of {@link Peer#drain} (spec §10.16)
     */
    Peer peer();

    /**
     * What the opener sent as meta.
     *
     * @return as {@link Call#meta}; at the opener what it gave itself
     */
    Map<String, Object> meta();

    /**
     * How long the stream may still take.
     *
     * @return empty without a deadline; zero when it has passed
     */
    Optional<Duration> remaining();

    /**
     * Whether the stream was given up, has failed or its session has ended.
     *
     * @return once true, it stays true
     */
    boolean isCancelled();

    /**
     * Runs an action when the stream {@linkplain #isCancelled is cancelled}, at once if it already
     * is.
     *
     * @param action runs on the session's loop; must not block
     */
    void onCancel(Runnable action);

    // Reading

    /**
     * What the other side sends, as a publisher.
     *
     * @param type what each item is read as
     * @param <T> type of the items
     * @return as {@link StreamSpec#items(Class)}; cancelling its subscription gives the whole
     *     stream up
     * @throws IllegalStateException when the items are read otherwise already
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
     * What the other side sends, to be waited for.
     *
     * @param type what each item is read as
     * @param <T> type of the items
     * @return closing it early gives the whole stream up
     * @throws IllegalStateException when the items are read otherwise already
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
     * Gives each item that the other side sends to an action.
     *
     * @param type what each item is read as
     * @param action called on the session's loop, in order; must not block. What it throws gives
     *     the stream up and fails the future
     * @param <T> type of the items
     * @return completes on the session's loop when the other side has ended its direction, fails
     *     with a {@link FluxarException} when the stream fails; cancelling it gives the stream up
     * @throws IllegalStateException when the items are read otherwise already
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

    // Writing

    /**
     * Sends an item if there is room for it now.
     *
     * @param item of any type that {@link CallSpec#with} takes; a {@code byte[]} is kept by
     *     reference and must never change after that
     * @return false, and nothing sent, while as much waits to be written as may; {@link #onReady}
     *     tells when that has changed
     * @throws FluxarException when the stream is over: what it failed with, or {@link
     *     ErrorCode#CANCELLED}
     * @throws IllegalArgumentException when the item cannot be encoded
     * @throws IllegalStateException when this side has ended its direction
     */
    boolean trySend(@Nullable Object item);

    /**
     * Sends an item, and waits until there is room for it.
     *
     * @param item as in {@link #trySend}
     * @throws FluxarException as {@link #trySend}
     * @throws IllegalArgumentException when the item cannot be encoded
     * @throws IllegalStateException when this side has ended its direction, or when it would have
     *     to wait on the session's loop
     * @throws InterruptedException when interrupted while waiting; nothing was sent
     */
    void send(@Nullable Object item) throws InterruptedException;

    /**
     * Runs an action each time that there is room again after {@link #trySend} has returned false,
     * and when the stream is over.
     *
     * @param action runs on the session's loop; must not block; takes the place of an earlier one
     */
    void onReady(Runnable action);

    /**
     * Sends the items of a publisher, then ends this direction; nothing else is sent in it.
     *
     * @param items subscribed to at once, asked for as many items as may be sent; its failure fails
     *     the stream; cancelled when the stream is over
     * @throws IllegalStateException when this side has ended its direction, or a publisher sends in
     *     it already
     */
    void sendAll(Flow.Publisher<?> items);

    /**
     * Ends this side's direction, behind what was sent. Ending twice is harmless. A publisher that
     * still sends is cancelled. A handler that has not begun to read by then is not given what the
     * other side sends.
     */
    void end();

    /**
     * Fails the stream: the other side is told, what waits to be written is dropped.
     *
     * @param failure its code, message and data travel
     */
    void fail(FluxarException failure);

    /** Gives the whole stream up, in both directions. After the end nothing happens. */
    void cancel();

    /**
     * Completes when the stream is closed.
     *
     * @return completes on the session's loop, normally when both directions were ended and what
     *     came was read, otherwise at once with the {@link FluxarException} that says why;
     *     cancelling it has no effect
     */
    CompletableFuture<Void> closed();
}
