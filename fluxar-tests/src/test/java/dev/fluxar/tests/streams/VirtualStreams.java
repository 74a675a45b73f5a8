package dev.fluxar.tests.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Binder;
import dev.fluxar.Connector;
import dev.fluxar.FluxarException;
import dev.fluxar.Limits;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.StreamHandler;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.sim.VirtualLoop;
import dev.fluxar.tests.simulation.TwoPeers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/** Two peers in virtual time; in the end nothing of their streams is left. */
abstract class VirtualStreams {

    private TwoPeers peers;
    VirtualLoop loop;

    /** Opens streams. */
    Peer near;

    /** Accepts them. */
    Peer far;

    void connect(Consumer<Binder> acceptor) {
        connect(Limits.DEFAULT, Limits.DEFAULT, acceptor);
    }

    /** With so much budget and credit at either side. */
    void connect(Limits opener, Limits acceptor, Consumer<Binder> handlers) {
        Consumer<Connector> settings =
                connector -> connector.options(PeerOptions.DEFAULT.withLimits(opener));
        peers =
                TwoPeers.connect(
                        settings,
                        binder -> {
                            binder.options(PeerOptions.DEFAULT.withLimits(acceptor));
                            handlers.accept(binder);
                        });
        loop = peers.loop;
        near = peers.near;
        far = peers.far;
    }

    /** A stream "s" with this handler. */
    void connect(StreamHandler<Object> handler) {
        connect(binder -> binder.onStream("s", Object.class, handler));
    }

    /** Runs something as an application does on the loop, and all that follows from it. */
    void run(Runnable task) {
        loop.run(task);
    }

    void run() {
        loop.run();
    }

    /** The connection takes no more bytes from one side, or does again. */
    void full(boolean ofNear, boolean full) {
        loop.run(() -> (ofNear ? peers.link.near() : peers.link.far()).full(full));
    }

    void cutTheWire() {
        nearInsides().drop();
        run();
    }

    Insides nearInsides() {
        return Insides.of(near);
    }

    Insides farInsides() {
        return Insides.of(far);
    }

    static FluxarException failure(Future<?> future) {
        return TwoPeers.failure(future);
    }

    static String end(Future<?> future) {
        return TwoPeers.end(future);
    }

    /** No exchange is live and no byte is held, while the session lives on. */
    void nothingIsHeld() {
        run();
        for (Peer peer : List.of(near, far)) {
            assertThat(peer.isOpen()).isTrue();
            assertThat(peer.stats())
                    .isEqualTo(
                            new dev.fluxar.PeerStats(peer.stats().budget(), 0, 0, 0, 0, 0, 0, 0));
        }
    }

    @AfterEach
    void nothingIsLeft() {
        near.drain(Duration.ZERO);
        run();
        for (Peer peer : List.of(near, far)) {
            assertThat(peer.closed()).isDone();
            assertThat(Insides.of(peer).live()).isZero();
            assertThat(Insides.of(peer).held()).isZero();
            assertThat(Insides.of(peer).untimed()).isTrue();
        }
        loop.advance(100_000);
        assertThat(loop.timers()).isZero();
        peers.close();
    }
}
