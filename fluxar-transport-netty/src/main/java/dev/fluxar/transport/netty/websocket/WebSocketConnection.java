package dev.fluxar.transport.netty.websocket;

import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.TransportException;
import dev.fluxar.transport.WriteBuffer;
import dev.fluxar.transport.netty.NettyConnection;
import dev.fluxar.transport.netty.Opening;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An upgraded connection: binary messages out and in, and the closing handshake. */
final class WebSocketConnection extends NettyConnection {

    private final boolean accepted;

    /** The longest message accepted, and the one that the channel's decoder knows of. */
    private int maxFrame;

    private int decoderLimit;

    /** Written since the last flush. */
    private boolean queued;

    /** A message is being handed over: the decoder must not be changed under it. */
    private boolean receiving;

    // While a message comes in fragments.
    private byte @Nullable [] message;
    private int messageLength;

    // Once it closes.
    private @Nullable CloseWebSocketFrame lastWords;
    private boolean otherSideDone;
    private boolean restSent;

    WebSocketConnection(
            Channel channel,
            ConnectionAcceptor acceptor,
            String remote,
            @Nullable Opening opening,
            long acceptedAt,
            int maxFrame) {
        super(channel, acceptor, remote, opening, acceptedAt);
        this.accepted = opening == null;
        this.maxFrame = maxFrame;
        this.decoderLimit = maxFrame;
    }

    @Override
    public boolean keepsBoundaries() {
        return true;
    }

    @Override
    public void maxFrame(int bytes) {
        maxFrame = bytes;
        if (!receiving) {
            limitDecoder();
        }
    }

    /** The decoder is what refuses a message before it is buffered. §5.2-6 */
    private void limitDecoder() {
        if (decoderLimit != maxFrame && isOpen()) {
            decoderLimit = maxFrame;
            channel.pipeline()
                    .replace(
                            WebSocket13FrameDecoder.class,
                            null,
                            new WebSocket13FrameDecoder(
                                    ServerUpgrade.decoding(maxFrame, accepted)));
        }
    }

    @Override
    public void write(WriteBuffer bytes) {
        if (isOpen()) {
            int length = bytes.length();
            ByteBuf content = channel.alloc().directBuffer(length, length);
            bytes.forEachSegment(content::writeBytes);
            queued = true;
            queue(new BinaryWebSocketFrame(content));
        }
    }

    @Override
    public void flush() {
        if (isOpen() && queued) {
            queued = false;
            flushQueued();
        }
    }

    @Override
    protected void received(Object read) {
        receiving = true;
        act(read);
        receiving = false;
        limitDecoder();
    }

    private void act(Object read) {
        if (read instanceof CloseWebSocketFrame close) {
            otherSideCloses(close);
        } else if (!isOpen()) {
            return;
        } else if (read instanceof BinaryWebSocketFrame frame && frame.isFinalFragment()) {
            deliver(frame.content());
        } else if (read instanceof BinaryWebSocketFrame
                || read instanceof ContinuationWebSocketFrame) {
            assemble((WebSocketFrame) read);
        } else if (read instanceof PingWebSocketFrame ping) {
            // A side that pings and does not read must not fill our memory with pongs.
            if (writable()) {
                send(new PongWebSocketFrame(ping.content().retain()));
            }
        } else if (read instanceof TextWebSocketFrame) {
            // §5.2-5
            closeWith(
                    WebSocketCloseStatus.INVALID_MESSAGE_TYPE,
                    "expected binary messages, got a text message");
        } else if (read instanceof ByteBuf) {
            closeWith(
                    WebSocketCloseStatus.PROTOCOL_ERROR, "bytes came before the upgrade was done");
        }
    }

    private void assemble(WebSocketFrame fragment) {
        int more = fragment.content().readableBytes();
        if (more > maxFrame - messageLength) {
            message = null;
            closeTooLong();
            return;
        }
        byte[] whole = message == null ? new byte[more] : message;
        if (whole.length < messageLength + more) {
            int grown = (int) Math.min(maxFrame, Math.max(2L * whole.length, messageLength + more));
            whole = Arrays.copyOf(whole, grown);
        }
        fragment.content().readBytes(whole, messageLength, more);
        message = whole;
        messageLength += more;
        if (fragment.isFinalFragment()) {
            int length = messageLength;
            message = null;
            messageLength = 0;
            deliver(whole, 0, length);
        }
    }

    // Closing

    private void otherSideCloses(CloseWebSocketFrame close) {
        otherSideDone = true;
        if (isOpen()) {
            int status = close.statusCode();
            boolean inOrder =
                    status < 0
                            || status == WebSocketCloseStatus.NORMAL_CLOSURE.code()
                            || status == WebSocketCloseStatus.ENDPOINT_UNAVAILABLE.code();
            lastWords =
                    status < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(status, "");
            closeFor(
                    inOrder
                            ? null
                            : new TransportException(
                                    "connection to "
                                            + remote()
                                            + " was closed by the other side: "
                                            + status
                                            + " "
                                            + close.reasonText(),
                                    null));
        } else if (restSent) {
            endOurHalf();
        }
    }

    private void closeTooLong() {
        closeWith(
                WebSocketCloseStatus.MESSAGE_TOO_BIG,
                "message too long, at most " + maxFrame + " bytes are accepted");
    }

    @Override
    protected void faultSeen() {
        lastWords = new CloseWebSocketFrame(WebSocketCloseStatus.PROTOCOL_ERROR);
    }

    /** Closes for what the other side did wrong; what more it says does not matter. */
    private void closeWith(WebSocketCloseStatus status, String words) {
        otherSideDone = true;
        lastWords = new CloseWebSocketFrame(status, words);
        closeFor(
                new TransportException(
                        "connection to " + remote() + " was closed: " + words, null));
    }

    @Override
    protected void sendRest() {
        CloseWebSocketFrame words = lastWords;
        queue(
                words == null
                        ? new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE, "")
                        : words);
        lastWords = null;
    }

    @Override
    protected void restSent() {
        restSent = true;
        if (otherSideDone) {
            endOurHalf();
        }
    }

    @Override
    protected void releaseBuffers() {
        message = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (isOpen() && failure instanceof CorruptedWebSocketFrameException corrupt) {
            if (corrupt.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
                closeTooLong();
            } else {
                closeWith(corrupt.closeStatus(), String.valueOf(corrupt.getMessage()));
            }
        } else {
            super.exceptionCaught(context, failure);
        }
    }
}
