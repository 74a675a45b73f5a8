package dev.fluxar.runtime.stream;

import dev.fluxar.Credit;
import dev.fluxar.Cursor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.GenericType;
import dev.fluxar.ItemStream;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.patterns.stream.StreamExchange;
import dev.fluxar.patterns.stream.StreamListener;
import dev.fluxar.runtime.loop.EndFuture;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.Task;
import dev.fluxar.session.Session;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream as its application sees it, at either side: joins what it sends ({@link Outgoing}) and
 * the way in which it reads ({@link Reading}) to the exchange on the loop.
 */
abstract class RuntimeStream implements ItemStream, StreamListener {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeStream.class);

    final SessionLoop loop;
    private final @Nullable Outgoing outgoing;
    private final String target;

    /** How much is read ahead of the application. */
    final Credit window;

    // Any thread.
    private final EndFuture closed = new EndFuture();
    private final AtomicReference<@Nullable Reading> reading = new AtomicReference<>();
    private final AtomicBoolean givenUp = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile @Nullable FluxarException failure;

    // Guarded by this.
    private @Nullable List<Runnable> onCancel;

    // Confined to the loop.
    private boolean begun;
    private boolean ended;
    private boolean endTold;
    private boolean over;
    private boolean overTold;
    private @Nullable FluxarException overWith;

    RuntimeStream(RuntimeStreams streams, String target, Credit window, boolean sends) {
        this.loop = streams.loop();
        this.target = target;
        this.window = window;
        this.outgoing = sends ? new Outgoing(this, streams.room()) : null;
    }

    abstract StreamExchange exchange();

    /** Nothing more is sent: everything was, or the stream has failed. On the loop. */
    abstract void onSourceEnded(boolean inOrder);

    // What is known of it

    @Override
    public final String target() {
        return target;
    }

    @Override
    public final Peer peer() {
        return loop.peer();
    }

    @Override
    public final Optional<Duration> remaining() {
        long until = exchange().deadline();
        if (until == Session.NEVER) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.max(0, until - loop.loop().nanoTime())));
    }

    @Override
    public final boolean isCancelled() {
        return failure != null;
    }

    final @Nullable FluxarException failure() {
        return failure;
    }

    @Override
    public final void onCancel(Runnable action) {
        synchronized (this) {
            if (failure == null) {
                if (onCancel == null) {
                    onCancel = new ArrayList<>(1);
                }
                onCancel.add(action);
                return;
            }
        }
        run(action);
    }

    @Override
    public final CompletableFuture<Void> closed() {
        return closed;
    }

    // Reading

    @Override
    public final <T> Flow.Publisher<T> items(Class<T> type) {
        return publisher(type);
    }

    @Override
    public final <T> Flow.Publisher<T> items(GenericType<T> type) {
        return publisher(type.type());
    }

    private <T> Flow.Publisher<T> publisher(Type type) {
        Subscribed<T> subscription = claim(new Subscribed<>(this, type));
        return new OncePublisher<>(
                subscriber -> {
                    subscription.subscriber(subscriber);
                    begin();
                });
    }

    @Override
    public final <T extends @Nullable Object> Cursor<T> cursor(Class<T> type) {
        return cursor((Type) type);
    }

    @Override
    public final <T extends @Nullable Object> Cursor<T> cursor(GenericType<T> type) {
        return cursor(type.type());
    }

    private <T extends @Nullable Object> Cursor<T> cursor(Type type) {
        StreamCursor<T> cursor = claim(new StreamCursor<>(this, type, window));
        begin();
        return cursor;
    }

    @Override
    public final <T extends @Nullable Object> CompletableFuture<Void> forEach(
            Class<T> type, Consumer<? super T> action) {
        return forEach((Type) type, action);
    }

    @Override
    public final <T extends @Nullable Object> CompletableFuture<Void> forEach(
            GenericType<T> type, Consumer<? super T> action) {
        return forEach(type.type(), action);
    }

    private <T extends @Nullable Object> CompletableFuture<Void> forEach(
            Type type, Consumer<? super T> action) {
        ForEach<T> each = claim(new ForEach<>(this, type, action, false));
        begin();
        return each;
    }

    /** Makes it the one way in which the items are read. */
    final <R extends Reading> R claim(R way) {
        if (!reading.compareAndSet(null, way)) {
            throw new IllegalStateException(
                    "the items of this stream are read already, expected to be read once");
        }
        return way;
    }

    final boolean isRead() {
        return reading.get() != null;
    }

    private void begin() {
        loop.submit(new Task(this::beginReading));
    }

    /** On the loop, or where that has refused the stream. */
    final void beginReading() {
        Reading way = reading.get();
        if (way != null && !begun) {
            begun = true;
            way.begin();
            tell(way);
        }
    }

    /** Reads an item. On the loop. */
    final @Nullable Object read(byte[] source, int offset, int length, Type type) {
        return ItemReader.read(this, source, offset, length, type);
    }

    // Writing

    /** What this side sends; only for a stream in which it does. */
    final Outgoing outgoing() {
        return Objects.requireNonNull(outgoing, "this side sends nothing");
    }

    @Override
    public final boolean trySend(@Nullable Object item) {
        return outgoing().trySend(item);
    }

    @Override
    public final void send(@Nullable Object item) throws InterruptedException {
        outgoing().send(item);
    }

    @Override
    public final void onReady(Runnable action) {
        outgoing().onReady(action);
    }

    @Override
    public final void sendAll(Flow.Publisher<?> items) {
        outgoing().publish(null).subscribeTo(items);
    }

    @Override
    public final void end() {
        outgoing().end();
    }

    // Ends

    @Override
    public final void fail(FluxarException why) {
        failWith(ErrorInfo.of(why));
    }

    /** A failure that the application has not chosen for the other side, unless it says so. */
    final void failBecause(String what, Throwable thrown) {
        failWith(describe(what, thrown));
    }

    /** Null where the application gave no code: then it is logged. §10.11-7 */
    final @Nullable ErrorInfo describe(String what, Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof FluxarException told && !told.isOfOperation()) {
            return ErrorInfo.of(told);
        }
        if (!isCancelled()) {
            LOG.warn("{}", what, cause);
        }
        return null;
    }

    private void failWith(@Nullable ErrorInfo error) {
        if (!failed.getAndSet(true)) {
            loop.submit(new Task(() -> exchange().fail(error)));
        }
    }

    @Override
    public final void cancel() {
        if (!givenUp.getAndSet(true)) {
            loop.submit(new Task(() -> exchange().cancel()));
        }
    }

    // From the exchange, on the loop

    @Override
    public final void item(byte[] source, int offset, int length) {
        Reading way = reading.get();
        if (way != null) { // Who has asked for the item.
            way.item(source, offset, length);
        }
    }

    @Override
    public final void ended() {
        ended = true;
        tell(reading.get());
    }

    @Override
    public final void draining() {
        // The peer tells: isOpen() is false. §10.16-1
    }

    @Override
    public void stopped(FluxarException why) {
        List<Runnable> actions;
        synchronized (this) {
            failure = why;
            actions = onCancel == null ? List.of() : onCancel;
            onCancel = null;
        }
        actions.forEach(RuntimeStream::run);
        closed.end(why);
    }

    @Override
    public void completed(@Nullable FluxarException why) {
        over = true;
        overWith = why;
        tell(reading.get());
        closed.end(why);
    }

    private void tell(@Nullable Reading way) {
        if (way == null || !begun) {
            return;
        }
        if (ended && !endTold) {
            endTold = true;
            way.ended();
        }
        if (over && !overTold) {
            overTold = true;
            way.over(overWith == null && !ended ? notWanted() : overWith);
        }
    }

    private static FluxarException notWanted() {
        return FluxarException.ofOperation(
                ErrorCode.CANCELLED.code(),
                "the handler has ended, and what came is not read any more",
                Outcome.UNKNOWN,
                null,
                null,
                null);
    }

    // Code of the application

    static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("an action of a stream failed", e);
        }
    }

    /** Runs an action of the application later on the loop, in a turn. */
    final void later(Runnable action) {
        execute(() -> loop.submit(new Task(() -> run(action))));
    }

    /** Runs something later on the loop; false when that is gone. */
    final boolean execute(Runnable action) {
        try {
            loop.loop().execute(action);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the loop of stream '{}' is gone", target);
            return false;
        }
    }
}
