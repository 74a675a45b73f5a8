package dev.fluxar.transport.netty.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a channel that never became a connection: says why, then throws away what comes in
 * until the other side has closed too, so that a reset does not overtake the words.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures as events
final class Refusal extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(Refusal.class);

    /** How long the other side may take to read it and close. §5.5 */
    private static final long PATIENCE_SECONDS = 1;

    /** Longest text in a log, in characters. */
    private static final int MAX_SHOWN = 200;

    /** A TLS alert: fatal, protocol_version. */
    private static final byte[] NO_TLS = {0x15, 3, 1, 0, 2, 2, 70};

    private final Future<?> timer;

    private Refusal(Future<?> timer) {
        this.timer = timer;
    }

    /** Answers an HTTP request; {@code headers} are whole lines. */
    static void http(Channel channel, HttpResponseStatus status, String headers, String words) {
        byte[] body = (words + "\n").getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 "
                        + status
                        + "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
                        + headers
                        + "Content-Length: "
                        + body.length
                        + "\r\n\r\n";
        send(
                channel,
                Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body),
                status + ": " + words);
    }

    /** Ends a WebSocket with a close frame of status 1002. */
    static void webSocket(Channel channel, String words) {
        byte[] reason = words.getBytes(StandardCharsets.UTF_8);
        ByteBuf frame = channel.alloc().buffer(4 + reason.length);
        frame.writeByte(0x88).writeByte(2 + reason.length);
        frame.writeShort(WebSocketCloseStatus.PROTOCOL_ERROR.code()).writeBytes(reason);
        send(channel, frame, words);
    }

    /** Answers a TLS client hello. */
    static void tls(Channel channel) {
        send(channel, Unpooled.wrappedBuffer(NO_TLS), "TLS client hello on a port without TLS");
    }

    private static void send(Channel channel, ByteBuf bytes, String words) {
        if (log.isDebugEnabled()) {
            log.debug("refused {}: {}", channel.remoteAddress(), shown(words));
        }
        ChannelPipeline pipeline = channel.pipeline();
        while (pipeline.last() != null) {
            pipeline.removeLast();
        }
        pipeline.addLast(
                new Refusal(
                        channel.eventLoop()
                                .schedule(
                                        () -> channel.close(),
                                        PATIENCE_SECONDS,
                                        TimeUnit.SECONDS)));
        channel.writeAndFlush(bytes).addListener(done -> sent(channel, done));
    }

    /** One short printable line: the words may quote the other side. */
    private static String shown(String words) {
        StringBuilder line = new StringBuilder(MAX_SHOWN);
        words.codePoints()
                .limit(MAX_SHOWN)
                .forEach(
                        point -> {
                            int type = Character.getType(point);
                            boolean printable =
                                    type != Character.CONTROL
                                            && type != Character.FORMAT
                                            && type != Character.LINE_SEPARATOR
                                            && type != Character.PARAGRAPH_SEPARATOR
                                            && type != Character.SURROGATE;
                            line.appendCodePoint(printable ? point : '?');
                        });
        return line.length() < words.length() ? line + "..." : line.toString();
    }

    private static void sent(Channel channel, Future<?> done) {
        if (done.isSuccess() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timer.cancel(false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
