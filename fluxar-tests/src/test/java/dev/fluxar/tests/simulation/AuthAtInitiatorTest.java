package dev.fluxar.tests.simulation;

import static dev.fluxar.tests.simulation.AuthBench.answered;
import static dev.fluxar.tests.simulation.AuthBench.auth;
import static dev.fluxar.tests.simulation.AuthBench.custom;
import static dev.fluxar.tests.simulation.AuthBench.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Cbor;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Identity;
import dev.fluxar.PeerOptions;
import dev.fluxar.tests.sim.SimNetwork;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an initiator does with its credentials: §8.6 and §8.7 in the handshake. */
class AuthAtInitiatorTest {

    private static final Credentials BEARER = Credentials.bearer("s3cret");

    private final AuthBench bench = new AuthBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private RawPeer connect(@Nullable Credentials credentials) {
        return bench.connect(bench.quiet().withCredentials(() -> credentials));
    }

    private FluxarException failure() {
        bench.network.loop().run();
        return TwoPeers.failure(bench.connecting);
    }

    // §8.6-4
    @Test
    void credentialsStandInTheOffer() {
        RawPeer raw = connect(BEARER);
        Letter hello = bench.answer(raw, Map.of("principal", "ada"));
        assertThat(hello.inner("offer").get("auth")).isEqualTo(AuthBench.TOKEN);
        assertThat(hello.inner("offer").get("caps"))
                .isEqualTo(Map.of("auth", true, "batch", true, "parts", true));
        assertThat(bench.connected().identity()).contains(new Identity("ada", null));
        assertThat(bench.connected().principal()).isEmpty();
        assertThat(bench.lines).isNotEmpty().noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void everySchemeIsWritten() {
        List<Credentials> all =
                List.of(
                        Credentials.apiKey("k"),
                        Credentials.password("ada", "pw"),
                        Credentials.custom("otp", Cbor.of(Letter.encode(7))));
        List<Object> written = new ArrayList<>();
        for (Credentials each : all) {
            try (AuthBench one = new AuthBench()) {
                RawPeer raw = one.connect(one.quiet().withCredentials(() -> each));
                written.add(raw.letter().inner("offer").get("auth"));
            }
        }
        assertThat(written)
                .containsExactly(
                        Map.of("scheme", "apikey", "key", "k"),
                        Map.of("scheme", "credentials", "user", "ada", "password", "pw"),
                        custom("otp", 7));
    }

    // §8.4-1: hellos without are as they were
    @Test
    void nothingIsOfferedWithoutCredentialsAndAuthenticator() {
        RawPeer raw = bench.connect(PeerOptions.DEFAULT);
        Map<String, Object> offer = raw.letter().inner("offer");
        assertThat(offer).doesNotContainKey("auth");
        assertThat(offer.get("caps")).isEqualTo(Map.of("batch", true, "parts", true));
    }

    // §8.6-2
    @Test
    void credentialsAreNotWrittenOverAChannelThatOthersMayRead() {
        RawPeer raw = bench.connect(PeerOptions.DEFAULT.withCredentials(() -> BEARER));
        FluxarException failure = failure();
        assertThat(failure.errorCode()).contains(ErrorCode.UNAUTHENTICATED);
        assertThat(failure).hasMessageContaining("withOpenCredentials");
        assertThat(raw.bytes()).isEmpty();
        assertThat(raw.closed).isTrue();
    }

    @Test
    void whoHasNoneNowPresentsNone() {
        RawPeer raw = connect(null);
        Letter hello = bench.answer(raw, null);
        assertThat(hello.inner("offer")).doesNotContainKey("auth");
        assertThat(bench.connected().identity()).isEmpty();
    }

    @Test
    void aSupplierThatFailsPresentsNone() {
        RawPeer raw =
                bench.connect(
                        bench.quiet()
                                .withCredentials(
                                        () -> {
                                            throw new IllegalStateException("s3cret");
                                        }));
        Letter hello = bench.answer(raw, null);
        assertThat(hello.inner("offer")).doesNotContainKey("auth");
    }

    @Test
    void credentialsThatNoHelloHoldsFailTheConnection() {
        String long1 = "x".repeat(8000);
        RawPeer raw = connect(Credentials.password(long1, long1));
        assertThat(failure().errorCode()).contains(ErrorCode.TOO_LARGE);
        assertThat(raw.bytes()).isEmpty();
    }

    // §8.2-2: required where the capability is chosen
    @Test
    void anAnswerThatSaysNothingOfTheCredentialsIsMalformed() {
        RawPeer raw = connect(BEARER);
        bench.answer(raw, null);
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.MALFORMED.code());
        assertThat(failure().errorCode()).contains(ErrorCode.MALFORMED);
    }

