package dev.fluxar.tests.fuzz;

import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.Connections;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.SimTransport;
import dev.fluxar.tests.sim.Splitting;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.WriteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A responder that hears what somebody once said to another one. */
final class Replay implements AutoCloseable, ConnectionHandler {

    private final SimNetwork network;
    private final Listener listener;
    private final List<Peer> peers = new ArrayList<>();
    private final List<CompletableFuture<Object>> later = new ArrayList<>();
    private Connection connection;

    Replay(Random random, boolean messages) {
        network = new SimNetwork(messages);
        network.splitAll(Splitting.random(random));
        CompletableFuture<Listener> listening =
                Peer.listen(network.uri().toString())
                        .options(PeerOptions.DEFAULT.withLimits(Conversation.LIMITS))
                        .onPeer(peers::add)
                        .onCall(
                                "echo",
                                Object.class,
                                (value, call) -> CompletableFuture.completedFuture(value))
                        .onCall(
                                "later",
                                Object.class,
                                (value, call) -> {
                                    CompletableFuture<Object> future = new CompletableFuture<>();
                                    later.add(future);
                                    return future;
                                })
                        .onCall(
                                "back",
                                String.class,
                                (text, call) ->
                                        call.peer().call("echo").with(text).send(String.class))
                        .start();
        new SimTransport()
                .connect(
                        Relay.endpoint(network, network.uri()),
                        opened -> {
                            connection = opened;
                            return this;
                        });
        network.loop().run();
        listener = listening.join();
    }

    void send(List<byte[]> writes) {
        for (byte[] bytes : writes) {
            network.loop()
                    .run(
                            () -> {
                                WriteBuffer out = new WriteBuffer(bytes.length);
                                out.write(bytes, 0, bytes.length);
                                connection.write(out);
                                connection.flush();
                            });
        }
    }

    boolean goesOn() {
        return Connections.open(listener) == 1;
    }

    void endAndCheck() {
        network.loop()
                .run(
                        () -> {
                            connection.close();
                            later.forEach(parked -> parked.complete("too late"));
                        });
        network.loop().advance(Duration.ofMinutes(2));
        if (Connections.open(listener) != 0 || network.loop().timers() != 0) {
            throw new AssertionError(
                    Connections.open(listener)
                            + " connections and "
                            + network.loop().timers()
                            + " timers left");
        }
        for (Peer peer : peers) {
            Insides insides = Insides.of(peer);
            if (insides.live() != 0 || insides.held() != 0) {
                throw new AssertionError(
                        insides.live() + " exchanges, " + insides.held() + " bytes left");
            }
            Throwable reason = peer.closed().handle((nothing, thrown) -> thrown).join();
            if (reason != null && reason.getCause() instanceof IllegalStateException) {
                throw new AssertionError("a fault of our own", reason);
            }
        }
    }

    @Override
    public void onBytes(byte[] source, int offset, int length) {
        // Whatever it answers.
    }

    @Override
    public void onReadComplete() {
        // Nothing was read.
    }

    @Override
    public void onWritable() {
        // Whatever fits or not.
    }

    @Override
    public void onClosed(Throwable cause) {
        // The responder has closed, or the test has.
    }

    @Override
    public void close() {
        network.close();
    }
}
