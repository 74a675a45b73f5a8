package dev.fluxar.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;

/** Linux epoll. Its jars are optional: only {@link EventLoops} may touch this class. */
final class EpollBackend implements IoBackend {

    /** Throws a LinkageError when the classes or the native library are missing. */
    EpollBackend() {
        Epoll.ensureAvailability();
    }

    @Override
    public IoHandlerFactory handlers() {
        return EpollIoHandler.newFactory();
    }

    @Override
    public Class<? extends Channel> tcp() {
        return EpollSocketChannel.class;
    }

    @Override
    public Class<? extends ServerChannel> tcpServer() {
        return EpollServerSocketChannel.class;
    }

    @Override
    public Class<? extends Channel> unix() {
        return EpollDomainSocketChannel.class;
    }

    @Override
    public Class<? extends ServerChannel> unixServer() {
        return EpollServerDomainSocketChannel.class;
    }

    @Override
    public SocketAddress unixAddress(Path path) {
        return new DomainSocketAddress(path.toFile());
    }

    @Override
    public RecvByteBufAllocator streamReads() {
        return new LoopReceiveAllocator();
    }
}
