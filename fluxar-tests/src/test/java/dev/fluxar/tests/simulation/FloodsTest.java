package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionState;
import dev.fluxar.tests.sim.SimNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Floods that no rate bounds: of what sessions say, of answers, of connections. §11.7 §11.6-1 */
class FloodsTest {

    private final SimNetwork network = new SimNetwork();

    @AfterEach
    void close() {
        network.close();
    }

    // §11.7-1
    @ParameterizedTest
    @EnumSource(Role.class)
    void howeverOftenItIsAskedForAPingIsWrittenNoMoreThanSixtyFourTimesInAnySecond(Role role) {
        SessionBench bench =
                new SessionBench(role, Limits.DEFAULT, 100, true)
                        .establish(Map.of("heartbeat", 100));
        List<Long> written = new ArrayList<>();
        for (int millis = 0; millis < 5000; millis++) {
            // Quiet at times, so that the heartbeat has its say as well.
            if (millis % 700 < 350) {
                assertThat(bench.session.ping()).isTrue();
                bench.write();
            }
            for (Letter ping : bench.letters()) {
                written.add(bench.now());
                bench.read(Letter.answered(ping.id()));
            }
            bench.pass(1);
        }
        assertThat(written).hasSizeGreaterThan(100);
        for (int i = 0; i < written.size(); i++) {
            long until = written.get(i) + 1_000_000_000L;
            assertThat(written.stream().skip(i).filter(at -> at < until)).hasSizeLessThan(60);
        }
    }

