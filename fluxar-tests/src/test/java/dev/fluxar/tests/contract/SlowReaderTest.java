package dev.fluxar.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.netty.ByteStreamConnection;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A close towards a side that goes on reading, but hardly; in virtual time. */
class SlowReaderTest {

    /** Takes a byte whenever it is flushed. */
    private static final class Trickle extends EmbeddedChannel {
        @Override
        protected void doWrite(ChannelOutboundBuffer waiting) {
            if (!waiting.isEmpty()) {
                waiting.removeBytes(1);
            }
        }
    }

    private static final class Heard implements ConnectionHandler {
        @Nullable Throwable cause;

        @Override
        public void onBytes(byte[] source, int offset, int length) {}

        @Override
        public void onReadComplete() {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed(@Nullable Throwable why) {
            cause = why;
        }
    }

    /** On a thread of its own: a thread has one loop for ever. */
    @Test
    void aCloseEndsHoweverSlowlyTheOtherSideReads() {
        int seconds = TransportEnd.get(CompletableFuture.supplyAsync(this::close, this::start));
        assertThat(seconds).isBetween(30, 31);
    }

    private void start(Runnable task) {
        new Thread(task, "slow-reader").start();
    }

    private int close() {
        Trickle channel = new Trickle();
        Heard heard = new Heard();
        ByteStreamConnection connection =
                new ByteStreamConnection(channel, opened -> heard, "tcp://slow:1", null);
        channel.freezeTime();
        channel.pipeline().addLast(connection);
        connection.open();
        Connection near = connection;
        near.write(TransportEnd.buffer(new byte[1000]));
        near.close();
        int seconds = 0;
        while (channel.isOpen() && seconds < 600) {
            seconds++;
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            channel.flush();
        }
        assertThat(heard.cause)
                .hasMessageMatching(
                        "connection to tcp://slow:1 was cut: the other side did not read the last"
                                + " \\d+ bytes before the close");
        return seconds;
    }
}