    @Test
    void aResponderThatDoesNotLookLeavesThisSideUnauthenticated() {
        RawPeer raw = connect(BEARER);
        raw.answerHello(Map.of());
        assertThat(bench.connected().identity()).isEmpty();
        CompletableFuture<Identity> again = bench.connected().authenticate(BEARER);
        bench.network.loop().run();
        assertThat(TwoPeers.end(again)).isEqualTo("UNSUPPORTED, NOT_SENT"); // §8.4-3
        assertThat(raw.letters()).isEmpty();
    }

    @Test
    void itIsToldForHowLongItIsAccepted() {
        RawPeer raw = connect(BEARER);
        Instant before = Instant.now();
        bench.answer(raw, Map.of("principal", "ada", "expires", 60_000));
        Identity identity = bench.connected().identity().orElseThrow();
        assertThat(identity.expires())
                .isBetween(
                        before.plusMillis(60_000).minusMillis(1), Instant.now().plusMillis(60_000));
        try (AuthBench other = new AuthBench()) {
            RawPeer endless = other.connect(other.quiet().withCredentials(() -> BEARER));
            other.answer(endless, Map.of("expires", Long.MAX_VALUE)); // §1.2-10
            assertThat(other.connected().identity().orElseThrow().expires()).isAfter(before);
        }
    }

    // §8.7-11 §8.5-2
    @Test
    void aRefusalIsWhatConnectingFailsWith() {
        RawPeer raw = connect(BEARER);
        raw.send(Letter.refusal(raw.letter().id(), ErrorCode.UNAUTHENTICATED.code(), "no"));
        FluxarException failure = failure();
        assertThat(failure.errorCode()).contains(ErrorCode.UNAUTHENTICATED);
        assertThat(raw.closed).isTrue();
        bench.network.loop().advance(Duration.ofMinutes(1));
        assertThat(raw.letters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "long"})
    void aPrincipalOfTheWrongLengthIsAViolation(String principal) {
        RawPeer raw = connect(BEARER);
        bench.answer(raw, Map.of("principal", principal.isEmpty() ? "" : "x".repeat(256)));
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
    }

    // Challenges

    private RawPeer challenged(Credentials credentials) {
        RawPeer raw = connect(credentials);
        bench.answer(raw, Map.of("challenge", 5));
        return raw;
    }

    private static Cbor plusOne(Cbor challenge) {
        return Cbor.of(Letter.encode((Integer) Letter.decode(challenge.toByteArray()) + 1));
    }

    private static final Credentials COUNTING =
            Credentials.custom("count", Cbor.of(Letter.encode(0)), AuthAtInitiatorTest::plusOne);

    // §8.7-4
    @Test
    void aChallengeIsAnsweredByAnAuthOfTheSameSchemeAndName() {
        RawPeer raw = challenged(COUNTING);
        Letter first = raw.letter();
        assertThat(first.target()).isEqualTo("auth");
        assertThat(first.payload()).isEqualTo(custom("count", 6));
        assertThat(bench.connecting).isNotDone();
        raw.send(answered(first.id(), Map.of("challenge", 10)));
        Letter second = raw.letter();
        assertThat(second.payload()).isEqualTo(custom("count", 11));
        raw.send(answered(second.id(), Map.of("principal", "ada")));
        assertThat(bench.connected().identity()).contains(new Identity("ada", null));
    }

