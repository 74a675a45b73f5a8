package dev.fluxar.tests.rivals;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * The kind of event loop that the bare pipeline runs on.
 *
 * @param name for people
 * @param factory makes the loop's I/O handler
 * @param client the channel class for connecting
 * @param server the channel class for listening
 */
public record NettyLoop(
        String name,
        IoHandlerFactory factory,
        Class<? extends Channel> client,
        Class<? extends ServerChannel> server) {

    /** Epoll where it is available, as every system here chooses; NIO otherwise. */
    public static NettyLoop best() {
        if (Epoll.isAvailable()) {
            return new NettyLoop(
                    "epoll",
                    EpollIoHandler.newFactory(),
                    EpollSocketChannel.class,
                    EpollServerSocketChannel.class);
        }
        return new NettyLoop(
                "nio",
                NioIoHandler.newFactory(),
                NioSocketChannel.class,
                NioServerSocketChannel.class);
    }

    /** One thread. */
    public EventLoopGroup group() {
        return new MultiThreadIoEventLoopGroup(1, factory);
    }
}
