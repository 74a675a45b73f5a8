package dev.fluxar.runtime.stream;

import dev.fluxar.Credit;
import dev.fluxar.Cursor;
import dev.fluxar.FluxarException;
import dev.fluxar.GenericType;
import dev.fluxar.ItemStream;
import dev.fluxar.StreamSpec;
import dev.fluxar.message.Names;
import dev.fluxar.message.Payload;
import dev.fluxar.payload.Payloads;
import dev.fluxar.runtime.loop.MetaEntries;
import dev.fluxar.runtime.loop.Until;
import dev.fluxar.runtime.loop.Waiting;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what is said of a stream, then opens it. */
final class RuntimeStreamSpec implements StreamSpec {

    private final RuntimeStreams streams;
    private final String target;
    private final byte[] name;
    private final MetaEntries meta = new MetaEntries();
    private Credit window;
    private @Nullable Object payload;
    private @Nullable Duration deadline;
    private Flow.@Nullable Publisher<?> from;
    private boolean opened;

    RuntimeStreamSpec(RuntimeStreams streams, String target, Credit window) {
        this.streams = streams;
        this.target = target;
        this.name = Names.target(target);
        this.window = window;
    }

    @Override
    public StreamSpec with(@Nullable Object value) {
        requireUnopened();
        payload = value;
        return this;
    }

    @Override
    public StreamSpec meta(String key, Object value) {
        requireUnopened();
        meta.put(key, value);
        return this;
    }

    @Override
    public StreamSpec deadline(Duration time) {
        requireUnopened();
        deadline = time;
        return this;
    }

    @Override
    public StreamSpec window(Credit ahead) {
        requireUnopened();
        if (ahead.items() == 0 || ahead.bytes() == 0) {
            throw new IllegalArgumentException(
                    "window is "
                            + ahead.items()
                            + " items and "
                            + ahead.bytes()
                            + " bytes, expected 1 or more of each");
        }
        window = ahead;
        return this;
    }

    @Override
    public StreamSpec from(Flow.Publisher<?> items) {
        requireUnopened();
        from = Objects.requireNonNull(items, "items");
        return this;
    }

    @Override
    public <T> Flow.Publisher<T> items(Class<T> type) {
        return publisher(type);
    }

    @Override
    public <T> Flow.Publisher<T> items(GenericType<T> type) {
        return publisher(type.type());
    }

    private <T> Flow.Publisher<T> publisher(Type type) {
        Payload argument = argument();
        return new OncePublisher<>(
                subscriber -> {
                    OpenedStream stream = stream(argument, window, false);
                    stream.claim(new Subscribed<T>(stream, type)).subscriber(subscriber);
                    stream.open(Until.expired(deadline));
                });
    }

    @Override
    public <T extends @Nullable Object> Cursor<T> cursor(Class<T> type) {
        return cursor((Type) type);
    }

    @Override
    public <T extends @Nullable Object> Cursor<T> cursor(GenericType<T> type) {
        return cursor(type.type());
    }

    private <T extends @Nullable Object> Cursor<T> cursor(Type type) {
        OpenedStream stream = stream(argument(), window, false);
        StreamCursor<T> cursor = stream.claim(new StreamCursor<>(stream, type, window));
        stream.open(Until.expired(deadline));
        return cursor;
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<Void> forEach(
            Class<T> type, Consumer<? super T> action) {
        return forEach((Type) type, action);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<Void> forEach(
            GenericType<T> type, Consumer<? super T> action) {
        return forEach(type.type(), action);
    }

    private <T extends @Nullable Object> CompletableFuture<Void> forEach(
            Type type, Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        OpenedStream stream = stream(argument(), window, false);
        ForEach<T> each = stream.claim(new ForEach<>(stream, type, action, true));
        stream.open(Until.expired(deadline));
        return each;
    }

    @Override
    public <R> CompletableFuture<R> single(Class<R> type) {
        // Little is read: what was announced will do, and need not be stated.
        Credit most = window.equals(streams.window()) ? streams.firstCredit() : window;
        OpenedStream stream = stream(argument(), Single.within(most), false);
        Single<R> single = stream.claim(new Single<>(stream, type));
        stream.open(Until.expired(deadline));
        return single;
    }

    @Override
    public <R> @Nullable R await(Class<R> type) throws InterruptedException {
        Waiting.requireOff(streams.loop().loop());
        return Waiting.on(single(type));
    }

    @Override
    public ItemStream open() {
        if (from != null) {
            throw new IllegalStateException(
                    "from() has said what this side sends, expected items(), cursor(), forEach()"
                            + " or single()");
        }
        OpenedStream stream = stream(argument(), window, true);
        stream.open(Until.expired(deadline));
        return stream;
    }

    private void requireUnopened() {
        if (opened) {
            throw new IllegalStateException("the stream was opened before, expected once");
        }
    }

    /** Nothing can be said of it any more. */
    private Payload argument() {
        requireUnopened();
        Payload encoded = Payloads.standard().encode(payload);
        opened = true;
        return encoded;
    }

    private OpenedStream stream(Payload argument, Credit ahead, boolean byHand) {
        FluxarException expired = Until.expired(deadline);
        long until = expired == null ? Until.of(deadline, streams.loop().loop()) : 0;
        Flow.Publisher<?> items = from;
        OpenedStream stream =
                new OpenedStream(
                        streams,
                        target,
                        name,
                        meta.map(),
                        argument,
                        until,
                        ahead,
                        byHand || items != null);
        if (items != null) {
            stream.outgoing().publish(items);
        }
        return stream;
    }
}
