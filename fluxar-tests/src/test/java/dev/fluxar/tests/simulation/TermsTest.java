package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.hello.Announced;
import dev.fluxar.tests.sim.SimNetwork;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What offer and answer settle of parts, credit and subscriptions: §8.4, §11.4. */
class TermsTest {

    private static final Limits LIMITS =
            Limits.DEFAULT
                    .withPart(2048)
                    .withPayload(1 << 20)
                    .withCredit(new Credit(7, 8))
                    .withSubscriptions(9);

    private static Map<String, Object> offer(Map<String, Object> caps) {
        return Map.of("versions", List.of(1), "caps", caps);
    }

    private static Map<String, Object> answer(Map<String, Object> caps) {
        return Map.of("version", 1, "session", new byte[16], "heartbeat", 15_000, "caps", caps);
    }

    private static Map<?, ?> limits(Map<?, ?> introduction) {
        return (Map<?, ?>) introduction.get("limits");
    }

    // §8.4-1 §8.4-3
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInitiatorOffersPartsWhereItIsConfiguredTo(boolean parts) {
        SessionBench bench = new SessionBench(Role.INITIATOR, LIMITS, false, parts);
        bench.session.onTransportReady();
        bench.write();
        Letter hello = bench.letter();
        Map<?, ?> offer = hello.inner("offer");
        assertThat(offer.get("caps")).isEqualTo(parts ? Map.of("parts", true) : null);
        assertThat(limits(offer).containsKey("part")).isEqualTo(parts);
        assertThat(limits(offer).containsKey("payload")).isEqualTo(parts);
        assertThat(limits(offer).get("credit")).isEqualTo(List.of(7, 8));
        assertThat(limits(offer).get("subscriptions")).isEqualTo(9);
        if (parts) {
            assertThat(limits(offer).get("part")).isEqualTo(2048);
            assertThat(limits(offer).get("payload")).isEqualTo(1 << 20);
        }
        assertThat(bench.session.parts()).isFalse();
        bench.read(Letter.answer(hello.id(), answer(Map.of("parts", true))));
        if (parts) {
            assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
            assertThat(bench.established.parts()).isTrue();
        } else {
            assertThat(bench.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
        }
        assertThat(bench.session.parts()).isEqualTo(parts);
    }

    // §8.4-1
    @Test
    void whatTheAnswerDoesNotChooseIsNotInForce() {
        SessionBench bench = new SessionBench(Role.INITIATOR, LIMITS, true, true);
        bench.session.onTransportReady();
        bench.write();
        Letter hello = bench.letter();
        assertThat(hello.inner("offer").get("caps"))
                .isEqualTo(Map.of("batch", true, "parts", true));
        bench.read(Letter.answer(hello.id(), answer(Map.of("parts", false))));
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        assertThat(bench.session.parts()).isFalse();
        assertThat(bench.established.batch()).isFalse();
    }

    // §8.4-1 §8.4-2
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResponderChoosesPartsWhereBothWantThem(boolean offered) {
        for (boolean configured : new boolean[] {false, true}) {
            SessionBench bench = new SessionBench(Role.RESPONDER, LIMITS, true, configured);
            bench.session.onTransportReady();
            bench.read(Letter.hello(Letter.id(1), offer(Map.of("parts", offered))));
            Map<?, ?> answer = bench.letter().inner("answer");
            boolean chosen = offered && configured;
            assertThat(answer.get("caps")).isEqualTo(chosen ? Map.of("parts", true) : null);
            assertThat(limits(answer).containsKey("part")).isEqualTo(chosen);
            assertThat(limits(answer).containsKey("payload")).isEqualTo(chosen);
            assertThat(limits(answer).get("credit")).isEqualTo(List.of(7, 8));
            assertThat(limits(answer).get("subscriptions")).isEqualTo(9);
            assertThat(bench.session.parts()).isEqualTo(chosen);
            assertThat(bench.established.parts()).isEqualTo(chosen);
        }
    }

    // §2.2-1 §8.3-6
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPartIsValidOnlyWherePartsAreInForce(boolean parts) {
        SessionBench bench = new SessionBench(Role.RESPONDER, LIMITS, true, parts);
        bench.session.onTransportReady();
        bench.read(Letter.hello(Letter.id(1), offer(Map.of("parts", true))));
        bench.letters();
        bench.read(new Letter(2, null, Letter.id(5), "part", null, new byte[3], null));
        if (parts) {
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        } else {
            assertThat(bench.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
        }
    }

    // §11.4-1
    @Test
    void whatIsAnnouncedIsKnown() {
        SessionBench bench =
                new SessionBench(Role.RESPONDER, LIMITS, true, true)
                        .establish(
                                Map.of(
                                        "limits",
                                        Map.of(
                                                "part",
                                                5000,
                                                "payload",
                                                7,
                                                "credit",
                                                List.of(3, new BigInteger("18446744073709551615")),
                                                "subscriptions",
                                                0)));
        Announced limits = bench.session.peerLimits();
        assertThat(limits.part()).isEqualTo(5000);
        assertThat(limits.payload()).isEqualTo(7);
        assertThat(limits.credit()).isEqualTo(new Credit(3, Long.MAX_VALUE));
        assertThat(limits.subscriptions()).isZero();
    }

    // §11.4-1: null is as good as absent, §1.2-8
    @Test
    void whatIsNotAnnouncedHasItsDefaultAndNoCreditIsNone() {
        Map<String, Object> none = new java.util.HashMap<>();
        none.put("credit", null);
        for (Map<String, Object> limits : List.of(Map.<String, Object>of(), none)) {
            SessionBench bench =
                    new SessionBench(Role.INITIATOR, LIMITS, true, true)
                            .establish(Map.of("limits", limits));
            Announced announced = bench.session.peerLimits();
            assertThat(announced.part()).isEqualTo(65_536);
            assertThat(announced.payload()).isEqualTo(16_777_216);
            assertThat(announced.credit()).isNull();
            assertThat(announced.subscriptions()).isEqualTo(1024);
        }
    }

    // §8.4-1
    @Test
    void aPeerOffersPartsByItsOptions() {
        for (boolean parts : new boolean[] {false, true}) {
            try (SimNetwork network = new SimNetwork()) {
                RawPeer raw = RawPeer.listen(network);
                PeerOptions options = PeerOptions.DEFAULT.withParts(parts).withLimits(LIMITS);
                assertThat(options.parts()).isEqualTo(parts);
                CompletableFuture<Peer> connecting =
                        Peer.connect(network.uri()).options(options).start();
                network.loop().run();
                Map<?, ?> offer = raw.letter().inner("offer");
                assertThat(offer.get("caps"))
                        .isEqualTo(
                                parts
                                        ? Map.of("batch", true, "parts", true)
                                        : Map.of("batch", true));
                assertThat(connecting).isNotDone();
            }
        }
    }
}
