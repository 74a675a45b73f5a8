package dev.fluxar.runtime.stream;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.patterns.stream.InboundStream;
import dev.fluxar.patterns.stream.StreamDispatcher;
import dev.fluxar.payload.Payloads;
import dev.fluxar.runtime.loop.BlockingThreads;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.TargetTable;
import java.lang.reflect.Type;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Runs the handlers of inbound streams: on the loop, or off it where they may block. */
final class StreamRunner implements StreamDispatcher {

    private final RuntimeStreams streams;
    private final SessionLoop loop;
    private final TargetTable<StreamEntry> table;
    private final Executor blocking;

    StreamRunner(RuntimeStreams streams, TargetTable<StreamEntry> table) {
        this.streams = streams;
        this.loop = streams.loop();
        this.table = table;
        this.blocking = BlockingThreads.ofStreams(loop.blocking());
    }

    @Override
    public @Nullable InboundStream find(EnvelopeView open) {
        StreamEntry entry = table.find(open);
        if (entry == null) {
            return null;
        }
        return new AcceptedStream(streams, entry, open).inbound();
    }

    @Override
    public void start(InboundStream inbound, EnvelopeView open) {
        AcceptedStream stream = (AcceptedStream) inbound.listener();
        if (!stream.hold()) {
            stream.refuse(busy("too much is held for this peer already"));
        } else if (stream.entry.handler().mayBlock()) {
            startBlocking(stream, open.copyPayload());
        } else {
            handle(stream, open.payloadSource(), open.payloadOffset(), open.payloadLength());
        }
    }

    private static ErrorInfo busy(String message) {
        return new ErrorInfo(
                ErrorCode.OVERLOADED.code(), message, null, ErrorInfo.RETRY_MILLIS); // §4.1-3
    }

    private void handle(AcceptedStream stream, byte[] source, int offset, int length) {
        boolean publishes;
        try {
            publishes = call(stream, source, offset, length);
        } catch (Throwable e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            stream.threw(e);
            return;
        }
        stream.returned(publishes);
    }

    /** Off the loop, so that reading does not wait. §2.5-3 */
    private void startBlocking(AcceptedStream stream, byte[] argument) {
        try {
            blocking.execute(() -> runBlocking(stream, argument));
        } catch (RejectedExecutionException e) {
            stream.refuse(busy("no thread is free to take the stream"));
        } catch (RuntimeException | Error e) {
            stream.threw(e); // The application's executor is at fault.
        }
    }

    private static void runBlocking(AcceptedStream stream, byte[] argument) {
        try {
            if (stream.beginBlocking()) {
                call(stream, argument, 0, argument.length);
            }
            stream.blockingReturned();
        } catch (Throwable e) {
            stream.threw(e);
        } finally {
            stream.endBlocking();
        }
    }

    /** True when a publisher sends for the handler. */
    private static boolean call(AcceptedStream stream, byte[] source, int offset, int length)
            throws Exception {
        Object argument = read(stream.entry.type(), source, offset, length);
        Flow.Publisher<?> items = stream.entry.handler().handle(argument, stream);
        if (items != null) {
            stream.sendAll(items);
        }
        return items != null;
    }

    @SuppressWarnings("NullAway") // a null payload is a null argument
    private static Object read(Type type, byte[] source, int offset, int length) {
        return Payloads.standard().decode(source, offset, length, type);
    }
}
