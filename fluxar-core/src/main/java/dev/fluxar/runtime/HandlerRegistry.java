package dev.fluxar.runtime;

import dev.fluxar.CallHandler;
import dev.fluxar.GenericType;
import dev.fluxar.Handlers;
import dev.fluxar.Hub;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.StreamHandler;
import dev.fluxar.hub.TopicHub;
import dev.fluxar.message.Names;
import dev.fluxar.runtime.call.CallEntry;
import dev.fluxar.runtime.loop.TargetTable;
import dev.fluxar.runtime.stream.StreamEntry;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what both ends can be told before a session starts. */
abstract class HandlerRegistry<S extends Handlers<S>> implements Handlers<S> {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerRegistry.class);

    private PeerOptions options = PeerOptions.DEFAULT;
    private final Map<String, CallEntry> calls = new LinkedHashMap<>();
    private final Map<String, StreamEntry> streams = new LinkedHashMap<>();
    private final List<Consumer<? super Peer>> onPeer = new ArrayList<>();
    private @Nullable TopicHub topics;
    private boolean trusted;
    private boolean started;

    abstract S self();

    @Override
    public S options(PeerOptions settings) {
        options = Objects.requireNonNull(settings, "options");
        return self();
    }

    @Override
    public <Q> S onCall(String target, Class<Q> type, CallHandler<? super Q> handler) {
        return addCall(target, type, handler);
    }

    @Override
    public <Q> S onCall(String target, GenericType<Q> type, CallHandler<? super Q> handler) {
        return addCall(target, type.type(), handler);
    }

    @Override
    public <Q> S onStream(String target, Class<Q> type, StreamHandler<? super Q> handler) {
        return addStream(target, type, handler);
    }

    @Override
    public <Q> S onStream(String target, GenericType<Q> type, StreamHandler<? super Q> handler) {
        return addStream(target, type.type(), handler);
    }

    private S addCall(String target, Type type, CallHandler<?> handler) {
        requireFree(target, calls);
        @SuppressWarnings("unchecked") // the payload is read as the handler's own type
        CallHandler<Object> untyped =
                (CallHandler<Object>) Objects.requireNonNull(handler, "handler");
        calls.put(target, new CallEntry(target, type, untyped));
        return self();
    }

    private S addStream(String target, Type type, StreamHandler<?> handler) {
        requireFree(target, streams);
        @SuppressWarnings("unchecked") // the argument is read as the handler's own type
        StreamHandler<Object> untyped =
                (StreamHandler<Object>) Objects.requireNonNull(handler, "handler");
        streams.put(target, new StreamEntry(target, type, untyped));
        return self();
    }

    /** Calls and streams have names of their own kind: one of each may be the same. §2.2-4 */
    private static void requireFree(String target, Map<String, ?> taken) {
        String fault = Names.faultOf(target);
        if (fault == null && target.startsWith(Names.RESERVED_PREFIX)) {
            fault = "target '" + target + "' begins with the reserved " + Names.RESERVED_PREFIX;
        }
        if (fault == null && taken.containsKey(target)) {
            fault = "target '" + target + "' has a handler already";
        }
        if (fault != null) {
            throw new IllegalArgumentException(fault); // §2.2-4
        }
    }

    @Override
    public S hub(Hub hub) {
        if (!(Objects.requireNonNull(hub, "hub") instanceof RuntimeHub own)) {
            throw new IllegalArgumentException(
                    "hub is a "
                            + hub.getClass().getName()
                            + ", expected one of Hub.inMemory() or Hub.on(…)");
        }
        topics = own.topics();
        return self();
    }

    @Override
    public S trusted() {
        trusted = true;
        return self();
    }

    @Override
    public S onPeer(Consumer<? super Peer> action) {
        onPeer.add(Objects.requireNonNull(action, "action"));
        return self();
    }

    PeerOptions options() {
        return options;
    }

    /** What was registered, for good: the builder is of no more use. */
    Registered register() {
        if (started) {
            throw new IllegalStateException("started before, expected once");
        }
        started = true;
        return new Registered(
                options,
                new Offered(new TargetTable<>(calls), new TargetTable<>(streams), topics),
                List.copyOf(onPeer),
                trusted);
    }

    /** Settings and handlers as they were when it was started. */
    record Registered(
            PeerOptions options,
            Offered offered,
            List<Consumer<? super Peer>> onPeer,
            boolean trusted) {

        void announce(Peer peer) {
            for (Consumer<? super Peer> action : onPeer) {
                try {
                    action.accept(peer);
                } catch (RuntimeException | Error e) {
                    LOG.warn("an onPeer action failed for {}", peer.remote(), e);
                }
            }
        }
    }
}
