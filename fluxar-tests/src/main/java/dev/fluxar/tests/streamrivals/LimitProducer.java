package dev.fluxar.tests.streamrivals;

import dev.fluxar.tests.rivals.FrameOverhead;
import dev.fluxar.tests.rivals.LimitFrames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import org.jspecify.annotations.Nullable;

/** The server's end of the limit: items for as long as the socket takes them. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends in channelInactive
final class LimitProducer extends LimitFrames {

    /** Room for four of the larger items: fewer system calls, and fewer wake-ups of the client. */
    private static final int GATHERED = 320 * 1024;

    /** What may wait to be written when items are gathered. */
    static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(GATHERED, 2 * GATHERED);

    /** Bytes that are written before what has arrived is looked at. */
    private static final int TURN = 1024 * 1024;

    private final boolean gathering;

    private @Nullable ItemPayloads items;
    private int overhead;
    private boolean turnScheduled;

    LimitProducer(boolean gathering) {
        super(1);
        this.gathering = gathering;
    }

    /** A number: the length of the items to send, or 0 to stop. */
    @Override
    protected void onFrame(ChannelHandlerContext ctx, ByteBuf in, int index, int length) {
        int payloadBytes = in.getInt(index + PREFIX);
        if (payloadBytes > 0) {
            items = new ItemPayloads(payloadBytes);
            overhead = FrameOverhead.ofItem(payloadBytes);
            schedule(ctx);
        } else {
            items = null;
            ctx.writeAndFlush(ctx.alloc().directBuffer(PREFIX).writeInt(0), ctx.voidPromise());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            schedule(ctx);
        }
    }

    /** A task of its own: what arrives has its turn too. */
    private void schedule(ChannelHandlerContext ctx) {
        if (!turnScheduled) {
            turnScheduled = true;
            ctx.executor().execute(() -> turn(ctx));
        }
    }

    private void turn(ChannelHandlerContext ctx) {
        turnScheduled = false;
        ItemPayloads current = items;
        if (current == null) {
            return;
        }
        int written = 0;
        while (written < TURN && ctx.channel().isWritable()) {
            written += gathering ? writeMany(ctx, current) : writeSome(ctx, current);
        }
        if (ctx.channel().isWritable()) {
            schedule(ctx);
        }
    }

    private int writeMany(ChannelHandlerContext ctx, ItemPayloads current) {
        byte[] item = current.next();
        int frame = overhead + item.length;
        ByteBuf out = ctx.alloc().directBuffer(Math.max(GATHERED, frame));
        append(out, item);
        while (out.writableBytes() >= frame) {
            append(out, current.next());
        }
        int length = out.readableBytes();
        ctx.writeAndFlush(out, ctx.voidPromise());
        return length;
    }

    private int writeSome(ChannelHandlerContext ctx, ItemPayloads current) {
        int length = 0;
        while (length < TURN && ctx.channel().isWritable()) {
            byte[] item = current.next();
            ByteBuf out = ctx.alloc().directBuffer(overhead + item.length);
            append(out, item);
            length += out.readableBytes();
            ctx.write(out, ctx.voidPromise());
        }
        ctx.flush();
        return length;
    }

    /** The overhead stands before the payload, but for its last byte. */
    private void append(ByteBuf out, byte[] item) {
        out.writeInt(overhead - PREFIX + item.length);
        out.writeZero(overhead - PREFIX - 1);
        out.writeBytes(item);
        out.writeByte(0);
    }
}
