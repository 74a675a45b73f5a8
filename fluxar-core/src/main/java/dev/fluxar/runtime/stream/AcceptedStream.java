package dev.fluxar.runtime.stream;

import dev.fluxar.FluxarException;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.Meta;
import dev.fluxar.patterns.stream.InboundStream;
import dev.fluxar.patterns.stream.StreamExchange;
import dev.fluxar.runtime.loop.Task;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream that the other side opened, with its handler. */
final class AcceptedStream extends RuntimeStream {

    final StreamEntry entry;
    private final InboundStream exchange;
    private final @Nullable Meta meta;

    /** Taken from the peer's budget until the handler has ended. */
    final int heldBytes;

    /** What the handler waits for before it has ended. */
    private enum Handler {
        /** It runs. */
        RUNNING,
        /** It has returned, and a publisher sends for it. */
        PUBLISHING,
        /** It has returned, and sends when it likes, as long as the stream is open. */
        OPEN,
        /** It has ended. */
        ENDED
    }

    // Confined to the loop.
    private Handler handler = Handler.RUNNING;
    private boolean holds;
    private boolean sourceEnded;
    private boolean closed;

    /** It has failed, and what was read before may still wait. */
    private boolean stopped;

    // Guarded by this.
    private @Nullable Thread runner;

    AcceptedStream(RuntimeStreams streams, StreamEntry entry, EnvelopeView open) {
        super(streams, entry.target(), streams.window(), true);
        this.entry = entry;
        this.meta = open.meta();
        this.heldBytes = open.length();
        this.exchange = new InboundStream(streams.streams(), open, outgoing(), this);
    }

    @Override
    StreamExchange exchange() {
        return exchange;
    }

    InboundStream inbound() {
        return exchange;
    }

    @Override
    public Map<String, Object> meta() {
        return meta == null ? Map.of() : meta.toMap();
    }

    /** Charges what the handler is given; false when there is no room. */
    boolean hold() {
        holds = !exchange.holdsArgument() && loop.session().budget().tryReserve(heldBytes);
        return holds || exchange.holdsArgument();
    }

    // Where the handler runs

    /** Marks the thread to be interrupted; false when the stream is over before it began. */
    synchronized boolean beginBlocking() {
        runner = Thread.currentThread();
        return !isCancelled();
    }

    synchronized void endBlocking() {
        runner = null;
        // The interrupt was meant for this stream, not for the thread's next task.
        Thread.interrupted();
    }

    /** A blocking handler has returned: it has sent what it had, and reads no more. */
    void blockingReturned() {
        outgoing().endUnlessPublished();
        loop.submit(
                new Task(
                        () -> {
                            exchange.enough(); // §10.11-6
                            handler(Handler.PUBLISHING);
                        }));
    }

    /** A handler on the loop has returned. */
    void returned(boolean publishes) {
        handler(publishes ? Handler.PUBLISHING : Handler.OPEN);
        dropUnread();
    }

    /** The handler has thrown. On the thread that it ran on. */
    void threw(Throwable thrown) {
        ErrorInfo error = describe("the handler of stream '" + target() + "' failed", thrown);
        loop.submit(new Task(() -> refuse(error)));
    }

    // On the loop

    /** Ends with a failure, and without a handler. */
    void refuse(@Nullable ErrorInfo error) {
        exchange.fail(error);
        handler(Handler.ENDED);
    }

    @Override
    void onSourceEnded(boolean inOrder) {
        sourceEnded = true;
        if (inOrder && handler != Handler.RUNNING && !isRead()) {
            exchange.enough(); // Who answers without having read does not want to. §10.11-6
        }
        handler(handler);
    }

    @Override
    public void stopped(FluxarException why) {
        super.stopped(why);
        synchronized (this) {
            if (runner != null) {
                runner.interrupt();
            }
        }
        stopped = true;
        dropUnread();
        onClosed();
    }

    @Override
    public void completed(@Nullable FluxarException why) {
        super.completed(why);
        stopped = false; // Nothing is left.
        onClosed();
    }

    private void onClosed() {
        closed = true;
        handler(handler);
    }

    /** What waits for a handler that has not begun to read would wait for ever. */
    private void dropUnread() {
        if (stopped && handler != Handler.RUNNING && !isRead()) {
            exchange.cancel();
        }
    }

    /** What the handler does now, and whether that is over. §11.4-5 */
    private void handler(Handler now) {
        if (handler == Handler.ENDED) {
            return;
        }
        handler = now;
        boolean over =
                switch (now) {
                    case RUNNING -> false;
                    case PUBLISHING -> sourceEnded;
                    case OPEN -> closed;
                    case ENDED -> true;
                };
        if (over) {
            handler = Handler.ENDED;
            if (holds) {
                loop.session().budget().release(heldBytes);
            }
            exchange.handlerEnded();
        }
    }
}