    // §8.7-4: in the handshake giving up is a close
    @Test
    void whoDoesNotAnswerAChallengeCloses() {
        RawPeer raw = challenged(Credentials.custom("count", Cbor.of(Letter.encode(0))));
        assertThat(failure().errorCode()).contains(ErrorCode.UNAUTHENTICATED);
        assertThat(raw.letters()).isEmpty();
        assertThat(raw.closed).isTrue();
    }

    // §8.7-4 §8.6-10
    @Test
    void anAnswerThatFailsIsGivingUp() {
        challenged(
                Credentials.custom(
                        "count",
                        Cbor.of(Letter.encode(0)),
                        challenge -> {
                            throw new IllegalStateException("s3cret");
                        }));
        assertThat(failure().errorCode()).contains(ErrorCode.UNAUTHENTICATED);
        assertThat(failure()).hasMessageNotContaining("s3cret");
    }

    // §8.7-3
    @Test
    void aChallengeToAnotherSchemeIsAViolation() {
        RawPeer raw = challenged(BEARER);
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
        assertThat(failure().errorCode()).contains(ErrorCode.PROTOCOL_ERROR);
    }

    // §8.7-11
    @Test
    void aRefusalBehindTheAnswerIsWhatConnectingFailsWith() {
        RawPeer raw = challenged(COUNTING);
        raw.send(refused(raw.letter().id(), ErrorCode.FORBIDDEN.code()));
        assertThat(failure().errorCode()).contains(ErrorCode.FORBIDDEN);
        assertThat(raw.closed).isTrue();
    }

    // §8.1-7
    @Test
    void theTimeOfTheHandshakeRunsUntilTheCredentialsAreAccepted() {
        RawPeer raw = challenged(COUNTING);
        raw.letter();
        bench.network.loop().advance(10_000);
        assertThat(failure().errorCode()).contains(ErrorCode.HANDSHAKE_TIMEOUT);
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT.code());
    }

    // §8.6-6: the responder may be ahead too
    @Test
    void whatComesBeforeTheAcceptanceIsHeld() {
        RawPeer raw = challenged(COUNTING);
        Letter next = raw.letter();
        raw.send(Letter.call(Letter.id(3), "echo", 1), Letter.ping(Letter.id(4)));
        assertThat(raw.letter().ref()).isEqualTo(Letter.id(4));
        raw.send(answered(next.id(), Map.of()));
        assertThat(raw.letter().payload()).isEqualTo(1);
        assertThat(bench.connected().isOpen()).isTrue();
    }

    // Both ends at once, with a network between them
    @Test
    void twoPeersGoThroughAChallenge() {
        try (AuthBench decides = new AuthBench();
                TwoPeers peers =
                        TwoPeers.connect(
                                new SimNetwork(),
                                c -> c.options(bench.quiet().withCredentials(() -> COUNTING)),
                                b ->
                                        b.options(
                                                decides.quiet()
                                                        .withAuthenticator(Counting::decide)))) {
            assertThat(peers.far.principal()).contains("3");
            assertThat(peers.near.identity()).contains(new Identity("3", null));
        }
    }

    /** Wants the count to be 3. */
    private static final class Counting {
        static CompletableFuture<dev.fluxar.Authentication> decide(
                dev.fluxar.Authenticator.Attempt attempt) {
            Credentials.Custom custom = (Credentials.Custom) attempt.credentials();
            int count = (Integer) Letter.decode(custom.data().toByteArray());
            return CompletableFuture.completedFuture(
                    count == 3
                            ? dev.fluxar.Authentication.accepted("" + count)
                            : dev.fluxar.Authentication.challenge(custom.data()));
        }
    }

    @Test
    void anAuthOfTheInitiatorBehindTheAnswerIsAnyOther() {
        RawPeer raw = connect(BEARER);
        bench.answer(raw, Map.of());
        raw.send(auth(Letter.id(4), AuthBench.TOKEN));
        Letter refusal = raw.letter();
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED.code());
        assertThat(refusal.error()).containsEntry("data", Map.of("schemes", List.of()));
    }
}
