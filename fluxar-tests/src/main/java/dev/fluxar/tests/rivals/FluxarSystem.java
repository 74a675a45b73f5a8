package dev.fluxar.tests.rivals;

import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import io.netty.channel.Channel;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** This library over TCP, through its public API with default settings, bytes as payloads. */
final class FluxarSystem implements CallSystem {

    static final String TARGET = "echo";

    private final PeerOptions options;

    FluxarSystem() {
        this(PeerOptions.DEFAULT);
    }

    FluxarSystem(PeerOptions options) {
        this.options = options;
    }

    @Override
    public String describe() {
        return "FLUXAR "
                + RivalVersion.of(Peer.class, "fluxar")
                + " on Netty "
                + RivalVersion.of(Channel.class, "netty")
                + ", "
                + NettyLoop.best().name()
                + (options.resume() == null ? "" : ", resume");
    }

    @Override
    public LocalServer listen() throws InterruptedException {
        Listener listener =
                Peer.listen("tcp://127.0.0.1:0")
                        .options(options)
                        .trusted() // Sessions survive on loopback, too.
                        .onCall(
                                TARGET,
                                byte[].class,
                                (payload, call) -> CompletableFuture.completedFuture(payload))
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
    public CallClient connect(int port) throws InterruptedException {
        Peer peer = Peer.connect(URI.create("tcp://127.0.0.1:" + port)).options(options).await();
        return new CallClient() {
            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // the completion tells
            public void call(byte[] payload, CallCompletion completion) {
                peer.call(TARGET)
                        .with(payload)
                        .send(byte[].class)
                        .whenComplete(
                                (reply, failure) -> {
                                    if (failure == null) {
                                        completion.completed(reply.length);
                                    } else {
                                        completion.failed(failure);
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
