package dev.fluxar.transport.netty;

import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Loop;
import dev.fluxar.transport.TransportException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection and, in the same object, the last handler of its channel's pipeline: lifecycle and
 * failures. Subclasses turn messages into bytes and back. Confined to the channel's loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures as events
public abstract class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {

    private static final Logger log = LoggerFactory.getLogger(NettyConnection.class);

    private enum State {
        NEW,
        OPEN,
        CLOSING,
        CLOSED
    }

    // Valid for the connection's life.
    final NettyLoop loop;

    /** Where subclasses write; by way of {@link #queue} and {@link #send}. */
    protected final Channel channel;

    private final String remote;
    private long openedAt;

    // Until it is open.
    private @Nullable ConnectionAcceptor acceptor;
    private @Nullable Opening opening;

    // From then on.
    private State state = State.NEW;
    private @Nullable ConnectionHandler handler;

    /** Bytes were handed over and {@code onReadComplete} has not followed yet. */
    private boolean delivered;

    /** A write of ours is on the stack: events that it raises must wait. */
    private boolean sending;

    // Once it closes.
    private @Nullable Throwable cause;
    private @Nullable LingeringClose closing;

    /**
     * Made on the channel's loop; {@code opening} is null for a channel that was accepted at {@code
     * acceptedAt}.
     */
    protected NettyConnection(
            Channel channel,
            ConnectionAcceptor acceptor,
            String remote,
            @Nullable Opening opening,
            long acceptedAt) {
        this.channel = channel;
        this.loop = NettyLoop.of(channel.eventLoop());
        this.acceptor = acceptor;
        this.remote = remote;
        this.opening = opening;
        this.openedAt = acceptedAt;
    }

    /** Turns a message of the pipeline, released by the caller, into calls of {@code deliver}. */
    protected abstract void received(Object message);

    /** Hands everything unwritten to the channel, before a close. */
    protected abstract void sendRest();

    /** A close follows because one side broke the rules. */
    protected void faultSeen() {}

    /** All that was to be said before closing is written. */
    protected void restSent() {
        endOurHalf();
    }

    /** Lets go of buffers: the channel is closed. */
    protected abstract void releaseBuffers();

    @Override
    public final Loop loop() {
        return loop;
    }

    @Override
    public final String remote() {
        return remote;
    }

    @Override
    public final long openedAt() {
        return openedAt;
    }

    @Override
    public final boolean writable() {
        return state == State.OPEN && channel.isWritable();
    }

    @Override
    public final void reading(boolean on) {
        if (state == State.OPEN) {
            channel.config().setAutoRead(on);
        }
    }

    @Override
    public final void close() {
        closeFor(null, LingeringClose.PATIENCE_NANOS);
    }

    @Override
    public final void closeAtFault() {
        if (isOpen()) {
            faultSeen();
        }
        closeFor(null, LingeringClose.SHORT_PATIENCE_NANOS);
    }

    @Override
    public final void abort() {
        state = State.CLOSED;
        channel.close();
    }

    /** Asks the acceptor for the handler: bytes can be exchanged from now on. */
    public final void open() {
        Opening attempt = opening;
        ConnectionAcceptor asked = Objects.requireNonNull(acceptor, "opened twice");
        opening = null;
        acceptor = null;
        if (attempt != null) {
            if (attempt.over()) {
                channel.close();
                return;
            }
            openedAt = loop.nanoTime();
        }
        state = State.OPEN;
        try {
            handler = Objects.requireNonNull(asked.accept(this), "the acceptor returned null");
            if (attempt != null) {
                attempt.succeed();
            }
        } catch (Throwable failure) {
            log.warn("the acceptor failed for {}", remote, failure);
            abort();
            if (attempt != null) {
                attempt.fail(failure);
            }
        }
    }

    // For subclasses

    /** Whether bytes may still be sent and are still handed over. */
    protected final boolean isOpen() {
        return state == State.OPEN;
    }

    /** Writes and flushes. */
    protected final void send(Object message) {
        sending = true;
        channel.writeAndFlush(message, channel.voidPromise());
        sending = false;
    }

