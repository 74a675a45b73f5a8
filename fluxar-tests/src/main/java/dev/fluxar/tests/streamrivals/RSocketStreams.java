package dev.fluxar.tests.streamrivals;

import dev.fluxar.tests.rivals.LocalServer;
import dev.fluxar.tests.rivals.RivalVersion;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketConnector;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.ByteBufPayload;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.netty.resources.LoopResources;

/** RSocket-java over TCP, request-stream, payloads decoded without a copy. */
final class RSocketStreams implements StreamSystem {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public String describe() {
        return "rsocket-java "
                + RivalVersion.of(RSocket.class, "rsocket")
                + " on reactor-netty "
                + RivalVersion.of(LoopResources.class, "reactor-netty")
                + " and Netty "
                + RivalVersion.of(Channel.class, "netty")
                + ", "
                + (LoopResources.hasNativeSupport() ? "epoll" : "nio")
                + ", zero-copy decoder, request(n)";
    }

    @Override
    public LocalServer listen() {
        CloseableChannel channel =
                RSocketServer.create(SocketAcceptor.forRequestStream(RSocketStreams::items))
                        .payloadDecoder(PayloadDecoder.ZERO_COPY)
                        .bind(
                                TcpServerTransport.create(
                                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                        .block(PATIENCE);
        if (channel == null) {
            throw new IllegalStateException("rsocket did not bind");
        }
        return new LocalServer() {
            @Override
            public int port() {
                return channel.address().getPort();
            }

            @Override
            public void close() {
                channel.dispose();
            }
        };
    }

    private static Flux<Payload> items(Payload request) {
        ItemPayloads items = new ItemPayloads(request.sliceData().readInt());
        request.release();
        return Flux.generate(sink -> sink.next(ByteBufPayload.create(items.next())));
    }

    @Override
    public StreamClient connect(int port) {
        RSocket socket =
                RSocketConnector.create()
                        .payloadDecoder(PayloadDecoder.ZERO_COPY)
                        .connect(
                                TcpClientTransport.create(
                                        new InetSocketAddress(
                                                InetAddress.getLoopbackAddress(), port)))
                        .block(PATIENCE);
        if (socket == null) {
            throw new IllegalStateException("rsocket did not connect");
        }
        return new StreamClient() {
            @Override
            public Runnable open(int payloadBytes, int window, ItemSink sink) {
                Items items = new Items(window, sink);
                byte[] request = ByteBuffer.allocate(Integer.BYTES).putInt(payloadBytes).array();
                socket.requestStream(ByteBufPayload.create(request)).subscribe(items);
                return items::cancel;
            }

            @Override
            public void close() {
                socket.dispose();
            }
        };
    }

    /** Asks for more whenever half of the window has been used. */
    private static final class Items implements CoreSubscriber<Payload> {

        private final int window;
        private final int step;
        private final ItemSink sink;
        private volatile @Nullable Subscription stream;
        private int used;

        Items(int window, ItemSink sink) {
            this.window = window;
            this.step = window / 2;
            this.sink = sink;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            stream = subscription;
            subscription.request(window);
        }

        @Override
        public void onNext(Payload payload) {
            ByteBuf data = payload.sliceData();
            int at = data.readerIndex();
            sink.item(data.readableBytes(), data.getLong(at), data.getLong(at + Long.BYTES));
            payload.release();
            Subscription current = stream;
            if (++used == step && current != null) {
                used = 0;
                current.request(step);
            }
        }

        void cancel() {
            Subscription current = stream;
            if (current != null) {
                current.cancel();
                sink.cancelled();
            }
        }

        @Override
        public void onError(Throwable cause) {
            sink.failed(cause);
        }

        @Override
        public void onComplete() {
            sink.failed(new IllegalStateException("the endless stream ended"));
        }
    }
}
