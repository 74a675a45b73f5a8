package dev.fluxar.tests.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Authentication;
import dev.fluxar.Credentials;
import dev.fluxar.Listener;
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

/** How often another connection is sought, with what, and when it is sought no more. §9.11 */
class SearchTest {

    private final List<Peer> accepted = new ArrayList<>();

    private static PeerOptions options(Sim sim) {
        return sim.options().withResume(Resume.DEFAULT);
    }

    private static PeerOptions renewing(Sim sim) {
        Reconnect reconnect = Reconnect.DEFAULT.withNewSession(true);
        return sim.options().withResume(Resume.DEFAULT.withReconnect(reconnect));
    }

    private Listener listen(Sim sim, PeerOptions options) {
        return sim.await(
                sim.listen("hall")
                        .options(options)
                        .trusted()
                        .onPeer(accepted::add)
                        .onCall(
                                "one",
                                Void.class,
                                (none, call) -> CompletableFuture.completedFuture(1))
                        .start());
    }

    private static Peer connect(Sim sim, PeerOptions options) {
        return sim.await(
                sim.connect("hall")
                        .options(options)
                        .trusted()
                        .onCall(
                                "two",
                                Void.class,
                                (none, call) -> CompletableFuture.completedFuture(2))
                        .start());
    }

    @SimTest
    void connectionsThatDoNotLastAreSoughtEverMoreSlowly(Sim sim) {
        listen(sim, options(sim));
        Peer peer = connect(sim, options(sim));
        List<Duration> resumed = new ArrayList<>();
        peer.onChange(
                change -> {
                    if (change.kind() == PeerChange.Kind.RESUMED) {
                        resumed.add(sim.elapsed());
                        sim.after(Duration.ofMillis(1)).thenRun(() -> sim.link(peer).cut());
                    }
                });
        sim.cut(peer);
        sim.advance(Duration.ofMinutes(1));
        assertThat(resumed).hasSizeBetween(5, 100);
    }

    // One that has lasted is sought again at once.
    @SimTest
    void connectionsThatLastAreSoughtAtOnce(Sim sim) {
        listen(sim, options(sim));
        Peer peer = connect(sim, options(sim));
        for (int i = 0; i < 50; i++) {
            sim.advance(Duration.ofMillis(60));
            sim.cut(peer);
            sim.runUntil(peer::isConnected, Duration.ofMillis(51));
        }
    }

    @SimTest
    void sessionsThatDoNotLastAreReplacedEverMoreSlowly(Sim sim) {
        Listener listener = listen(sim, options(sim));
        connect(sim, renewing(sim));
        for (int i = 0; i < 12_000; i++) {
            listener.peers().forEach(peer -> peer.drain(Duration.ZERO));
            sim.advance(Duration.ofMillis(5));
        }
        assertThat(accepted).hasSizeBetween(5, 100);
    }

    @SimTest
    void whoeverClosesWhileANewSessionIsSoughtGetsNone(Sim sim) {
        Listener listener = listen(sim, options(sim));
        Peer peer = connect(sim, renewing(sim));
        sim.run();
        sim.latency(Duration.ofMillis(100));
        accepted.get(0).drain(Duration.ZERO);
        // Its transport is open and the handshake is under way.
        sim.runUntil(() -> !peer.isOpen() && accepted.size() == 2, Duration.ofSeconds(5));
        peer.drain(Duration.ZERO);
        sim.advance(Duration.ofSeconds(30));
        assertThat(listener.peers()).isEmpty();
        assertThat(accepted).hasSize(2);
    }

    // §9.11-6: what was presented in the session, and accepted, is presented again
    @SimTest
    void credentialsOfTheSessionArePresentedAgain(Sim sim) {
        listen(
                sim,
                options(sim)
                        .withAuthenticator(
                                attempt ->
                                        CompletableFuture.completedFuture(
                                                Authentication.accepted("ada")))
                        .withAnonymous(true));
        Peer peer = connect(sim, options(sim).withCredentials(() -> null));
        sim.await(peer.authenticate(Credentials.bearer("t")));
        sim.cut(peer);
        assertThat(sim.await(peer.call("one").send(Integer.class))).isEqualTo(1);
        assertThat(accepted.get(0).principal()).contains("ada");
    }

    // §8.7-9 §9.12-9: what the hello says nothing of stays as it is
    @SimTest
    void aResumeLengthensNothingThatItDoesNotPresent(Sim sim) {
        listen(sim, options(sim).withCredentials(() -> Credentials.bearer("hall")));
        Peer peer =
                connect(
                        sim,
                        options(sim)
                                .withAuthenticator(
                                        attempt ->
                                                CompletableFuture.completedFuture(
                                                        Authentication.accepted(
                                                                "hall", Duration.ofSeconds(3)))));
        sim.await(peer.requestCredentials("bearer"));
        Peer far = accepted.get(0);
        assertThat(far.identity()).isPresent();
        sim.cut(peer);
        sim.runUntil(peer::isConnected, Duration.ofSeconds(1));
        assertThat(far.identity()).isPresent();
        assertThat(sim.await(far.call("two").send(Integer.class))).isEqualTo(2);
        sim.advance(Duration.ofSeconds(3));
        CompletableFuture<Integer> late = far.call("two").send(Integer.class);
        sim.run();
        assertThat(late).isCompletedExceptionally();
    }

    // §11.6-4: a session that changes its connection counts as none that has none
    @SimTest
    void aTakeoverEndsNobodyElse(Sim sim) {
        Resume eight = Resume.DEFAULT.withDetached(8);
        Listener listener = listen(sim, sim.options().withResume(eight));
        Duration long25 = Duration.ofSeconds(25);
        Resume slow = Resume.DEFAULT.withReconnect(new Reconnect(long25, long25, false));
        Peer first = connect(sim, sim.options().withResume(slow));
        Peer second = connect(sim, options(sim));
        sim.cut(first);
        sim.runUntil(() -> listener.detached() == 1 || first.isConnected(), long25);
        sim.link(second).latency(Duration.ofSeconds(5)); // Its loss is noticed late.
        second.reconnect();
        sim.runUntil(second::isConnected, Duration.ofSeconds(2));
        sim.advance(Duration.ofSeconds(30));
        assertThat(first.isOpen()).isTrue();
    }

    // §11.6-2 §11.6-3
    @SimTest
    void whatDetachedSessionsHoldIsBounded(Sim sim) {
        Resume small = Resume.DEFAULT.withDetachedBytes(8 << 20); // All are of one address.
        Listener listener = listen(sim, sim.options().withResume(small));
        Duration minute = Duration.ofMinutes(1);
        Resume slow = Resume.DEFAULT.withReconnect(new Reconnect(minute, minute, false));
        for (int i = 0; i < 4; i++) {
            connect(sim, sim.options().withResume(slow));
        }
        sim.run();
        sim.cut();
        int before = listener.detached();
        for (Peer peer : accepted) {
            for (int i = 0; i < 8; i++) {
                peer.call("two").with("x".repeat(100_000)).send(Integer.class);
            }
        }
        sim.run();
        assertThat(before).isGreaterThan(1);
        assertThat(listener.detached()).isEqualTo(1);
        assertThat(accepted.get(0).isOpen()).isFalse();
    }
}
