package dev.fluxar.tests.rivals;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Pipelines of a single handler over TCP on the loopback interface, one thread for each end. */
public final class BareNetty {

    /** Bytes of one read. */
    private static final int CAPACITY = 64 * 1024;

    private BareNetty() {}

    /** An open connection and its thread. */
    public interface Connection extends AutoCloseable {

        /** Does not wait. */
        @Override
        void close();
    }

    /** Listens on a free port. */
    public static LocalServer listen(Supplier<? extends ChannelHandler> handlers)
            throws InterruptedException {
        return listen(handlers, WriteBufferWaterMark.DEFAULT);
    }

    /** Listens on a free port; {@code waiting} bytes may wait to be written. */
    public static LocalServer listen(
            Supplier<? extends ChannelHandler> handlers, WriteBufferWaterMark waiting)
            throws InterruptedException {
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
                                new FixedRecvByteBufAllocator(CAPACITY))
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waiting)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel accepted) {
                                        accepted.pipeline().addLast(handlers.get());
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
        return new LocalServer() {
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

    /** Connects; the handler's channel is active when this returns. */
    public static Connection connect(int port, ChannelHandler handler) throws InterruptedException {
        EventLoopGroup group = NettyLoop.best().group();
        Channel channel = connect(port, handler, group);
        return () -> stop(channel, group);
    }

    /** Connects on a loop that others share; the handler's channel is active at the return. */
    static Channel connect(int port, ChannelHandler handler, EventLoopGroup group)
            throws InterruptedException {
        return new Bootstrap()
                .group(group)
                .channel(NettyLoop.best().client())
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(CAPACITY))
                .handler(handler)
                .connect(InetAddress.getLoopbackAddress(), port)
                .sync()
                .channel();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end
    private static void stop(Channel channel, EventLoopGroup group) {
        channel.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
