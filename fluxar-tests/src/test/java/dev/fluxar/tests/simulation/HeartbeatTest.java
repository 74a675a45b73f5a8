package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Heartbeat;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionState;
import dev.fluxar.tests.sim.SimNetwork;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** §9.1: who is silent, and when. */
class HeartbeatTest {

    private static final int INTERVAL = 1000;

    private static SessionBench bench(Role role) {
        return new SessionBench(role, dev.fluxar.Limits.DEFAULT, INTERVAL, true)
                .establish(Map.of("heartbeat", INTERVAL));
    }

    // §9.1-1
    @ParameterizedTest
    @EnumSource(Role.class)
    void aPingIsSentAfterOneIntervalOfSilence(Role role) {
        SessionBench bench = bench(role).pass(INTERVAL - 1);
        assertThat(bench.letters()).isEmpty();
        bench.pass(1);
        Letter ping = bench.letter();
        assertThat(ping.bytes()).isEqualTo(Letter.ping(ping.id()).bytes());
    }

    // §9.1-1
    @Test
    void onlyOnePingIsUnanswered() {
        SessionBench bench = bench(Role.RESPONDER).pass(2999);
        assertThat(bench.letters()).hasSize(1);
        assertThat(bench.session.ping()).isTrue();
        bench.write();
        assertThat(bench.letters()).isEmpty();
    }

    // §9.1-1
    @Test
    void anUnansweredPingIsNotFollowedByAnotherHoweverMuchElseIsRead() {
        SessionBench bench = bench(Role.RESPONDER).pass(INTERVAL);
        assertThat(bench.letters()).hasSize(1);
        for (int i = 0; i < 10; i++) {
            bench.read(Letter.call(bench.nextId(), "x", null)).pass(INTERVAL);
        }
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
    }

    // §9.1-1
    @Test
    void anAnsweredPingIsFollowedByTheNextAfterAnotherInterval() {
        SessionBench bench = bench(Role.INITIATOR);
        for (int i = 0; i < 5; i++) {
            bench.pass(INTERVAL);
            bench.read(Letter.answered(bench.letter().id()));
            bench.pass(INTERVAL - 1);
            assertThat(bench.letters()).isEmpty();
            bench.pass(1);
            bench.read(Letter.answered(bench.letter().id()));
        }
    }

    // §9.1-2
    @ParameterizedTest
    @EnumSource(Role.class)
    void aPingIsAnsweredAtOnce(Role role) {
        SessionBench bench = bench(role);
        bench.read(Letter.ping(Letter.id(70)));
        assertThat(bench.letter().bytes()).isEqualTo(Letter.answered(Letter.id(70)).bytes());
    }

    // §9.1-2
    @Test
    void theAnswerToAPingGoesAheadOfWhatWaits() {
        SessionBench bench = bench(Role.RESPONDER);
        bench.writable = false;
        for (int i = 0; i < 3; i++) {
            bench.send(Envelopes.call("x", new byte[100]));
        }
        bench.read(Letter.ping(Letter.id(70)));
        assertThat(bench.letters()).isEmpty();
        bench.writable = true;
        bench.write();
        assertThat(bench.letters().get(0).ref()).isEqualTo(Letter.id(70));
    }

    // §9.1-2
    @Test
    void aPingIsAnsweredWhileDraining() {
        SessionBench bench = bench(Role.RESPONDER);
        bench.live = 1;
        bench.session.drain(0, 60_000, null);
        bench.write();
        bench.letter();
        bench.read(Letter.ping(Letter.id(70)));
        assertThat(bench.letter().ref()).isEqualTo(Letter.id(70));
    }

    // §9.1-3
    @ParameterizedTest
    @EnumSource(Role.class)
    void threeIntervalsOfSilenceEndTheSession(Role role) {
        SessionBench bench = bench(role).pass(2999);
        bench.letter();
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        bench.pass(1);
        Letter bye = bench.letter();
        assertThat(bye.isFatalBye()).isTrue();
        assertThat(bye.code()).isEqualTo(ErrorCode.HEARTBEAT_TIMEOUT.code());
        assertThat(bye.message()).contains("3000 ms");
        assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
    }

    // §9.1-3
    @Test
    void threeIntervalsCountWhileDrainingToo() {
        SessionBench bench = bench(Role.RESPONDER);
        bench.live = 1;
        bench.session.drain(0, 60_000, null);
        bench.write();
        bench.pass(2999);
        assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
        bench.pass(1);
        assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        assertThat(bench.endCode()).isEqualTo(ErrorCode.HEARTBEAT_TIMEOUT);
    }

    // Any byte is life: §9.1-1 §9.1-3
    @Test
    void aPartOfAFrameIsLife() {
        try (SimNetwork network = new SimNetwork()) {
            listen(network);
            RawPeer raw = RawPeer.shakeHands(network);
            byte[] call = Letter.frame(Letter.call(raw.nextId(), "nobody", "x".repeat(30)));
            for (byte b : call) {
                network.loop().advance(INTERVAL - 1);
                assertThat(raw.letters()).isEmpty();
                raw.sendBytes(new byte[] {b});
            }
            assertThat(raw.letter().code()).isEqualTo(ErrorCode.NOT_FOUND.code());
        }
    }

