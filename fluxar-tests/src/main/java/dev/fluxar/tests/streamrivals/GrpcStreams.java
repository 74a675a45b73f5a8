package dev.fluxar.tests.streamrivals;

import dev.fluxar.tests.rivals.GrpcBytes;
import dev.fluxar.tests.rivals.LocalServer;
import dev.fluxar.tests.rivals.RivalVersion;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** gRPC-java, server streaming with manual flow control, its direct executor on both sides. */
final class GrpcStreams implements StreamSystem {

    private static final MethodDescriptor<byte[], byte[]> ITEMS =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName("bench", "items"))
                    .setRequestMarshaller(new GrpcBytes())
                    .setResponseMarshaller(new GrpcBytes())
                    .build();

    @Override
    public String describe() {
        return "grpc-java "
                + RivalVersion.of(ClientCalls.class, "grpc")
                + " with its own Netty, "
                + (Epoll.isAvailable() ? "epoll" : "nio")
                + ", direct executor, isReady and request(n)";
    }

    @Override
    public LocalServer listen() throws IOException {
        Server server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .directExecutor()
                        .addService(
                                ServerServiceDefinition.builder("bench")
                                        .addMethod(
                                                ITEMS,
                                                ServerCalls.asyncServerStreamingCall(
                                                        GrpcStreams::items))
                                        .build())
                        .build()
                        .start();
        return new LocalServer() {
            @Override
            public int port() {
                return server.getPort();
            }

            @Override
            public void close() {
                server.shutdownNow();
            }
        };
    }

    private static void items(byte[] request, StreamObserver<byte[]> observer) {
        ServerCallStreamObserver<byte[]> stream = (ServerCallStreamObserver<byte[]>) observer;
        ItemPayloads items = new ItemPayloads(ByteBuffer.wrap(request).getInt());
        stream.setOnCancelHandler(() -> {});
        stream.setOnReadyHandler(
                () -> {
                    while (stream.isReady()) {
                        stream.onNext(items.next());
                    }
                });
    }

    @Override
    public StreamClient connect(int port) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .directExecutor()
                        .usePlaintext()
                        .build();
        return new StreamClient() {
            @Override
            public Runnable open(int payloadBytes, int window, ItemSink sink) {
                Items items = new Items(window, sink);
                ClientCalls.asyncServerStreamingCall(
                        channel.newCall(ITEMS, CallOptions.DEFAULT),
                        ByteBuffer.allocate(Integer.BYTES).putInt(payloadBytes).array(),
                        items);
                return items::cancel;
            }

            @Override
            public void close() {
                channel.shutdownNow();
            }
        };
    }

    /** Asks for more whenever half of the window has been used. */
    private static final class Items implements ClientResponseObserver<byte[], byte[]> {

        private final int window;
        private final int step;
        private final ItemSink sink;
        private @Nullable ClientCallStreamObserver<byte[]> stream;
        private int used;

        Items(int window, ItemSink sink) {
            this.window = window;
            this.step = window / 2;
            this.sink = sink;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<byte[]> call) {
            stream = call;
            call.disableAutoRequestWithInitial(window);
        }

        @Override
        public void onNext(byte[] item) {
            sink.item(item.length, ItemPayloads.stamp(item), ItemPayloads.number(item));
            if (++used == step && stream != null) {
                used = 0;
                stream.request(step);
            }
        }

        void cancel() {
            if (stream != null) {
                stream.cancel("enough", null);
            }
        }

        @Override
        public void onError(Throwable cause) {
            if (Status.fromThrowable(cause).getCode() == Status.Code.CANCELLED) {
                sink.cancelled();
            } else {
                sink.failed(cause);
            }
        }

        @Override
        public void onCompleted() {
            sink.failed(new IllegalStateException("the endless stream ended"));
        }
    }
}
