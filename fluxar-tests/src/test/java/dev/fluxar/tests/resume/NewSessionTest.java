package dev.fluxar.tests.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Listener;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerChange;
import dev.fluxar.PeerOptions;
import dev.fluxar.Reconnect;
import dev.fluxar.Resume;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What happens where a session cannot be resumed, and where a listener goes away. */
class NewSessionTest {

    private final List<PeerChange> changes = new ArrayList<>();
    private final List<Peer> announced = new ArrayList<>();

    private static PeerOptions options(Sim sim, boolean newSession) {
        return sim.options()
                .withResume(
                        Resume.DEFAULT
                                .withWindow(Duration.ofSeconds(10))
                                .withReconnect(Reconnect.DEFAULT.withNewSession(newSession)));
    }

    private static Listener listen(Sim sim, String name) {
        return sim.await(
                sim.listen(name)
                        .options(options(sim, false))
                        .trusted()
                        .onCall(
                                "where",
                                Void.class,
                                (none, call) -> CompletableFuture.completedFuture(name))
                        .onCall("slow", Void.class, (none, call) -> new CompletableFuture<>())
                        .start());
    }

    private Peer connect(Sim sim, boolean newSession) {
        Peer peer =
                sim.await(
                        sim.connect("first")
                                .options(options(sim, newSession))
                                .trusted()
                                .alternative(sim.address("second"))
                                .onPeer(announced::add)
                                .start());
        peer.onChange(changes::add);
        return peer;
    }

    private static void gone(Sim sim, Listener listener) {
        CompletableFuture<Void> drained = listener.drain(Duration.ZERO);
        sim.await(drained);
    }

    // §9.15-1 unknown, at every address; §9.15-4
    @SimTest
    void aSessionThatNobodyKnowsAnyMoreEndsWithWhatIsKnown(Sim sim) {
        Listener first = listen(sim, "first");
        Peer peer = connect(sim, false);
        CompletableFuture<String> slow = peer.call("slow").send(String.class);
        sim.run();
        sim.cut();
        gone(sim, first);
        listen(sim, "first");
        listen(sim, "second");
        assertThatThrownBy(() -> sim.await(slow))
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE.code());
                            assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
                        });
        assertThat(peer.isOpen()).isFalse();
        assertThat(peer.closed()).isCompletedExceptionally();
        sim.advance(Duration.ofMinutes(5));
        assertThat(announced).hasSize(1);
    }

    @SimTest
    void aNewSessionTakesItsPlaceWhereThatIsWanted(Sim sim) {
        Listener first = listen(sim, "first");
        Peer peer = connect(sim, true);
        CompletableFuture<String> slow = peer.call("slow").send(String.class);
        sim.run();
        sim.cut();
        gone(sim, first);
        sim.advance(Duration.ofSeconds(20)); // Nobody is there, and the window passes.
        assertThat(slow).isCompletedExceptionally();
        listen(sim, "second");
        sim.runUntil(() -> announced.size() == 2, Duration.ofMinutes(1));
        sim.run();
        PeerChange last = changes.get(changes.size() - 1);
        assertThat(last.kind()).isEqualTo(PeerChange.Kind.NEW_SESSION);
        assertThat(last.uncertain()).isEqualTo(1);
        assertThat(last.reason()).isNotNull();
        Peer successor = announced.get(1);
        assertThat(last.successor()).isSameAs(successor);
        assertThat(sim.await(successor.call("where").send(String.class))).isEqualTo("second");
    }

    @SimTest
    void whoeverClosesWantsNoNewSession(Sim sim) {
        listen(sim, "first");
        Peer peer = connect(sim, true);
        sim.await(peer.drain(Duration.ofSeconds(1)));
        sim.advance(Duration.ofMinutes(5));
        assertThat(announced).hasSize(1);
    }

    // §9.2-8
    @SimTest
    void aListenerThatGoesAwaySendsItsPeersElsewhere(Sim sim) {
        Listener first = listen(sim, "first");
        listen(sim, "second");
        Peer peer = connect(sim, true);
        CompletableFuture<Void> drained = first.drain(Duration.ofSeconds(5), sim.address("second"));
        sim.run();
        assertThat(peer.alternative()).contains(sim.address("second"));
        sim.await(drained);
        sim.runUntil(() -> announced.size() == 2, Duration.ofMinutes(1));
        Peer successor = announced.get(1);
        assertThat(sim.await(successor.call("where").send(String.class))).isEqualTo("second");
    }

    // §9.2-8: an address that is none of ours is told, and nothing more
    @SimTest
    void anAddressThatNobodyConfiguredIsNotUsed(Sim sim) {
        Listener first = listen(sim, "first");
        listen(sim, "elsewhere");
        Peer peer = connect(sim, true);
        sim.await(first.drain(Duration.ofSeconds(5), sim.address("elsewhere")));
        assertThat(peer.alternative()).contains(sim.address("elsewhere"));
        sim.advance(Duration.ofMinutes(1));
        assertThat(announced).hasSize(1);
    }

    // §9.16-6: a detached session whose application goes away, with a grace
    @SimTest
    void aDetachedSessionIsDrainedWhenItIsResumed(Sim sim) {
        Listener first = listen(sim, "first");
        Peer peer = connect(sim, false);
        CompletableFuture<String> slow = peer.call("slow").send(String.class);
        sim.run();
        sim.cut();
        CompletableFuture<Void> drained = peer.drain(Duration.ofSeconds(3));
        sim.run();
        assertThat(drained).isNotDone();
        assertThatThrownBy(() -> sim.await(peer.call("where").send(String.class)))
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DRAINING.code()));
        sim.await(drained);
        assertThat(slow).isCompletedExceptionally();
        sim.run();
        assertThat(first.peers()).isEmpty();
        assertThat(first.detached()).isZero();
    }

    @SimTest
    void aListenerDrainsItsDetachedSessionsToo(Sim sim) {
        Listener first = listen(sim, "first");
        Peer peer = connect(sim, false);
        peer.call("slow").send(String.class);
        sim.run();
        sim.link(peer).vanish();
        sim.cut(first.peers().iterator().next());
        CompletableFuture<Void> drained = first.drain(Duration.ofSeconds(2));
        sim.advance(Duration.ofSeconds(3));
        assertThat(drained).isCompleted();
        assertThat(first.detached()).isZero();
    }
}
