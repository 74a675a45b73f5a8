package dev.fluxar.tests.simulation;

import dev.fluxar.Binder;
import dev.fluxar.Connector;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Listener;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.sim.SimLink;
import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.VirtualLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Two whole runtimes that talk over a simulated network, on one thread, in virtual time. */
public final class TwoPeers implements AutoCloseable {

    public final SimNetwork network;
    public final VirtualLoop loop;
    public final Listener listener;
    public final SimLink link;

    /** The initiator's view: calls the responder. */
    public final Peer near;

    /** The responder's view: calls the initiator. */
    public final Peer far;

    private TwoPeers(SimNetwork network, Listener listener, Peer near, Peer far) {
        this.network = network;
        this.loop = network.loop();
        this.listener = listener;
        this.link = network.link();
        this.near = near;
        this.far = far;
    }

    /** Connects two peers, each with its handlers and settings. */
    public static TwoPeers connect(Consumer<Connector> initiator, Consumer<Binder> responder) {
        return connect(new SimNetwork(), initiator, responder);
    }

    static TwoPeers connect(
            SimNetwork network, Consumer<Connector> initiator, Consumer<Binder> responder) {
        Binder binder = Peer.listen(network.uri().toString());
        responder.accept(binder);
        CompletableFuture<Listener> listening = binder.start();
        Connector connector = Peer.connect(network.uri());
        initiator.accept(connector);
        CompletableFuture<Peer> connecting = connector.start();
        network.loop().run();
        Listener listener = listening.join();
        return new TwoPeers(
                network, listener, connecting.join(), listener.peers().iterator().next());
    }

    /** What stands behind the near peer. */
    public Insides nearInsides() {
        return Insides.of(near);
    }

    /** What stands behind the far peer. */
    public Insides farInsides() {
        return Insides.of(far);
    }

    /** What a future has failed with. */
    public static FluxarException failure(Future<?> future) {
        if (!future.isDone()) {
            throw new AssertionError("not done yet");
        }
        try {
            throw new AssertionError("succeeded with " + future.get());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            return (FluxarException) e.getCause();
        }
    }

    /** Code and outcome of a failure, as one text. */
    public static String end(Future<?> future) {
        FluxarException failure = failure(future);
        return end(failure.code(), failure.outcome());
    }

    public static String end(ErrorCode code, Outcome outcome) {
        return end(code.code(), outcome);
    }

    private static String end(int code, Outcome outcome) {
        return ErrorCode.nameOf(code) + ", " + outcome;
    }

    @Override
    public void close() {
        network.close();
    }
}