    // §11.7-1
    @Test
    void pingsThatHaveToWaitAreAnsweredInTheEnd() {
        try (TwoPeers peers = TwoPeers.connect(c -> {}, b -> {})) {
            List<CompletableFuture<Duration>> pings = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                pings.add(peers.near.ping());
                peers.loop.run();
            }
            assertThat(pings.stream().filter(CompletableFuture::isDone)).hasSize(32);
            peers.loop.advance(1100);
            assertThat(pings).allMatch(CompletableFuture::isDone);
            assertThat(peers.near.isOpen()).isTrue();
        }
    }

    // §11.7-2
    @Test
    void aHundredAndTwentyEightOfTypeOneInASecondAreReadAndNotOneMore() {
        SessionBench bench = SessionBench.established(Role.RESPONDER);
        for (int second = 0; second < 3; second++) {
            for (int i = 0; i < 128; i++) {
                bench.read(Letter.ping(bench.nextId()));
            }
            assertThat(bench.letters()).hasSize(128);
            bench.pass(1000);
        }
        bench.read(Letter.ping(bench.nextId())).pass(999);
        for (int i = 0; i < 127; i++) {
            bench.read(Letter.ping(bench.nextId()));
        }
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        bench.letters();
        bench.read(Letter.ping(bench.nextId()));
        Letter bye = bench.letter();
        assertThat(bye.isFatalBye()).isTrue();
        assertThat(bye.code()).isEqualTo(ErrorCode.RATE_LIMITED.code());
        assertThat(bench.endCode()).isEqualTo(ErrorCode.RATE_LIMITED);
    }

    // §11.7-2: answers to nothing are none; those to our own pings are free
    @Test
    void answersToNothingCountAndAnswersToPingsDoNot() {
        SessionBench bench = SessionBench.established(Role.RESPONDER);
        for (int i = 0; i < 20; i++) {
            bench.session.ping();
            bench.write();
            bench.read(Letter.answered(bench.letter().id()));
        }
        for (int i = 0; i < 128; i++) {
            bench.read(Letter.answered(Letter.id(5000 + i)));
        }
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        bench.read(Letter.answered(Letter.id(6000)));
        assertThat(bench.endCode()).isEqualTo(ErrorCode.RATE_LIMITED);
    }

    // §11.7-2: an ack that says nothing new counts
    @Test
    void emptyAcksCountAndThoseThatRaiseTheNumberDoNot() {
        SessionBench bench = SessionBench.surviving(Role.RESPONDER, 1 << 20);
        for (int number = 1; number <= 200; number++) {
            bench.session.send(
                    new dev.fluxar.message.Envelope(
                            dev.fluxar.message.MessageType.CALL,
                            0,
                            0,
                            0,
                            number,
                            null,
                            null,
                            null,
                            null));
            bench.write();
            bench.read(ack(number));
        }
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        for (int i = 0; i < 128; i++) {
            bench.read(ack(200));
        }
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        bench.read(ack(200));
        assertThat(bench.endCode()).isEqualTo(ErrorCode.RATE_LIMITED);
    }

    private static Letter ack(int received) {
        return new Letter(1, null, null, "ack", null, Map.of("received", received), null);
    }

    // §11.7-3
    @Test
    void thePlaceOfWhatWasGivenUpIsTakenUntilItsHandlerHasEnded() {
        CallsBench calls = new CallsBench(Role.RESPONDER, Limits.DEFAULT.withExchanges(2));
        calls.establish(Map.of("heartbeat", 3_600_000));
        for (int i = 0; i < 1000; i++) {
            String id = Letter.id(1000 + i);
            calls.read(Letter.call(id, "known", 1).withMeta("timeout", 1 + i % 2 * 1000));
            calls.read(Letter.cancel(id)).pass(2);
        }
        assertThat(calls.running).hasSize(2);
        assertThat(calls.letters()).hasSize(998).allMatch(l -> l.code() == 401);
        calls.reply(calls.running.get(0));
        calls.read(Letter.call(Letter.id(1), "known", 1), Letter.call(Letter.id(2), "known", 1));
        assertThat(calls.running).hasSize(3);

        StreamsBench streams =
                StreamsBench.established(StreamsBench.ROOMY.withExchanges(2), Map.of());
        for (int i = 0; i < 1000; i++) {
            String id = Letter.id(1000 + i);
            streams.read(Letter.stream(id, "known", 1), Letter.verb(id, "cancel"));
        }
        assertThat(streams.accepted).hasSize(2);
        streams.letters();
        streams.accepted.get(0).inbound().handlerEnded();
        streams.read(Letter.stream(Letter.id(1), "known", 1));
        streams.read(Letter.stream(Letter.id(2), "known", 1));
        assertThat(streams.accepted).hasSize(3);
        assertThat(streams.letter().code()).isEqualTo(401);
    }

    // §11.7-4 §11.3-2
    @Test
    void whoAsksAndDoesNotReadIsEndedBeforeItWeighsMuch() {
        int budget = 1 << 20;
        List<IntFunction<Letter>> floods =
                List.of(
                        n -> Letter.call(Letter.id(1000 + n), "nobody", 1),
                        n -> Letter.stream(Letter.id(1000 + n), "nobody", 1),
                        n -> new Letter(4, Letter.id(1000 + n), null, "a", null, null, null),
                        n ->
                                TopicsBench.publishLetter(Letter.id(1000 + n), "a", 1)
                                        .withMeta("mode", 1));
        for (IntFunction<Letter> flood : floods) {
            CallsBench bench =
                    new CallsBench(
                            Role.RESPONDER, Limits.DEFAULT.withMessage(1024).withBudget(budget));
            bench.establish(Map.of("heartbeat", 3_600_000));
            bench.writable = false;
            long most = 0;
            for (int n = 0; bench.state() == SessionState.ESTABLISHED; n++) {
                bench.read(flood.apply(n));
                most = Math.max(most, bench.session.budget().used());
                assertThat(n).isLessThan(100_000);
            }
            assertThat(bench.endCode()).isEqualTo(ErrorCode.OVERLOADED);
            assertThat(most).isBetween(budget / 2L, budget / 2L + (64 << 10) + 4096);
            assertThat(bench.session.budget().used()).isZero();
        }
    }

    // §11.6-1
    @Test
    void connectionsBeyondTheHandshakesAllowedAreClosedWithoutAWord() {
        Listener listener = Peer.listen(network.uri().toString()).handshakes(3).start().join();
        List<RawPeer> silent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            silent.add(RawPeer.connect(network));
        }
        for (int i = 0; i < 100; i++) {
            RawPeer beyond = RawPeer.connect(network);
            assertThat(beyond.closed).isTrue();
            assertThat(beyond.bytes()).isEmpty();
        }
        assertThat(listener.turnedAway()).isEqualTo(100);
        // Done with its handshake, one leaves room for the next, and keeps its session.
        RawPeer first = silent.get(0);
        first.send(Letter.hello(first.nextId()));
        assertThat(first.letters()).hasSize(1);
        RawPeer fourth = RawPeer.connect(network);
        assertThat(fourth.closed).isFalse();
        assertThat(RawPeer.connect(network).closed).isTrue();
        // Nor is there room for nobody: who is silent is gone in time, or when he leaves. §8.1-7
        fourth.close();
        assertThat(RawPeer.connect(network).closed).isFalse();
        network.loop().advance(12_000);
        for (int i = 0; i < 3; i++) {
            assertThat(RawPeer.connect(network).closed).isFalse();
        }
        assertThat(RawPeer.connect(network).closed).isTrue();
        assertThat(listener.peers()).hasSize(1);
        assertThat(listener.turnedAway()).isEqualTo(102);
    }

    // §11.6-1: a handshake that failed has ended, once its connection has
    @Test
    void handshakesThatFailGiveTheirPlacesBack() {
        Listener listener = Peer.listen(network.uri().toString()).handshakes(2).start().join();
        for (int i = 0; i < 20; i++) {
            RawPeer wrong = RawPeer.connect(network);
            wrong.send(Letter.ping(Letter.id(1)));
            assertThat(wrong.letter().isFatalBye()).isTrue();
            network.loop().advance(2000);
            assertThat(wrong.closed).isTrue();
        }
        assertThat(listener.turnedAway()).isZero();
        RawPeer.shakeHands(network);
    }
}
