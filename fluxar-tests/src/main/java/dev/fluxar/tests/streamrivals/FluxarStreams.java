package dev.fluxar.tests.streamrivals;

import dev.fluxar.Credit;
import dev.fluxar.FluxarException;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.StreamSpec;
import dev.fluxar.tests.rivals.LocalServer;
import dev.fluxar.tests.rivals.NettyLoop;
import dev.fluxar.tests.rivals.RivalVersion;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** This library over TCP, through its public API with default settings, bytes as items. */
final class FluxarStreams implements StreamSystem {

    private static final String TARGET = "items";

    /** From so many bytes on, items are read as views and not as arrays. */
    private static final int LARGE = 4096;

    /** What an envelope adds to a payload, in bytes, rounded up. */
    private static final int AROUND = 64;

    @Override
    public String describe() {
        return "FLUXAR "
                + RivalVersion.of(Peer.class, "fluxar")
                + " on Netty "
                + RivalVersion.of(Channel.class, "netty")
                + ", "
                + NettyLoop.best().name()
                + ", Flow.Publisher to Flow.Subscriber, request(n)";
    }

    @Override
    public LocalServer listen() throws InterruptedException {
        Listener listener =
                Peer.listen("tcp://127.0.0.1:0")
                        .onStream(TARGET, Integer.class, (bytes, stream) -> new Endless(bytes))
                        .await();
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

    @Override
    public StreamClient connect(int port) throws InterruptedException {
        Peer peer = Peer.connect("tcp://127.0.0.1:" + port).await();
        return new StreamClient() {
            @Override
            public Runnable open(int payloadBytes, int window, ItemSink sink) {
                StreamSpec spec =
                        peer.stream(TARGET)
                                .with(payloadBytes)
                                .window(
                                        new Credit(
                                                window, (long) window * (payloadBytes + AROUND)));
                if (payloadBytes < LARGE) {
                    Arrays items = new Arrays(window, sink);
                    spec.items(byte[].class).subscribe(items);
                    return items::cancel;
                }
                Views items = new Views(window, sink);
                spec.items(ByteBuffer.class).subscribe(items);
                return items::cancel;
            }

            @Override
            public void close() {
                peer.close();
            }
        };
    }

    /** Makes items for as long as they are asked for, on the thread that asks. */
    private record Endless(int payloadBytes) implements Flow.Publisher<byte[]> {
        @Override
        public void subscribe(Flow.Subscriber<? super byte[]> subscriber) {
            subscriber.onSubscribe(new Making(new ItemPayloads(payloadBytes), subscriber));
        }
    }

    private static final class Making implements Flow.Subscription {

        private final ItemPayloads items;
        private final Flow.Subscriber<? super byte[]> subscriber;
        private long wanted;
        private boolean making;
        private volatile boolean cancelled;

        Making(ItemPayloads items, Flow.Subscriber<? super byte[]> subscriber) {
            this.items = items;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            wanted += count;
            if (making) {
                return;
            }
            making = true;
            while (wanted > 0 && !cancelled) {
                wanted--;
                subscriber.onNext(items.next());
            }
            making = false;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** Asks for more whenever half of the window has been used. */
    private abstract static class Items<T> implements Flow.Subscriber<T> {

        private final int window;
        private final int step;
        final ItemSink sink;
        private volatile Flow.@Nullable Subscription stream;
        private int used;

        Items(int window, ItemSink sink) {
            this.window = window;
            this.step = window / 2;
            this.sink = sink;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            stream = subscription;
            subscription.request(window);
        }

        final void taken() {
            Flow.Subscription current = stream;
            if (++used == step && current != null) {
                used = 0;
                current.request(step);
            }
        }

        void cancel() {
            Flow.Subscription current = stream;
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
            sink.failed(new FluxarException(1000, "the endless stream ended", null));
        }
    }

    private static final class Arrays extends Items<byte[]> {
        Arrays(int window, ItemSink sink) {
            super(window, sink);
        }

        @Override
        public void onNext(byte[] item) {
            sink.item(item.length, ItemPayloads.stamp(item), ItemPayloads.number(item));
            taken();
        }
    }

    private static final class Views extends Items<ByteBuffer> {
        Views(int window, ItemSink sink) {
            super(window, sink);
        }

        @Override
        public void onNext(ByteBuffer item) {
            sink.item(item.remaining(), ItemPayloads.stamp(item), ItemPayloads.number(item));
            taken();
        }
    }
}
