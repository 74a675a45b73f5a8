package dev.fluxar.runtime;

import dev.fluxar.CallSpec;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.GenericType;
import dev.fluxar.Outcome;
import dev.fluxar.message.Names;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.patterns.rpc.OutboundCall;
import dev.fluxar.payload.Payloads;
import dev.fluxar.session.Session;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Collects what is said of a call, then sends it. */
final class RuntimeCallSpec implements CallSpec {

    /** Longer deadlines are none. */
    private static final Duration FOREVER = Duration.ofDays(36_500);

    /** The protocol's own keys need room in the map. */
    private static final int MAX_META = ProtocolMap.MAX_KEYS - 2;

    private final SessionDriver driver;
    private final byte[] target;
    private Map<String, Object> meta = Map.of();
    private @Nullable Object payload;
    private @Nullable Duration deadline;
    private boolean sent;

    RuntimeCallSpec(SessionDriver driver, String target) {
        this.driver = driver;
        this.target = Names.target(target);
    }

    @Override
    public CallSpec with(@Nullable Object value) {
        requireUnsent();
        payload = value;
        return this;
    }

    @Override
    public CallSpec deadline(Duration time) {
        requireUnsent();
        deadline = time;
        return this;
    }

    @Override
    public CallSpec meta(String key, Object value) {
        requireUnsent();
        if (Names.isReservedMeta(key)) {
            // §3.1-1
            throw new IllegalArgumentException("meta key '" + key + "' is reserved");
        }
        if (Names.isTraceKey(key) && !(value instanceof String)) {
            throw new IllegalArgumentException(
                    "meta key '" + key + "' takes text, not " + value.getClass().getName());
        }
        if (meta.isEmpty()) {
            meta = new LinkedHashMap<>();
        }
        if (meta.size() == MAX_META) {
            throw new IllegalArgumentException("more meta keys than the " + MAX_META + " allowed");
        }
        if (meta.putIfAbsent(key, value) != null) {
            throw new IllegalArgumentException("meta key '" + key + "' is given twice");
        }
        return this;
    }

    @Override
    public <R> CompletableFuture<R> send(Class<R> type) {
        return send(type, false);
    }

    @Override
    public <R> CompletableFuture<R> send(GenericType<R> type) {
        return send(type.type(), false);
    }

    @Override
    public CompletableFuture<Void> oneway() {
        return send(Void.class, true);
    }

    private void requireUnsent() {
        if (sent) {
            throw new IllegalStateException("the call was sent before, expected once");
        }
    }

    private <R> CompletableFuture<R> send(Type type, boolean oneway) {
        requireUnsent();
        sent = true;
        Payload encoded = Payloads.standard().encode(payload);
        PendingCall<R> pending = new PendingCall<>(driver, type);
        Duration limit = deadline;
        long until = Session.NEVER;
        if (limit != null && limit.compareTo(FOREVER) < 0) {
            if (limit.isNegative() || limit.isZero()) {
                pending.refuse(expired(limit));
                return pending;
            }
            until = driver.loop().nanoTime() + limit.toNanos();
        }
        pending.submit(new OutboundCall(target, meta, encoded, oneway, until, pending));
        return pending;
    }

    private static FluxarException expired(Duration limit) {
        return FluxarException.ofOperation(
                ErrorCode.DEADLINE_EXCEEDED.code(),
                "deadline is " + limit + ", expected more than zero",
                Outcome.NOT_SENT,
                null,
                null,
                null);
    }

    @Override
    public <R> @Nullable R await(Class<R> type) throws InterruptedException {
        if (driver.loop().inLoop()) {
            throw new IllegalStateException(
                    "await() on the session's loop would wait for ever, expected send()");
        }
        CompletableFuture<R> pending = send(type);
        try {
            return pending.get();
        } catch (InterruptedException e) {
            pending.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw unwrap(e);
        }
    }

    /** The failure itself, as the caller should see it. */
    static RuntimeException unwrap(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException failure) {
            return failure;
        }
        return new CompletionException(cause);
    }
}
