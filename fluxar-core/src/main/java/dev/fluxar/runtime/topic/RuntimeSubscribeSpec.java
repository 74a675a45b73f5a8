package dev.fluxar.runtime.topic;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.Event;
import dev.fluxar.EventHandler;
import dev.fluxar.Overflow;
import dev.fluxar.SubscribeSpec;
import dev.fluxar.Subscription;
import dev.fluxar.hub.From;
import dev.fluxar.hub.TopicPattern;
import dev.fluxar.message.Names;
import dev.fluxar.message.Utf8;
import dev.fluxar.patterns.pubsub.SubscribeTerms;
import dev.fluxar.runtime.loop.MetaEntries;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects what is said of a subscription, then subscribes. */
final class RuntimeSubscribeSpec implements SubscribeSpec {

    private static final int MAX_NAME = 255;

    /** The default window where events wait for one thread and the other side for their acks. */
    private static final long WINDOW_OF_A_THREAD = 64;

    private final RuntimeTopics topics;
    private final String pattern;
    private final byte[] utf8;
    private final MetaEntries meta = new MetaEntries();
    private Delivery delivery = Delivery.AT_MOST_ONCE;
    private Credit window;
    private boolean windowSet;
    private long ackWaitMillis = SubscribeTerms.ACK_WAIT_MILLIS;
    private @Nullable String group;
    private @Nullable String durable;
    private From from = From.RETAINED;
    private Overflow overflow = Overflow.OLDEST;
    private boolean subscribed;

    RuntimeSubscribeSpec(RuntimeTopics topics, String pattern, Credit window) {
        this.topics = topics;
        this.pattern = pattern;
        this.utf8 = Names.target(pattern);
        this.window = atLeastOne(window);
        String fault = TopicPattern.faultOf(pattern);
        if (fault != null) {
            throw new IllegalArgumentException(fault); // §10.19-2
        }
    }

    /** What this side announces may be nothing; a subscription without a window is none. */
    private static Credit atLeastOne(Credit credit) {
        return new Credit(Math.max(1, credit.items()), Math.max(1, credit.bytes()));
    }

    @Override
    public SubscribeSpec delivery(Delivery mode) {
        requireOpen();
        delivery = Objects.requireNonNull(mode, "mode");
        return this;
    }

    @Override
    public SubscribeSpec group(String name) {
        requireOpen();
        group = name("group", name);
        return this;
    }

    @Override
    public SubscribeSpec durable(String name) {
        requireOpen();
        durable = name("durable", name);
        return this;
    }

    private static String name(String what, String name) {
        int bytes = Utf8.encode(what, name).length;
        if (bytes < 1 || bytes > MAX_NAME) {
            throw new IllegalArgumentException(
                    what + " has " + bytes + " bytes, expected 1 to " + MAX_NAME);
        }
        return name;
    }

    @Override
    public SubscribeSpec fromStart() {
        requireOpen();
        from = From.HISTORY;
        return this;
    }

    @Override
    public SubscribeSpec fromNow() {
        requireOpen();
        from = From.LIVE;
        return this;
    }

    @Override
    public SubscribeSpec from(Instant time) {
        requireOpen();
        from = From.since(Math.max(0, time.toEpochMilli()));
        return this;
    }

    @Override
    public SubscribeSpec overflow(Overflow policy) {
        requireOpen();
        overflow = Objects.requireNonNull(policy, "policy");
        return this;
    }

    @Override
    public SubscribeSpec ackWait(Duration time) {
        requireOpen();
        ackWaitMillis = Millis.of("ackWait", time);
        return this;
    }

    @Override
    public SubscribeSpec window(Credit ahead) {
        requireOpen();
        if (ahead.items() < 1 || ahead.bytes() < 1) {
            throw new IllegalArgumentException(
                    "window is " + ahead + ", expected at least 1 item and 1 byte");
        }
        window = ahead;
        windowSet = true;
        return this;
    }

    @Override
    public SubscribeSpec meta(String key, Object value) {
        requireOpen();
        meta.put(key, value);
        return this;
    }

    private void requireOpen() {
        if (subscribed) {
            throw new IllegalStateException("subscribed before, expected once");
        }
    }

    @Override
    public <T> CompletableFuture<Subscription> each(Class<T> type, EventHandler<T> handler) {
        return prepare(type, new EachEvent<T>(Objects.requireNonNull(handler, "handler"))).start();
    }

    @Override
    public <T> CompletableFuture<Subscription> eachBlocking(
            Class<T> type, EventHandler<T> handler) {
        Objects.requireNonNull(handler, "handler");
        if (!windowSet && delivery != Delivery.AT_MOST_ONCE) {
            window = new Credit(Math.min(WINDOW_OF_A_THREAD, window.items()), window.bytes());
        }
        return prepare(type, new EachBlocking<T>(handler, window, topics.loop())).start();
    }

    @Override
    public <T> CompletableFuture<Subscription> eachAsync(
            Class<T> type, Function<? super Event<T>, ? extends CompletionStage<?>> function) {
        Objects.requireNonNull(function, "function");
        return prepare(type, new EachAsync<T>(function, window)).start();
    }

    @Override
    public <T> Flow.Publisher<Event<T>> events(Class<T> type) {
        EventPublisher<T> publisher = new EventPublisher<>();
        prepare(type, publisher);
        return publisher;
    }

    private <T> RuntimeSubscription<T> prepare(Class<T> type, EventTaker<T> taker) {
        requireOpen();
        if (durable != null && delivery == Delivery.AT_MOST_ONCE) {
            // §10.20-1
            throw new IllegalStateException(
                    "a durable subscription with delivery "
                            + delivery
                            + ", expected AT_LEAST_ONCE or EXACTLY_ONCE");
        }
        subscribed = true;
        SubscribeTerms terms =
                new SubscribeTerms(delivery, window, ackWaitMillis, group, durable, from, overflow);
        return new RuntimeSubscription<>(
                topics,
                pattern,
                utf8,
                meta.map(),
                Objects.requireNonNull(type, "type"),
                terms,
                taker);
    }
}
