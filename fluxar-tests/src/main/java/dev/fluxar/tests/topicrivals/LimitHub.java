package dev.fluxar.tests.topicrivals;

import dev.fluxar.tests.rivals.LimitFrames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hub's end of one of the limit's connections. All run on one thread. */
final class LimitHub extends LimitFrames {

    private final List<LimitHub> subscribers;
    private @Nullable ChannelHandlerContext context;

    LimitHub(List<LimitHub> subscribers) {
        super(1);
        this.subscribers = subscribers;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    protected void onFrame(ChannelHandlerContext ctx, ByteBuf in, int index, int length) {
        LimitFrame kind = LimitFrame.at(in, index);
        switch (kind) {
            case SUBSCRIBE -> {
                subscribers.add(this);
                reply(ctx, LimitFrame.GRANTED);
            }
            case PUBLISH -> forward(LimitFrame.EVENT, kind, in, index, length);
            case PUBLISH_CONFIRMED -> {
                forward(LimitFrame.EVENT_CONFIRMED, kind, in, index, length);
                reply(ctx, LimitFrame.ACCEPTED);
            }
            case ACK -> {}
            default -> throw new IllegalStateException("not for a hub: " + kind);
        }
    }

    private void reply(ChannelHandlerContext ctx, LimitFrame kind) {
        kind.writeHead(out(ctx, kind.overhead()), 0);
    }

    private void forward(LimitFrame as, LimitFrame kind, ByteBuf in, int index, int length) {
        int payloadBytes = length - kind.overhead();
        for (LimitHub subscriber : subscribers) {
            ChannelHandlerContext to = subscriber.context;
            if (to != null) {
                ByteBuf out = subscriber.out(to, as.overhead() + payloadBytes);
                as.writeHead(out, payloadBytes);
                out.writeBytes(in, index + kind.overhead(), payloadBytes);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        for (LimitHub subscriber : subscribers) {
            ChannelHandlerContext to = subscriber.context;
            if (to != null) {
                subscriber.flush(to);
            }
        }
        flush(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        subscribers.remove(this);
    }
}
