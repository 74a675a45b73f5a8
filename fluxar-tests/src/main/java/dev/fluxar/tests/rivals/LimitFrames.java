package dev.fluxar.tests.rivals;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Finds length-prefixed frames in what arrives, without copying any but one that two reads cut, and
 * gathers what is written into one large buffer that leaves when the read is complete, or in a few
 * parts before.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends in channelInactive
public abstract class LimitFrames extends ChannelInboundHandlerAdapter {

    /** Length prefix of a frame. */
    public static final int PREFIX = Integer.BYTES;

    private static final int OUT_CAPACITY = 64 * 1024;

    /** Less is not worth a system call of its own. */
    private static final int LEAST = 4 * 1024;

    /** Into how many writes goes what one read leads to. */
    private final int parts;

    /** Gathered bytes that are sent before the read is complete. */
    private int enough = OUT_CAPACITY;

    /** The start of a frame that the last read cut. */
    private @Nullable ByteBuf cut;

    /** What is to leave with the next flush. */
    private @Nullable ByteBuf out;

    /** Whether a connection keeps no buffer that it does not need now. */
    private final boolean frugal;

    /** What one read leads to leaves in so many writes. */
    protected LimitFrames(int parts) {
        this(parts, false);
    }

    /** For connections that are many: {@code frugal} ones keep no buffer in between. */
    protected LimitFrames(int parts, boolean frugal) {
        this.parts = parts;
        this.frugal = frugal;
    }

    /**
     * Handles the frame of {@code length} bytes, prefix included, at {@code index} of {@code in}.
     */
    protected abstract void onFrame(ChannelHandlerContext ctx, ByteBuf in, int index, int length);

    /** A buffer with room for {@code length} bytes that leaves with the next flush. */
    protected final ByteBuf out(ChannelHandlerContext ctx, int length) {
        ByteBuf current = out;
        if (current != null
                && (current.readableBytes() >= enough || current.writableBytes() < length)) {
            flush(ctx);
            current = out;
        }
        if (current == null) {
            current = ctx.alloc().directBuffer(frugal ? length : Math.max(OUT_CAPACITY, length));
            out = current;
        }
        return current;
    }

    /** Sends what was gathered; the buffer is used again if the socket took all of it. */
    protected final void flush(ChannelHandlerContext ctx) {
        ByteBuf current = out;
        if (current == null || !current.isReadable()) {
            return;
        }
        ctx.writeAndFlush(current.retain(), ctx.voidPromise());
        if (current.refCnt() == 1 && !frugal) {
            current.clear();
        } else {
            current.release();
            out = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        if (parts > 1) {
            enough = Math.max(LEAST, in.readableBytes() / parts);
        }
        try {
            if (cut != null) {
                joinCut(ctx, cut, in);
            }
            int index = in.readerIndex();
            int end = in.writerIndex();
            while (end - index >= PREFIX) {
                int length = PREFIX + in.getInt(index);
                if (end - index < length) {
                    break;
                }
                onFrame(ctx, in, index, length);
                index += length;
            }
            if (index < end) {
                int known = end - index < PREFIX ? PREFIX : PREFIX + in.getInt(index);
                cut = ctx.alloc().heapBuffer(known).writeBytes(in, index, end - index);
            }
        } finally {
            in.release();
        }
    }

    private void joinCut(ChannelHandlerContext ctx, ByteBuf start, ByteBuf in) {
        move(in, start, PREFIX - start.readableBytes());
        if (start.readableBytes() < PREFIX) {
            return;
        }
        int length = PREFIX + start.getInt(0);
        start.ensureWritable(length - start.readableBytes());
        move(in, start, length - start.readableBytes());
        if (start.readableBytes() == length) {
            cut = null;
            onFrame(ctx, start, 0, length);
            start.release();
        }
    }

    private static void move(ByteBuf from, ByteBuf to, int length) {
        if (length > 0) {
            to.writeBytes(from, Math.min(length, from.readableBytes()));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (cut != null) {
            cut.release();
            cut = null;
        }
        if (out != null) {
            out.release();
            out = null;
        }
    }
}
