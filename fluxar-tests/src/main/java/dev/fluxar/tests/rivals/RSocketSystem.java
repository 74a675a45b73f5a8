package dev.fluxar.tests.rivals;

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
import java.time.Duration;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;

/** RSocket-java over TCP, request-response, payloads decoded without a copy. */
final class RSocketSystem implements CallSystem {

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
                + ", zero-copy decoder";
    }

    @Override
    public LocalServer listen() {
        CloseableChannel channel =
                RSocketServer.create(SocketAcceptor.forRequestResponse(Mono::just))
                        .payloadDecoder(PayloadDecoder.ZERO_COPY)
                        .bind(TcpServerTransport.create(loopback(0)))
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

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public CallClient connect(int port) {
        RSocket socket =
                RSocketConnector.create()
                        .payloadDecoder(PayloadDecoder.ZERO_COPY)
                        .connect(
                                TcpClientTransport.create(
                                        // Otherwise a pool has 500 connections at most.
                                        TcpClient.newConnection()
                                                .remoteAddress(() -> loopback(port))))
                        .block(PATIENCE);
        if (socket == null) {
            throw new IllegalStateException("rsocket did not connect");
        }
        return new CallClient() {
            @Override
            public void call(byte[] payload, CallCompletion completion) {
                socket.requestResponse(ByteBufPayload.create(payload))
                        .subscribe(new Reply(completion));
            }

            @Override
            public void close() {
                socket.dispose();
            }
        };
    }

    private static final class Reply implements CoreSubscriber<Payload> {

        private final CallCompletion completion;
        private int payloadBytes = -1;

        Reply(CallCompletion completion) {
            this.completion = completion;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Payload payload) {
            payloadBytes = payload.sliceData().readableBytes();
            payload.release();
        }

        @Override
        public void onError(Throwable cause) {
            completion.failed(cause);
        }

        @Override
        public void onComplete() {
            completion.completed(payloadBytes);
        }
    }
}
