package dev.fluxar.tests.rivals;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/**
 * The limit: a bare Netty pipeline that echoes as many bytes as FLUXAR's frames have, coalesces its
 * writes on both sides and reads nothing but the length.
 */
final class LimitSystem implements CallSystem {

    private final int parts;
    private final boolean frugal;

    /** What one read leads to leaves in so many writes. */
    LimitSystem(int parts) {
        this(parts, false);
    }

    /** With {@code frugal} a connection keeps no buffer while it does nothing. */
    LimitSystem(int parts, boolean frugal) {
        this.parts = parts;
        this.frugal = frugal;
    }

    @Override
    public String describe() {
        FrameOverhead overhead = FrameOverhead.of(64);
        return "bare Netty "
                + RivalVersion.of(Channel.class, "netty")
                + ", "
                + NettyLoop.best().name()
                + (parts == 1 ? ", one write a read" : ", " + parts + " writes a read")
                + ", frames of 64 + "
                + overhead.request()
                + " and 64 + "
                + overhead.reply()
                + " bytes";
    }

    @Override
    public LocalServer listen() throws InterruptedException {
        return BareNetty.listen(() -> new Echo(parts, frugal));
    }

    @Override
    public CallClient connect(int port) throws InterruptedException {
        LimitCaller caller = new LimitCaller(parts);
        BareNetty.Connection connection = BareNetty.connect(port, caller);
        return new CallClient() {
            @Override
            public void call(byte[] payload, CallCompletion completion) {
                caller.call(payload, completion);
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }

    /** The server's end: a reply for each request, all of a read in one buffer. */
    private static final class Echo extends LimitFrames {

        /** By how much a reply is shorter than its request, whatever the payload. */
        private final int shrink;

        Echo(int parts, boolean frugal) {
            super(parts, frugal);
            FrameOverhead overhead = FrameOverhead.of(0);
            this.shrink = overhead.request() - overhead.reply();
        }

        @Override
        protected void onFrame(ChannelHandlerContext ctx, ByteBuf in, int index, int length) {
            int reply = length - shrink;
            ByteBuf out = out(ctx, reply);
            out.writeInt(reply - PREFIX);
            int same = Math.min(length, reply) - PREFIX;
            out.writeBytes(in, index + PREFIX, same);
            out.writeZero(reply - PREFIX - same);
        }
    }
}
