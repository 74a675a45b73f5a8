package dev.fluxar.transport.netty;

import dev.fluxar.transport.TransportException;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An orderly close under way: everything is written, our half is shut down, and what still comes in
 * is thrown away until the other side closes too. (Closing a socket that holds unread bytes resets
 * it, and the other side may lose what was written last.) Confined to the channel's loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures as events
final class LingeringClose {

    /** How long the other side may take nothing of what is still to be sent. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** The same after a fault; and how long it may leave its half open. §5.5 */
    static final long SHORT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How often it is looked whether the other side takes something: one that trickles is cut. */
    private static final int LOOKS = 6;

    private final NettyConnection connection;
    private final Channel channel;
    private final long patienceNanos;
    private Runnable timer;
    private long unsent;
    private int looks;
    private boolean allSent;

    /** Starts with whatever the channel holds. */
    LingeringClose(NettyConnection connection, Channel channel, long patienceNanos) {
        this.connection = connection;
        this.channel = channel;
        this.patienceNanos = patienceNanos;
        this.timer = connection.loop().schedule(this::lookAgain, patienceNanos);
    }

    void start() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::written);
        unsent = unsentBytes();
    }

    boolean allSent() {
        return allSent;
    }

    void cancel() {
        timer.run();
    }

    private void written(Future<?> done) {
        if (done.isSuccess()) {
            allSent = true;
            timer.run();
            timer = connection.loop().schedule(() -> connection.cut(null), SHORT_PATIENCE_NANOS);
            connection.restSent();
        }
    }

    void endOurHalf() {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(this::ended);
        } else {
            channel.close();
        }
    }

    private void ended(Future<?> done) {
        if (!done.isSuccess()) {
            channel.close();
        }
    }

    private void lookAgain() {
        long left = unsentBytes();
        // After a fault nobody is waited for twice.
        int most = patienceNanos == SHORT_PATIENCE_NANOS ? 1 : LOOKS;
        if (left < unsent && ++looks < most) {
            unsent = left;
            timer = connection.loop().schedule(this::lookAgain, patienceNanos);
        } else {
            connection.cut(unread(left));
        }
    }

    private TransportException unread(long left) {
        return new TransportException(
                "connection to "
                        + connection.remote()
                        + " was cut: the other side did not read the last "
                        + left
                        + " bytes before the close",
                null);
    }

    private long unsentBytes() {
        @Nullable ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
    }
}