    // §9.1-1 §9.1-3
    @Test
    void aRuntimePingsAndGivesUpAtTheRightMoments() {
        try (SimNetwork network = new SimNetwork()) {
            listen(network);
            RawPeer raw = RawPeer.shakeHands(network);
            network.loop().advance(INTERVAL);
            raw.send(Letter.answered(raw.letter().id()));
            network.loop().advance(INTERVAL - 1);
            assertThat(raw.letters()).isEmpty();
            network.loop().advance(2 * INTERVAL);
            assertThat(raw.letter().target()).isEqualTo("ping");
            network.loop().advance(1);
            assertThat(raw.letter().code()).isEqualTo(ErrorCode.HEARTBEAT_TIMEOUT.code());
            assertThat(raw.closed).isTrue();
            assertThat(network.loop().timers()).isZero();
        }
    }

    // §9.1-3
    @Test
    void aDeadConnectionIsClosedThoughItTakesNothing() {
        try (SimNetwork network = new SimNetwork()) {
            listen(network);
            RawPeer raw = RawPeer.shakeHands(network);
            raw.otherEnd().full(true);
            raw.connection().hold(true);
            network.loop().advance(3 * INTERVAL);
            assertThat(raw.otherEnd().isOpen()).isFalse();
        }
    }

    // §9.1-1
    @Test
    void twoRuntimesKeepEachOtherAliveForHours() {
        Heartbeat second = new Heartbeat(Duration.ofSeconds(1));
        PeerOptions options = PeerOptions.DEFAULT.withHeartbeat(second);
        try (TwoPeers peers = TwoPeers.connect(i -> i.options(options), r -> {})) {
            peers.link.latency(Duration.ofMillis(120));
            peers.loop.advance(Duration.ofHours(2));
            assertThat(peers.near.isOpen()).isTrue();
            assertThat(peers.far.isOpen()).isTrue();
            assertThat(peers.near.roundTrip().or(peers.far::roundTrip))
                    .contains(Duration.ofMillis(240));
        }
    }

    // The round trip is from writing to reading: §9.1-1
    @Test
    void theRoundTripBeginsWhenThePingIsWritten() {
        SessionBench bench = bench(Role.INITIATOR);
        bench.writable = false;
        bench.session.ping();
        bench.write();
        bench.pass(500);
        bench.writable = true;
        bench.write();
        bench.pass(70);
        bench.read(Letter.answered(bench.letter().id()));
        assertThat(bench.roundTripNanos).isEqualTo(70_000_000);
    }

    // §9.1-1
    @Test
    void anAnswerToNoPingIsNotMeasured() {
        SessionBench bench = bench(Role.INITIATOR);
        bench.read(Letter.answered(Letter.id(99)));
        bench.session.ping();
        bench.write();
        String ping = bench.letter().id();
        bench.read(Letter.answered(ping), Letter.answered(ping));
        assertThat(bench.roundTripNanos).isZero();
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
    }

    // §9.1-1
    @Test
    void anApplicationMayPingEarlier() {
        try (TwoPeers peers = TwoPeers.connect(i -> {}, r -> {})) {
            peers.link.latency(Duration.ofMillis(5));
            CompletableFuture<Duration> first = peers.near.ping();
            CompletableFuture<Duration> second = peers.near.ping();
            CompletableFuture<Duration> other = peers.far.ping();
            peers.loop.advance(10);
            assertThat(first).isCompletedWithValue(Duration.ofMillis(10));
            assertThat(second).isCompletedWithValue(Duration.ofMillis(10));
            assertThat(other).isCompletedWithValue(Duration.ofMillis(10));
        }
    }

    // The id of an unanswered ping is taken: §1.3-4
    @Test
    void anOpenWithTheIdOfAPingIsAViolation() {
        SessionBench bench = bench(Role.RESPONDER);
        bench.session.ping();
        bench.write();
        String ping = bench.letter().id();
        bench.read(Letter.call(ping, "x", null));
        assertThat(bench.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());

        SessionBench answered = bench(Role.RESPONDER);
        answered.session.ping();
        answered.write();
        String id = answered.letter().id();
        answered.read(Letter.answered(id), Letter.call(id, "x", null));
        assertThat(answered.state()).isEqualTo(SessionState.ESTABLISHED);
    }

    // A ping or a bye may not take the id of a live exchange either: §1.3-4
    @Test
    void aPingWithTheIdOfALiveExchangeIsAViolation() {
        for (Letter open :
                Arrays.asList(Letter.ping(Letter.id(9)), Letter.bye(Letter.id(9), 0, 5))) {
            SessionBench bench = bench(Role.RESPONDER);
            bench.liveIds.add("193a5c8f00070008000000000000009");
            bench.read(open);
            assertThat(bench.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
        }
    }

    private static void listen(SimNetwork network) {
        Heartbeat interval = new Heartbeat(Duration.ofMillis(INTERVAL));
        Peer.listen(network.uri().toString())
                .options(PeerOptions.DEFAULT.withHeartbeat(interval))
                .start();
    }
}
