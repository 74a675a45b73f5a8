package dev.fluxar.runtime.call;

import dev.fluxar.CallSpec;
import dev.fluxar.FluxarException;
import dev.fluxar.GenericType;
import dev.fluxar.message.Names;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.rpc.OutboundCall;
import dev.fluxar.payload.Payloads;
import dev.fluxar.runtime.loop.MetaEntries;
import dev.fluxar.runtime.loop.Until;
import dev.fluxar.runtime.loop.Waiting;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Collects what is said of a call, then sends it. */
final class RuntimeCallSpec implements CallSpec {

    private final RuntimeCalls calls;
    private final byte[] target;
    private final MetaEntries meta = new MetaEntries();
    private @Nullable Object payload;
    private @Nullable Duration deadline;
    private boolean sent;

    RuntimeCallSpec(RuntimeCalls calls, String target) {
        this.calls = calls;
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
        meta.put(key, value);
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
        PendingCall<R> pending = new PendingCall<>(calls, type);
        FluxarException expired = Until.expired(deadline);
        if (expired != null) {
            pending.refuse(expired);
            return pending;
        }
        long until = Until.of(deadline, calls.loop().loop());
        pending.submit(new OutboundCall(target, meta.map(), encoded, oneway, until, pending));
        return pending;
    }

    @Override
    public <R> @Nullable R await(Class<R> type) throws InterruptedException {
        Waiting.requireOff(calls.loop().loop());
        return Waiting.on(send(type));
    }
}
