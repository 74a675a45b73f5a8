package dev.fluxar.tests.streamrivals;

import dev.fluxar.tests.rivals.BareNetty;
import dev.fluxar.tests.rivals.FrameOverhead;
import dev.fluxar.tests.rivals.LocalServer;
import dev.fluxar.tests.rivals.NettyLoop;
import dev.fluxar.tests.rivals.RivalVersion;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;

/**
 * The limit: a bare Netty pipeline that sends as many bytes as FLUXAR's items have and reads
 * nothing but the length and the stamp. What holds it back is TCP alone.
 */
final class LimitStreams implements StreamSystem {

    private final boolean gathering;

    /** Whether items are gathered in one buffer, or written one by one. */
    LimitStreams(boolean gathering) {
        this.gathering = gathering;
    }

    @Override
    public String describe() {
        return "bare Netty "
                + RivalVersion.of(Channel.class, "netty")
                + ", "
                + NettyLoop.best().name()
                + (gathering ? ", items gathered in large buffers" : ", one write an item")
                + ", frames of 64 + "
                + FrameOverhead.ofItem(64)
                + " bytes, held back by TCP alone";
    }

    @Override
    public LocalServer listen() throws InterruptedException {
        return BareNetty.listen(
                () -> new LimitProducer(gathering),
                gathering ? LimitProducer.WAITING : WriteBufferWaterMark.DEFAULT);
    }

    @Override
    public StreamClient connect(int port) throws InterruptedException {
        LimitConsumer consumer = new LimitConsumer();
        BareNetty.Connection connection = BareNetty.connect(port, consumer);
        return new StreamClient() {
            @Override
            public Runnable open(int payloadBytes, int window, ItemSink sink) {
                consumer.open(payloadBytes, sink);
                return consumer::cancel;
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }
}
