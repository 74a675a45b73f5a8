package dev.fluxar.tests.topicrivals;

import dev.fluxar.tests.rivals.LimitFrames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/** The client's end of one of the limit's connections: confirmations come in order. */
final class LimitHubClient extends LimitFrames {

    /** An event to publish. */
    private static final class Pending {
        final byte[] payload;
        final @Nullable PublishResult result;

        Pending(byte[] payload, @Nullable PublishResult result) {
            this.payload = payload;
            this.result = result;
        }
    }

    /** Events from other threads, drained once per wake-up. */
    private final MpscUnboundedArrayQueue<Pending> entering = new MpscUnboundedArrayQueue<>(1024);

    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final CompletableFuture<Void> granted = new CompletableFuture<>();

    // confined to the loop
    private final ArrayDeque<PublishResult> awaiting = new ArrayDeque<>(1024);
    private @Nullable EventSink sink;
    private boolean ackDue;

    private volatile @Nullable ChannelHandlerContext context;

    LimitHubClient() {
        super(1);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    private ChannelHandlerContext connected() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not connected");
        }
        return ctx;
    }

    /** Completes when events will come. */
    CompletableFuture<Void> subscribe(EventSink to) {
        ChannelHandlerContext ctx = connected();
        ctx.executor()
                .execute(
                        () -> {
                            sink = to;
                            write(ctx, LimitFrame.SUBSCRIBE);
                            flush(ctx);
                        });
        return granted;
    }

    /** Any thread; null where nothing is confirmed. */
    void publish(byte[] payload, @Nullable PublishResult result) {
        ChannelHandlerContext ctx = connected();
        entering.offer(new Pending(payload, result));
        if (drainScheduled.compareAndSet(false, true)) {
            ctx.executor().execute(() -> drain(ctx));
        }
    }

    private void drain(ChannelHandlerContext ctx) {
        drainScheduled.set(false);
        for (Pending next = entering.poll(); next != null; next = entering.poll()) {
            LimitFrame kind = LimitFrame.PUBLISH;
            if (next.result != null) {
                kind = LimitFrame.PUBLISH_CONFIRMED;
                awaiting.add(next.result);
            }
            ByteBuf out = out(ctx, kind.overhead() + next.payload.length);
            kind.writeHead(out, next.payload.length);
            out.writeBytes(next.payload);
        }
        flush(ctx);
    }

    private void write(ChannelHandlerContext ctx, LimitFrame kind) {
        kind.writeHead(out(ctx, kind.overhead()), 0);
    }

    @Override
    protected void onFrame(ChannelHandlerContext ctx, ByteBuf in, int index, int length) {
        LimitFrame kind = LimitFrame.at(in, index);
        switch (kind) {
            case GRANTED -> granted.complete(null);
            case ACCEPTED -> awaiting.remove().accepted();
            case EVENT, EVENT_CONFIRMED -> event(kind, in, index);
            default -> throw new IllegalStateException("not for a client: " + kind);
        }
    }

    private void event(LimitFrame kind, ByteBuf in, int index) {
        EventSink to = sink;
        if (to == null) {
            throw new IllegalStateException("an event without a subscription");
        }
        int payload = index + kind.overhead();
        to.arrived(in.getLong(payload), in.getLong(payload + Long.BYTES));
        if (kind == LimitFrame.EVENT_CONFIRMED) {
            ackDue = true;
            to.settled();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (ackDue) {
            ackDue = false;
            write(ctx, LimitFrame.ACK);
        }
        flush(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        EventSink to = sink;
        if (to != null) {
            to.failed(new IOException("connection closed"));
        }
        for (PublishResult next = awaiting.poll(); next != null; next = awaiting.poll()) {
            next.failed(new IOException("connection closed"));
        }
    }
}
