package dev.fluxar.tests.rivals;

import io.grpc.CallOptions;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** gRPC-java, unary calls with bytes as messages, its direct executor on both sides. */
final class GrpcSystem implements CallSystem {

    private static final MethodDescriptor<byte[], byte[]> ECHO =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName("bench", "echo"))
                    .setRequestMarshaller(new BytesMarshaller())
                    .setResponseMarshaller(new BytesMarshaller())
                    .build();

    @Override
    public String describe() {
        return "grpc-java "
                + RivalVersion.of(ClientCalls.class, "grpc")
                + " with its own Netty, "
                + (Epoll.isAvailable() ? "epoll" : "nio")
                + ", direct executor";
    }

    @Override
    public CallServer listen() throws IOException {
        Server server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .directExecutor()
                        .addService(
                                ServerServiceDefinition.builder("bench")
                                        .addMethod(
                                                ECHO, ServerCalls.asyncUnaryCall(GrpcSystem::echo))
                                        .build())
                        .build()
                        .start();
        return new CallServer() {
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

    private static void echo(byte[] payload, StreamObserver<byte[]> reply) {
        reply.onNext(payload);
        reply.onCompleted();
    }

    @Override
    public CallClient connect(int port) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .directExecutor()
                        .usePlaintext()
                        .build();
        return new CallClient() {
            @Override
            public void call(byte[] payload, CallCompletion completion) {
                ClientCalls.asyncUnaryCall(
                        channel.newCall(ECHO, CallOptions.DEFAULT), payload, new Reply(completion));
            }

            @Override
            public void close() {
                channel.shutdownNow();
            }
        };
    }

    /** Completes the call when gRPC has closed it. */
    private static final class Reply implements StreamObserver<byte[]> {

        private final CallCompletion completion;
        private int payloadBytes = -1;

        Reply(CallCompletion completion) {
            this.completion = completion;
        }

        @Override
        public void onNext(byte[] payload) {
            payloadBytes = payload.length;
        }

        @Override
        public void onError(Throwable cause) {
            completion.failed(cause);
        }

        @Override
        public void onCompleted() {
            completion.completed(payloadBytes);
        }
    }

    private static final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new BytesStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                if (stream instanceof KnownLength) {
                    byte[] value = new byte[stream.available()];
                    int read = stream.readNBytes(value, 0, value.length);
                    if (read != value.length) {
                        throw new IOException("expected " + value.length + " bytes, got " + read);
                    }
                    return value;
                }
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Hands its bytes over in one piece, as the streams of generated messages do. */
    private static final class BytesStream extends ByteArrayInputStream
            implements Drainable, KnownLength {

        BytesStream(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int length = available();
            target.write(buf, pos, length);
            pos = count;
            return length;
        }
    }
}
