package dev.fluxar.tests.rivals;

import io.grpc.CallOptions;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** gRPC-java, unary calls with bytes as messages, its direct executor on both sides. */
final class GrpcSystem implements CallSystem {

    private static final MethodDescriptor<byte[], byte[]> ECHO =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName("bench", "echo"))
                    .setRequestMarshaller(new GrpcBytes())
                    .setResponseMarshaller(new GrpcBytes())
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
    public LocalServer listen() throws IOException {
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
}
