package dev.fluxar.tests.rivals;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/** The client's end of the limit: replies come in the order of the requests. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends in channelInactive
final class LimitCaller extends LimitFrames {

    private static final class Pending {
        final byte[] payload;
        final CallCompletion completion;

        Pending(byte[] payload, CallCompletion completion) {
            this.payload = payload;
            this.completion = completion;
        }
    }

    /** Calls from other threads, drained once per wake-up. */
    private final MpscUnboundedArrayQueue<Pending> entering = new MpscUnboundedArrayQueue<>(1024);

    private final AtomicBoolean drainScheduled = new AtomicBoolean();

    // confined to the loop
    private final ArrayDeque<CallCompletion> awaiting = new ArrayDeque<>(1024);
    private int payloadBytes = -1;
    private byte[] head = new byte[0];
    private int replyOverhead;

    private volatile @Nullable ChannelHandlerContext context;
    private volatile @Nullable Thread loopThread;

    LimitCaller(int parts) {
        super(parts);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** From a completion, the request leaves with the flush that ends the read. */
    void call(byte[] payload, CallCompletion completion) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not connected");
        }
        if (Thread.currentThread() == loopThread) {
            write(ctx, payload, completion);
            return;
        }
        entering.offer(new Pending(payload, completion));
        if (drainScheduled.compareAndSet(false, true)) {
            ctx.executor().execute(() -> drain(ctx));
        }
    }

    private void drain(ChannelHandlerContext ctx) {
        loopThread = Thread.currentThread();
        drainScheduled.set(false);
        for (Pending next = entering.poll(); next != null; next = entering.poll()) {
            write(ctx, next.payload, next.completion);
        }
        flush(ctx);
    }

    private void write(ChannelHandlerContext ctx, byte[] payload, CallCompletion completion) {
        if (payloadBytes != payload.length) {
            payloadBytes = payload.length;
            FrameOverhead overhead = FrameOverhead.of(payloadBytes);
            head = new byte[overhead.request()];
            ByteBuffer.wrap(head).putInt(head.length - PREFIX + payloadBytes);
            replyOverhead = overhead.reply();
        }
        ByteBuf out = out(ctx, head.length + payload.length);
        out.writeBytes(head).writeBytes(payload);
        awaiting.add(completion);
    }

    @Override
    protected void onFrame(ChannelHandlerContext ctx, ByteBuf in, int index, int length) {
        CallCompletion completion = awaiting.poll();
        if (completion == null) {
            throw new IllegalStateException("a reply without a request");
        }
        completion.completed(length - replyOverhead);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new IOException("connection closed"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
        ctx.close();
    }

    private void fail(Throwable cause) {
        for (CallCompletion next = awaiting.poll(); next != null; next = awaiting.poll()) {
            next.failed(cause);
        }
    }
}
