package dev.fluxar.transport.netty;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.SocketAddress;
import java.nio.file.Path;

/** Linux io_uring. Its jars are optional: only {@link EventLoops} may touch this class. */
final class IoUringBackend implements IoBackend {

    /** Throws a LinkageError when the classes or the native library are missing. */
    IoUringBackend() {
        IoUring.ensureAvailability();
    }

    @Override
    public IoHandlerFactory handlers() {
        return IoUringIoHandler.newFactory();
    }

    @Override
    public Class<? extends Channel> tcp() {
        return IoUringSocketChannel.class;
    }

    @Override
    public Class<? extends ServerChannel> tcpServer() {
        return IoUringServerSocketChannel.class;
    }

    @Override
    public Class<? extends Channel> unix() {
        return IoUringDomainSocketChannel.class;
    }

    @Override
    public Class<? extends ServerChannel> unixServer() {
        return IoUringServerDomainSocketChannel.class;
    }

    @Override
    public SocketAddress unixAddress(Path path) {
        return new DomainSocketAddress(path.toFile());
    }

    @Override
    public RecvByteBufAllocator streamReads() {
        // The kernel fills the buffer later, so connections of a loop cannot share one.
        return new AdaptiveRecvByteBufAllocator(512, 4096, NettyLoop.CHUNK);
    }
}
