package dev.fluxar.tests.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Binder;
import dev.fluxar.Hub;
import dev.fluxar.HubOptions;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.sim.SimLink;
import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.VirtualLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A hub behind one or two listeners, and any number of peers that connect, on one thread and in
 * virtual time. Closing it checks that nothing is left behind.
 */
final class VirtualHub implements AutoCloseable {

    final SimNetwork network = new SimNetwork();
    final VirtualLoop loop = network.loop();
    final Hub hub;
    final Listener listener;
    final Listener other;

    /** What is to run off the loop, until {@link #work} runs it. */
    final Queue<Runnable> tasks = new ArrayDeque<>();

    private final List<Peer> peers = new ArrayList<>();

    VirtualHub() {
        this(HubOptions.DEFAULT);
    }

    VirtualHub(HubOptions options) {
        this(options, PeerOptions.DEFAULT);
    }

    VirtualHub(HubOptions options, PeerOptions ofListeners) {
        hub = Hub.inMemory(options);
        listener = listen(network.uri().toString(), ofListeners);
        other = listen(network.uri("other").toString(), ofListeners);
    }

    private Listener listen(String uri, PeerOptions options) {
        Binder binder = Peer.listen(uri).options(options).hub(hub);
        CompletableFuture<Listener> listening = binder.start();
        loop.run();
        return listening.join();
    }

    /** Runs on the test's thread, when it is told to. */
    Executor executor() {
        return tasks::add;
    }

    /** Runs what is to run off the loop, and what that brings about. */
    void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            loop.run();
        }
    }

    Peer connect() {
        return connect(PeerOptions.DEFAULT);
    }

    Peer connect(Listener to) {
        return connect(to, PeerOptions.DEFAULT);
    }

    Peer connect(PeerOptions options) {
        return connect(listener, options);
    }

    /** Connects a peer whose handlers that may block run elsewhere. */
    Peer connectWith(Executor blocking) {
        return open(listener, PeerOptions.DEFAULT.withBlocking(blocking));
    }

    Peer connect(Listener to, PeerOptions options) {
        return open(to, options.withBlocking(executor()));
    }

    private Peer open(Listener to, PeerOptions options) {
        CompletableFuture<Peer> connecting = Peer.connect(to.uri()).options(options).start();
        loop.run();
        Peer peer = connecting.join();
        peers.add(peer);
        return peer;
    }

    /** The connection of the peer that connected last. */
    SimLink link() {
        return network.link();
    }

    /** The value of a future that must have it by now. */
    <T> T now(CompletableFuture<T> future) {
        loop.run();
        assertThat(future).isDone();
        return future.join();
    }

    @Override
    public void close() {
        for (Peer peer : peers) {
            Insides insides = Insides.of(peer);
            loop.run(() -> peer.close());
            loop.run();
            assertThat(insides.held()).as("bytes held by %s", peer).isZero();
            assertThat(insides.live()).as("exchanges of %s", peer).isZero();
            assertThat(insides.untimed()).as("timers of %s", peer).isTrue();
        }
        for (Peer peer : listener.peers()) {
            assertThat(Insides.of(peer).held()).as("bytes held for %s", peer).isZero();
        }
        loop.run(() -> listener.close());
        loop.run(() -> other.close());
        network.close();
    }
}