    /** Writes without flushing. */
    protected final void queue(Object message) {
        sending = true;
        channel.write(message, channel.voidPromise());
        sending = false;
    }

    /** Flushes what was queued. */
    protected final void flushQueued() {
        sending = true;
        channel.flush();
        sending = false;
    }

    /** Hands bytes to the handler. */
    protected final void deliver(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (bytes.hasArray()) {
            deliver(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), length);
        } else {
            int left = bytes.nioBufferCount() == 1 ? offer(bytes, length) : length;
            if (left > 0 || length == 0) {
                byte[] array = left <= NettyLoop.CHUNK ? loop.scratch() : new byte[left];
                bytes.getBytes(bytes.readerIndex() + length - left, array, 0, left);
                deliver(array, 0, left);
            }
        }
    }

    /** Has the handler take what it would copy anyway; returns how much is left. */
    private int offer(ByteBuf bytes, int length) {
        if (state != State.OPEN || handler == null) {
            return 0;
        }
        ByteBuffer offered = bytes.internalNioBuffer(bytes.readerIndex(), length);
        try {
            handler.claim(offered);
        } catch (Throwable failure) {
            handlerFailed(failure);
            return 0;
        }
        int left = offered.remaining();
        delivered |= left < length;
        return left;
    }

    /** Hands bytes to the handler. */
    protected final void deliver(byte[] source, int offset, int length) {
        if (state != State.OPEN || handler == null) {
            return;
        }
        delivered = true;
        try {
            handler.onBytes(source, offset, length);
        } catch (Throwable failure) {
            handlerFailed(failure);
        }
    }

    /** Closes in order; the handler is told the reason, null when nothing is wrong. */
    protected final void closeFor(@Nullable TransportException reason) {
        closeFor(reason, LingeringClose.SHORT_PATIENCE_NANOS);
    }

    private void closeFor(@Nullable TransportException reason, long patienceNanos) {
        if (state == State.OPEN) {
            cause = reason;
            sendRest();
            state = State.CLOSING;
            channel.config().setAutoRead(true); // The other side's end is waited for.
            closing = new LingeringClose(this, channel, patienceNanos);
            closing.start();
        }
    }

    /** Shuts our half down; the channel closes when the other side's half ends too. */
    protected final void endOurHalf() {
        if (closing != null) {
            closing.endOurHalf();
        }
    }

    /** Ends a close that took too long. */
    final void cut(@Nullable TransportException reason) {
        cause = cause == null ? reason : cause;
        channel.close();
    }

    // Events of the channel

    @Override
    public void channelActive(ChannelHandlerContext context) {
        open();
    }

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
        try {
            received(message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext context) {
        if (delivered) {
            delivered = false;
            tell(ConnectionHandler::onReadComplete);
        }
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext context) {
        if (sending) {
            loop.execute(() -> channelWritabilityChanged(context));
        } else if (channel.isWritable()) {
            tell(ConnectionHandler::onWritable);
        }
    }

    private void tell(Consumer<ConnectionHandler> event) {
        if (state == State.OPEN && handler != null) {
            try {
                event.accept(handler);
            } catch (Throwable failure) {
                handlerFailed(failure);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        // Writes that cross with a close fail like this; the close itself is told otherwise.
        if (failure instanceof ClosedChannelException) {
            return;
        }
        boolean losing = closing != null && !closing.allSent();
        if (state == State.OPEN || (state == State.CLOSING && losing && cause == null)) {
            cause = Faults.broken(remote, failure);
        } else if (opening != null) {
            opening.fail(failure);
        }
        abort();
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        state = State.CLOSED;
        releaseBuffers();
        if (closing != null) {
            closing.cancel();
        }
        ConnectionHandler told = handler;
        handler = null;
        if (told != null) {
            try {
                told.onClosed(cause);
            } catch (Throwable failure) {
                log.warn("the handler of {} failed in onClosed", remote, failure);
            }
        }
    }

    private void handlerFailed(Throwable failure) {
        log.warn("the handler of {} failed, its connection is aborted", remote, failure);
        cause = cause == null ? Faults.handlerFailed(remote, failure) : cause;
        abort();
    }
}
