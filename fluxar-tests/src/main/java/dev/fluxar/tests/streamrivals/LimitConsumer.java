package dev.fluxar.tests.streamrivals;

import dev.fluxar.tests.rivals.FrameOverhead;
import dev.fluxar.tests.rivals.LimitFrames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The client's end of the limit. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends in channelInactive
final class LimitConsumer extends LimitFrames {

    private volatile @Nullable ChannelHandlerContext context;

    // confined to the loop
    private @Nullable ItemSink sink;
    private int overhead;

    LimitConsumer() {
        super(1);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    void open(int payloadBytes, ItemSink to) {
        ChannelHandlerContext ctx = connected();
        ctx.executor()
                .execute(
                        () -> {
                            sink = to;
                            overhead = FrameOverhead.ofItem(payloadBytes);
                            ask(ctx, payloadBytes);
                        });
    }

    void cancel() {
        ChannelHandlerContext ctx = connected();
        ctx.executor().execute(() -> ask(ctx, 0));
    }

    private ChannelHandlerContext connected() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not connected");
        }
        return ctx;
    }

    private static void ask(ChannelHandlerContext ctx, int payloadBytes) {
        ByteBuf request = ctx.alloc().directBuffer(PREFIX + Integer.BYTES);
        request.writeInt(Integer.BYTES).writeInt(payloadBytes);
        ctx.writeAndFlush(request, ctx.voidPromise());
    }

    @Override
    protected void onFrame(ChannelHandlerContext ctx, ByteBuf in, int index, int length) {
        ItemSink to = sink;
        if (to == null) {
            return;
        }
        if (length == PREFIX) {
            sink = null;
            to.cancelled();
            return;
        }
        int payload = index + overhead - 1;
        to.item(length - overhead, in.getLong(payload), in.getLong(payload + Long.BYTES));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ItemSink to = sink;
        if (to != null) {
            sink = null;
            to.failed(new IOException("connection closed"));
        }
    }
}
