package dev.fluxar.tests.topicrivals;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.Hub;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.tests.rivals.LocalServer;
import dev.fluxar.tests.rivals.NettyLoop;
import dev.fluxar.tests.rivals.RivalVersion;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** This library over TCP, through its public API, with its hub in memory. */
final class FluxarTopics implements TopicSystem {

    /** What an envelope adds to a payload, in bytes, rounded up. */
    private static final int AROUND = 128;

    private static final int PAYLOAD = 64;

    @Override
    public String describe() {
        return "FLUXAR "
                + RivalVersion.of(Peer.class, "fluxar")
                + " on Netty "
                + RivalVersion.of(Channel.class, "netty")
                + ", "
                + NettyLoop.best().name()
                + ", hub in memory";
    }

    @Override
    public LocalServer listen() throws InterruptedException {
        Listener listener = Peer.listen("tcp://127.0.0.1:0").hub(Hub.inMemory()).await();
        return new LocalServer() {
            @Override
            public int port() {
                return listener.uri().getPort();
            }

            @Override
            public void close() {
                listener.close();
            }
        };
    }

    private static String topic(Guarantee guarantee) {
        return "bench." + guarantee.name().toLowerCase(Locale.ROOT);
    }

    private static Delivery delivery(Guarantee guarantee) {
        return Delivery.valueOf(guarantee.name());
    }

    @Override
    public TopicConnection connect(int port) throws InterruptedException {
        Peer peer = Peer.connect("tcp://127.0.0.1:" + port).await();
        return new TopicConnection() {
            @Override
            public void subscribe(Guarantee guarantee, int window, EventSink sink)
                    throws ExecutionException, InterruptedException {
                boolean confirmed = guarantee != Guarantee.AT_MOST_ONCE;
                peer.subscribe(topic(guarantee))
                        .delivery(delivery(guarantee))
                        .window(new Credit(2L * window, 2L * window * (PAYLOAD + AROUND)))
                        .each(
                                byte[].class,
                                event -> {
                                    ByteBuffer payload = ByteBuffer.wrap(event.payload());
                                    sink.arrived(payload.getLong(), payload.getLong());
                                    if (confirmed) {
                                        sink.settled();
                                    }
                                })
                        .get();
            }

            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // the result is told
            public void publish(Guarantee guarantee, byte[] payload, PublishResult result) {
                CompletableFuture<Void> sent =
                        peer.publish(topic(guarantee))
                                .with(payload)
                                .delivery(delivery(guarantee))
                                .send();
                boolean confirmed = guarantee != Guarantee.AT_MOST_ONCE;
                sent.whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                result.failed(failure);
                            } else if (confirmed) {
                                result.accepted();
                            }
                        });
            }

            @Override
            public void close() {
                peer.close();
            }
        };
    }
}
