package dev.fluxar.transport.netty;

import dev.fluxar.transport.ChannelClass;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.WriteBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose channel carries plain bytes. Writes collect in one chunk until a flush, so
 * that many small writes cost one system call; the chunk is the loop's and comes back at once when
 * the socket has taken all of it.
 */
public final class ByteStreamConnection extends NettyConnection
        implements WriteBuffer.SegmentConsumer {

    /** Written to and not yet handed to the channel; full ones are handed over at once. */
    private @Nullable ByteBuf chunk;

    private final ChannelClass channelClass;

    /** Full chunks were handed over since the last flush. */
    private boolean queued;

    /**
     * Made on the channel's loop, for a channel that others may read.
     *
     * @param channel not open yet, or just accepted
     * @param acceptor asked for the handler when the connection opens
     * @param remote the other side, for people
     * @param opening the attempt that this connection belongs to; null when it was accepted
     */
    public ByteStreamConnection(
            Channel channel,
            ConnectionAcceptor acceptor,
            String remote,
            @Nullable Opening opening) {
        this(channel, acceptor, remote, opening, ChannelClass.OPEN);
    }

    /**
     * Made on the channel's loop.
     *
     * @param channel not open yet, or just accepted
     * @param acceptor asked for the handler when the connection opens
     * @param remote the other side, for people
     * @param opening the attempt that this connection belongs to; null when it was accepted
     * @param channelClass who can listen
     */
    public ByteStreamConnection(
            Channel channel,
            ConnectionAcceptor acceptor,
            String remote,
            @Nullable Opening opening,
            ChannelClass channelClass) {
        super(channel, acceptor, remote, opening, System.nanoTime());
        this.channelClass = channelClass;
    }

    @Override
    public ChannelClass channelClass() {
        return channelClass;
    }

    @Override
    public void maxFrame(int bytes) {
        // No boundaries are kept.
    }

    @Override
    public boolean keepsBoundaries() {
        return false;
    }

    @Override
    public void write(WriteBuffer bytes) {
        if (isOpen()) {
            bytes.forEachSegment(this);
        }
    }

    @Override
    public void segment(byte[] source, int offset, int length) {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            ByteBuf open = chunk;
            if (open == null) {
                open = loop.takeChunk(channel.alloc());
                chunk = open;
            }
            int fits = Math.min(end - from, open.writableBytes());
            open.writeBytes(source, from, fits);
            from += fits;
            if (!open.isWritable()) {
                chunk = null;
                handOver(open);
            }
        }
    }

    /**
     * At once where the socket takes it: then the other side works on it, and the chunk is back.
     */
    private void handOver(ByteBuf full) {
        if (backlogged()) {
            queued = true;
            queue(full);
        } else {
            send(full.retain());
            loop.returnChunk(full);
        }
    }

    @Override
    public void flush() {
        if (!isOpen()) {
            return;
        }
        ByteBuf last = chunk;
        if (last != null) {
            chunk = null;
            queued = false;
            sendChunk(last);
        } else if (queued) {
            queued = false;
            flushQueued();
        }
    }

    private void sendChunk(ByteBuf last) {
        if (backlogged()) {
            // It will have to wait: a few bytes must not hold a whole chunk meanwhile.
            int length = last.readableBytes();
            send(channel.alloc().directBuffer(length, length).writeBytes(last));
        } else {
            send(last.retain());
        }
        loop.returnChunk(last);
    }

    private boolean backlogged() {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent != null && !unsent.isEmpty();
    }

    @Override
    protected void sendRest() {
        flush();
    }

    @Override
    protected void received(Object message) {
        deliver((ByteBuf) message);
    }

    @Override
    protected void releaseBuffers() {
        ByteBuf unsent = chunk;
        if (unsent != null) {
            chunk = null;
            loop.returnChunk(unsent);
        }
    }
}
