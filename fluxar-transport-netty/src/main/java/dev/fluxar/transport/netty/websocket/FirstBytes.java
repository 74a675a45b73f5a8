package dev.fluxar.transport.netty.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Tells what came instead of HTTP before a decoder waits in vain for the end of a line. */
final class FirstBytes extends ChannelInboundHandlerAdapter {

    private static final int TLS_HANDSHAKE = 0x16;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        int first = bytes.getUnsignedByte(bytes.readerIndex());
        if (first == TLS_HANDSHAKE) {
            bytes.release();
            Refusal.tls(context.channel());
        } else if (first != '\r' && first != '\n' && (first < 'A' || first > 'z')) {
            bytes.release();
            Refusal.http(
                    context.channel(),
                    HttpResponseStatus.BAD_REQUEST,
                    "",
                    "This is a FLUXAR port (fluxar.1 over WebSocket), but what came is no HTTP"
                            + " request; a peer that speaks FLUXAR over plain TCP needs a tcp: port.");
        } else {
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        }
    }
}
