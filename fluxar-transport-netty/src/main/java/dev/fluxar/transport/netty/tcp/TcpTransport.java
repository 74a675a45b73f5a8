package dev.fluxar.transport.netty.tcp;

import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.netty.Address;
import dev.fluxar.transport.netty.ByteStreamConnection;
import dev.fluxar.transport.netty.EventLoops;
import dev.fluxar.transport.netty.HostAddress;
import dev.fluxar.transport.netty.NettyTransport;
import dev.fluxar.transport.netty.Opening;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.URI;

/** {@code tcp://host:port}. */
public final class TcpTransport extends NettyTransport {

    /** On the process's shared loops. */
    public TcpTransport() {
        super("tcp", EventLoops::shared);
    }

    /**
     * On loops of one's choice.
     *
     * @param loops where its connections live
     */
    public TcpTransport(EventLoops loops) {
        super("tcp", () -> loops);
    }

    @Override
    protected Address address(URI uri) {
        return HostAddress.ofAuthority(uri);
    }

    @Override
    protected void dialling(
            Channel channel,
            Address address,
            Endpoint endpoint,
            ConnectionAcceptor acceptor,
            Opening opening) {
        add(channel, new ByteStreamConnection(channel, acceptor, address.text(), opening));
    }

    @Override
    protected void accepted(
            Channel channel, Address address, Endpoint endpoint, ConnectionAcceptor acceptor) {
        String remote = HostAddress.text("tcp", channel.remoteAddress());
        add(channel, new ByteStreamConnection(channel, acceptor, remote, null));
    }

    private static void add(Channel channel, ByteStreamConnection connection) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.pipeline().addLast(connection);
    }
}
