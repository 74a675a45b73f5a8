package dev.fluxar.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** The JDK's selectors: always there. */
final class NioBackend implements IoBackend {

    @Override
    public IoHandlerFactory handlers() {
        return NioIoHandler.newFactory();
    }

    @Override
    public Class<? extends Channel> tcp() {
        return NioSocketChannel.class;
    }

    @Override
    public Class<? extends ServerChannel> tcpServer() {
        return NioServerSocketChannel.class;
    }

    @Override
    public Class<? extends Channel> unix() {
        return NioDomainSocketChannel.class;
    }

    @Override
    public Class<? extends ServerChannel> unixServer() {
        return NioServerDomainSocketChannel.class;
    }

    @Override
    public SocketAddress unixAddress(Path path) {
        return UnixDomainSocketAddress.of(path);
    }

    @Override
    public RecvByteBufAllocator streamReads() {
        return new LoopReceiveAllocator();
    }
}
