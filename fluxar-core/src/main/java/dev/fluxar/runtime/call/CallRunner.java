package dev.fluxar.runtime.call;

import dev.fluxar.message.EnvelopeView;
import dev.fluxar.patterns.rpc.CallDispatcher;
import dev.fluxar.patterns.rpc.InboundCall;
import dev.fluxar.patterns.rpc.InboundCalls;
import dev.fluxar.payload.Payloads;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.TargetTable;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Runs the handlers of inbound calls: on the loop, or off it where they may block. */
final class CallRunner implements CallDispatcher {

    private final RuntimeCalls calls;
    private final SessionLoop loop;
    private final TargetTable<CallEntry> table;

    CallRunner(RuntimeCalls calls, SessionLoop loop, TargetTable<CallEntry> table) {
        this.calls = calls;
        this.loop = loop;
        this.table = table;
    }

    @Override
    public @Nullable InboundCall find(EnvelopeView open) {
        CallEntry entry = table.find(open);
        return entry == null ? null : new RuntimeCall(calls, entry, open);
    }

    @Override
    public void start(InboundCall inbound, EnvelopeView open) {
        RuntimeCall call = (RuntimeCall) inbound;
        if (call.entry.handler().mayBlock()) {
            startBlocking(call, open.copyPayload());
        } else {
            handle(call, open.payloadSource(), open.payloadOffset(), open.payloadLength());
        }
    }

    /** Off the loop, so that reading does not wait. §2.5-3 */
    private void startBlocking(RuntimeCall call, byte[] payload) {
        try {
            loop.blocking()
                    .execute(
                            () -> {
                                try {
                                    if (call.beginBlocking()) {
                                        handle(call, payload, 0, payload.length);
                                    } else {
                                        call.end(null, null);
                                    }
                                } finally {
                                    call.endBlocking();
                                }
                            });
        } catch (RejectedExecutionException e) {
            call.refuse(InboundCalls.busy("no thread is free to answer"));
        } catch (RuntimeException | Error e) {
            call.end(null, e); // The application's executor is at fault; the call is answered.
        }
    }

    private void handle(RuntimeCall call, byte[] source, int offset, int length) {
        CompletionStage<?> stage;
        try {
            Object request = read(call.entry.type(), source, offset, length);
            stage = call.entry.handler().handle(request, call);
        } catch (Throwable e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            call.end(null, e);
            return;
        }
        if (stage == null) {
            call.end(null, null);
        } else if (stage instanceof CompletableFuture<?> future
                && future.isDone()
                && !future.isCompletedExceptionally()) {
            call.end(future.join(), null);
        } else {
            call.follow(stage);
        }
    }

    @SuppressWarnings("NullAway") // a null payload is a null request
    private static Object read(Type type, byte[] source, int offset, int length) {
        return Payloads.standard().decode(source, offset, length, type);
    }
}
