package dev.fluxar.tests.rivals;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The limit: a bare Netty pipeline that echoes as many bytes as FLUXAR's frames have, coalesces its
 * writes on both sides and reads nothing but the length.
 */
final class LimitSystem implements CallSystem {

    private static final int READ_CAPACITY = 64 * 1024;

    private final int parts;

    /** What one read leads to leaves in so many writes. */
    LimitSystem(int parts) {
        this.parts = parts;
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
    public CallServer listen() throws Exception {
        NettyLoop loop = NettyLoop.best();
        EventLoopGroup group = loop.group();
        Channel channel =
                new ServerBootstrap()
                        .group(group)
                        .channel(loop.server())
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(READ_CAPACITY))
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel accepted) {
                                        accepted.pipeline().addLast(new Echo(parts));
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
        return new CallServer() {
            @Override
            public int port() {
                return ((InetSocketAddress) channel.localAddress()).getPort();
            }

            @Override
            public void close() {
                stop(channel, group);
            }
        };
    }

    @Override
    public CallClient connect(int port) throws Exception {
        NettyLoop loop = NettyLoop.best();
        EventLoopGroup group = loop.group();
        LimitCaller caller = new LimitCaller(parts);
        Channel channel =
                new Bootstrap()
                        .group(group)
                        .channel(loop.client())
                        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(READ_CAPACITY))
                        .handler(caller)
                        .connect(InetAddress.getLoopbackAddress(), port)
                        .sync()
                        .channel();
        return new CallClient() {
            @Override
            public void call(byte[] payload, CallCompletion completion) {
                caller.call(payload, completion);
            }

            @Override
            public void close() {
                stop(channel, group);
            }
        };
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end
    private static void stop(Channel channel, EventLoopGroup group) {
        channel.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** The server's end: a reply for each request, all of a read in one buffer. */
    private static final class Echo extends LimitFrames {

        /** By how much a reply is shorter than its request, whatever the payload. */
        private final int shrink;

        Echo(int parts) {
            super(parts);
            FrameOverhead overhead = FrameOverhead.of(0);
            this.shrink = overhead.request() - overhead.reply();
        }

        @Override
        void onFrame(ChannelHandlerContext ctx, ByteBuf in, int index, int length) {
            int reply = length - shrink;
            ByteBuf out = out(ctx, reply);
            out.writeInt(reply - PREFIX);
            int same = Math.min(length, reply) - PREFIX;
            out.writeBytes(in, index + PREFIX, same);
            out.writeZero(reply - PREFIX - same);
        }
    }
}
