package dev.fluxar.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import java.net.SocketAddress;
import java.nio.file.Path;

/** One of Netty's ways to do I/O, with the channel types that belong to it. */
interface IoBackend {

    IoHandlerFactory handlers();

    Class<? extends Channel> tcp();

    Class<? extends ServerChannel> tcpServer();

    Class<? extends Channel> unix();

    Class<? extends ServerChannel> unixServer();

    /** The backends disagree on the class of a Unix socket's address. */
    SocketAddress unixAddress(Path path);

    /** What byte streams are read into. */
    RecvByteBufAllocator streamReads();
}
