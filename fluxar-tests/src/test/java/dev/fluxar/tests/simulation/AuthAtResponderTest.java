package dev.fluxar.tests.simulation;

import static dev.fluxar.tests.simulation.AuthBench.TOKEN;
import static dev.fluxar.tests.simulation.AuthBench.auth;
import static dev.fluxar.tests.simulation.AuthBench.custom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Authentication;
import dev.fluxar.Authenticator;
import dev.fluxar.Cbor;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.PeerOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a responder does with the credentials of an offer: §8.6 and §8.7 in the handshake. */
class AuthAtResponderTest {

    private final AuthBench bench = new AuthBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static void refused(RawPeer raw, ErrorCode code) {
        Letter refusal = raw.letter();
        assertThat(refusal.ref()).isEqualTo(Letter.id(1));
        assertThat(ErrorCode.of(refusal.code())).isEqualTo(code);
        assertThat(refusal.toString()).doesNotContain("s3cret");
        raw.network.loop().run();
        assertThat(raw.closed).isTrue(); // §8.7-11
    }

    // §8.6-4: the answer waits for the decision, and says what became of it
    @Test
    void theAnswerWaitsUntilTheCredentialsAreDecidedAbout() {
        bench.listen(bench.options());
        RawPeer raw = bench.hello(TOKEN);
        assertThat(raw.letters()).isEmpty();
        assertThat(bench.attempts).hasSize(1);
        assertThat(bench.attempts.get(0).credentials()).isEqualTo(Credentials.bearer("s3cret"));
        assertThat(bench.attempts.get(0).confidential()).isFalse();
        assertThat(bench.attempts.get(0).remote()).isNotEmpty();
        assertThat(bench.listener.peers()).isEmpty();
        bench.decide(Authentication.accepted("ada", Duration.ofSeconds(5)));
        Map<String, Object> answer = raw.letter().inner("answer");
        assertThat(answer.get("auth")).isEqualTo(Map.of("principal", "ada", "expires", 5000));
        assertThat(answer.get("caps")).isEqualTo(Map.of("auth", true));
        assertThat(bench.peer().principal()).contains("ada");
        assertThat(bench.peer().identity()).isEmpty();
    }

    @Test
    void aDecisionAtOnceIsAnsweredAtOnce() {
        bench.always = Authentication.accepted(null);
        bench.listen(bench.options());
        RawPeer raw = bench.hello(TOKEN);
        assertThat(raw.letter().inner("answer").get("auth")).isEqualTo(Map.of());
        assertThat(bench.peer().principal()).isEmpty();
        raw.send(Letter.call(Letter.id(9), "echo", 1));
        assertThat(raw.letter().payload()).isEqualTo(1);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(Authentication.refused(), ErrorCode.UNAUTHENTICATED),
                Arguments.of(Authentication.expired(), ErrorCode.CREDENTIALS_EXPIRED),
                Arguments.of(Authentication.forbidden(), ErrorCode.FORBIDDEN),
                Arguments.of(Authentication.unavailable(), ErrorCode.UNAVAILABLE),
                Arguments.of(Authentication.unsupported("apikey"), ErrorCode.UNSUPPORTED),
                Arguments.of(
                        Authentication.tooManyAttempts(Duration.ofMillis(250)),
                        ErrorCode.RATE_LIMITED));
    }

    // §8.7-10 §8.7-11
    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalHasTheCodeAndEndsTheConnection(Authentication decision, ErrorCode code) {
        bench.listen(bench.options());
        RawPeer raw = bench.hello(TOKEN);
        bench.decide(decision);
        refused(raw, code);
        assertThat(bench.listener.peers()).isEmpty();
    }

    // §8.7-10
    @Test
    void aRefusalSaysWhatIsAcceptedAndWhenToTryAgain() {
        bench.listen(bench.options());
        RawPeer raw = bench.hello(TOKEN);
        bench.decide(Authentication.unsupported("apikey", "custom"));
        assertThat(raw.letter().error())
                .containsEntry("data", Map.of("schemes", List.of("apikey", "custom")));
        RawPeer second = bench.hello(TOKEN);
        bench.decide(Authentication.tooManyAttempts(Duration.ofMillis(250)));
        assertThat(second.letter().error()).containsEntry("retry", 250);
    }

    // §8.6-9
    @Test
    void anUnknownUserAndAWrongPasswordLookTheSame() {
        bench.listen(bench.options());
        Map<String, Object> unknown =
                Map.of("scheme", "credentials", "user", "nobody", "password", "s3cret");
        RawPeer first = bench.hello(unknown);
        bench.decide(Authentication.refused());
        RawPeer second = bench.hello(TOKEN);
        bench.decide(Authentication.refused());
        assertThat(first.bytes()).isEqualTo(second.bytes());
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of(7, ErrorCode.MALFORMED),
                Arguments.of(Map.of(), ErrorCode.MALFORMED),
                Arguments.of(Map.of("scheme", 1), ErrorCode.MALFORMED),
                Arguments.of(Map.of("ask", List.of("bearer")), ErrorCode.MALFORMED),
                Arguments.of(Map.of("scheme", "bearer"), ErrorCode.MALFORMED),
                Arguments.of(Map.of("scheme", "bearer", "token", 1), ErrorCode.MALFORMED),
                Arguments.of(Map.of("scheme", "apikey", "token", "x"), ErrorCode.MALFORMED),
                Arguments.of(Map.of("scheme", "credentials", "user", "x"), ErrorCode.MALFORMED),
                Arguments.of(Map.of("scheme", "custom", "name", "x"), ErrorCode.MALFORMED),
                Arguments.of(Map.of("scheme", "custom", "data", 1), ErrorCode.MALFORMED),
                Arguments.of(custom("", 1), ErrorCode.PROTOCOL_ERROR),
                Arguments.of(custom("x".repeat(256), 1), ErrorCode.PROTOCOL_ERROR),
                Arguments.of(
                        Map.of("scheme", "bearer", "token", "x".repeat(8193)),
                        ErrorCode.PROTOCOL_ERROR),
                Arguments.of(
                        Map.of("scheme", "credentials", "user", "x".repeat(8193), "password", ""),
                        ErrorCode.PROTOCOL_ERROR),
                Arguments.of(Map.of("scheme", "kerberos"), ErrorCode.UNSUPPORTED));
    }

    // §8.6-1 §8.2-2
    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsNoCredentialsIsRefused(Object auth, ErrorCode code) {
        bench.listen(bench.options());
        refused(bench.hello(auth), code);
        assertThat(bench.attempts).isEmpty();
    }

    // §8.6-1
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8192})
    void textsMayBeAsLongAsTheSpecificationSays(int length) {
        bench.listen(bench.options());
        String text = "x".repeat(length);
        bench.hello(Map.of("scheme", "apikey", "key", text));
        assertThat(bench.attempts.get(0).credentials()).isEqualTo(Credentials.apiKey(text));
    }

    @Test
    void everySchemeIsUnderstood() {
        bench.listen(bench.options());
        bench.hello(Map.of("scheme", "credentials", "user", "ada", "password", "s3cret"));
        assertThat(bench.attempts.get(0).credentials())
                .isEqualTo(Credentials.password("ada", "s3cret"));
        bench.hello(custom("otp", List.of(1, "x")));
        Credentials.Custom custom = (Credentials.Custom) bench.attempts.get(1).credentials();
        assertThat(custom.name()).isEqualTo("otp");
        assertThat(custom.data()).isEqualTo(Cbor.of(Letter.encode(List.of(1, "x"))));
    }

    // §8.6-3
    @Test
    void credentialsOverAnOpenChannelAreRefusedRightOrWrong() {
        bench.always = Authentication.accepted("ada");
        bench.listen(PeerOptions.DEFAULT.withAuthenticator(bench));
        refused(bench.hello(TOKEN), ErrorCode.UNAUTHENTICATED);
        assertThat(bench.attempts).isEmpty();
    }

    // §8.6-5
    @Test
    void credentialsInTheOfferOfAHelloWithNoiseAreAViolation() {
        bench.listen(bench.options());
        RawPeer raw = RawPeer.connect(bench.network);
        Letter plain = Letter.hello(raw.nextId(), Map.of("versions", List.of(1), "auth", TOKEN));
        Map<String, Object> payload = new HashMap<>();
        payload.put("noise", new byte[48]);
        payload.put("offer", ((Map<?, ?>) plain.payload()).get("offer"));
        raw.send(new Letter(1, Letter.id(1), null, null, null, payload, null));
        refused(raw, ErrorCode.PROTOCOL_ERROR);
    }

    // §8.6-7
    @Test
    void whoPresentsNothingIsRefusedWhereCredentialsAreRequired() {
        bench.listen(bench.options());
        refused(bench.hello(null), ErrorCode.UNAUTHENTICATED);
        assertThat(bench.attempts).isEmpty();
    }

    @Test
    void whoPresentsNothingIsLetInWhereThatIsAllowed() {
        bench.listen(bench.options().withAnonymous(true));
        RawPeer raw = bench.hello(null);
        assertThat(raw.letter().inner("answer")).doesNotContainKey("auth");
        assertThat(bench.peer().principal()).isEmpty();
    }

    // §8.4-3: without the capability, and without an authenticator
    @Test
    void aResponderThatDoesNotLookSaysNothingAndChoosesNothing() {
        bench.listen(bench.quiet());
        RawPeer raw = bench.hello(TOKEN);
        Map<String, Object> answer = raw.letter().inner("answer");
        assertThat(answer).doesNotContainKey("auth").doesNotContainKey("caps");
        raw.send(auth(Letter.id(5), TOKEN));
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
    }

    @Test
    void credentialsAreDecidedAboutWithoutTheCapabilityToo() {
        bench.listen(bench.options());
        RawPeer raw = bench.hello(TOKEN, Map.of());
        bench.decide(Authentication.accepted("ada"));
        Map<String, Object> answer = raw.letter().inner("answer");
        assertThat(answer.get("auth")).isEqualTo(Map.of("principal", "ada"));
        assertThat(answer).doesNotContainKey("caps");
        RawPeer challenged = bench.hello(custom("x", 1), Map.of());
        bench.decide(Authentication.challenge(Cbor.of(Letter.encode(1))));
        refused(challenged, ErrorCode.UNAVAILABLE); // §8.4-3: nobody could answer it
    }

    // §8.1-7
    @Test
    void theTimeOfTheHandshakeRunsOnAndALateDecisionIsOfNoEffect() {
        bench.listen(bench.options());
        RawPeer raw = bench.hello(TOKEN);
        bench.network.loop().advance(9_999);
        assertThat(raw.letters()).isEmpty();
        bench.network.loop().advance(1);
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT.code());
        bench.decide(Authentication.accepted("ada"));
        assertThat(raw.letters()).isEmpty();
        assertThat(bench.listener.peers()).isEmpty();
    }

    // §8.1-2
    @Test
    void whatComesBeforeTheAnswerIsAViolation() {
        bench.listen(bench.options());
        RawPeer raw = bench.hello(TOKEN);
        raw.send(Letter.call(Letter.id(7), "echo", 1));
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
        bench.decide(Authentication.accepted("ada"));
        assertThat(raw.letters()).isEmpty();
    }

    static Stream<Arguments> failing() {
        return Stream.of(
                Arguments.of(
                        "throws",
                        (Authenticator)
                                attempt -> {
                                    throw new IllegalStateException("s3cret");
                                }),
                Arguments.of("gives no stage", (Authenticator) attempt -> null),
                Arguments.of(
                        "decides nothing",
                        (Authenticator) attempt -> CompletableFuture.completedFuture(null)),
                Arguments.of(
                        "fails later",
                        (Authenticator)
                                attempt ->
                                        CompletableFuture.failedFuture(
                                                new IllegalStateException("s3cret"))));
    }

    // §8.7-10
    @ParameterizedTest(name = "{0}")
    @MethodSource("failing")
    void anAuthenticatorThatFailsIsUnavailable(String how, Authenticator failing) {
        bench.listen(bench.quiet().withAuthenticator(failing));
        refused(bench.hello(TOKEN), ErrorCode.UNAVAILABLE);
    }

    @Test
    void anAuthenticatorThatAnswersTwiceHasAnsweredOnce() {
        bench.listen(bench.options());
        RawPeer raw = bench.hello(TOKEN);
        bench.decide(Authentication.accepted("ada"));
        raw.letter();
        bench.network
                .loop()
                .run(() -> bench.decisions.get(0).obtrudeValue(Authentication.refused()));
        assertThat(raw.letters()).isEmpty();
        assertThat(bench.peer().principal()).contains("ada");
    }

    // Challenges

    private static final Authentication MORE =
            Authentication.challenge(Cbor.of(Letter.encode("more")));

    private RawPeer challenged() {
        bench.listen(bench.options());
        RawPeer raw = bench.hello(custom("otp", 0));
        bench.decide(MORE);
        assertThat(raw.letter().inner("answer").get("auth")).isEqualTo(Map.of("challenge", "more"));
        return raw;
    }

    // §8.6-6 §8.7-4
    @Test
    void whatComesBehindAuthIsHeldUntilItIsAccepted() {
        RawPeer raw = challenged();
        raw.send(
                auth(Letter.id(2), custom("otp", 1)),
                Letter.call(Letter.id(3), "echo", "first"),
                Letter.ping(Letter.id(4)),
                Letter.call(Letter.id(5), "echo", "second"));
        assertThat(raw.letter().ref()).isEqualTo(Letter.id(4));
        assertThat(bench.attempts.get(1).challenge()).isEqualTo(Cbor.of(Letter.encode("more")));
        assertThat(bench.listener.peers()).isEmpty();
        bench.decide(Authentication.accepted("ada"));
        List<Letter> letters = raw.letters();
        assertThat(letters)
                .extracting(Letter::ref)
                .containsExactly(Letter.id(2), Letter.id(3), Letter.id(5));
        assertThat(bench.peer().principal()).contains("ada");
    }

    // §8.6-7
    @Test
    void whatComesAheadOfAuthEndsTheSession() {
        RawPeer raw = challenged();
        raw.send(Letter.call(Letter.id(3), "echo", "first"));
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.UNAUTHENTICATED.code());
        bench.network.loop().run();
        assertThat(raw.closed).isTrue();
    }

    // §8.7-11
    @Test
    void aRefusalBehindTheAnswerEndsTheSessionToo() {
        RawPeer raw = challenged();
        raw.send(auth(Letter.id(2), custom("otp", 1)), Letter.call(Letter.id(3), "echo", 1));
        bench.decide(Authentication.refused());
        Letter refusal = raw.letter();
        assertThat(refusal.ref()).isEqualTo(Letter.id(2));
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED.code());
        bench.network.loop().run();
        assertThat(raw.closed).isTrue();
    }

    // §8.6-6 §11.3-2
    @Test
    void whatIsHeldIsBounded() {
        bench.listen(
                bench.options().withLimits(Limits.DEFAULT.withMessage(65536).withBudget(1 << 18)));
        RawPeer raw = bench.hello(custom("otp", 0));
        bench.decide(MORE);
        raw.letter();
        raw.send(auth(Letter.id(2), custom("otp", 1)));
        int sent = 0;
        while (raw.letters().isEmpty() && sent < 100) {
            raw.send(Letter.call(Letter.id(10 + sent++), "echo", new byte[8192]));
        }
        assertThat(sent).isBetween(10, 20);
        bench.network.loop().run();
        assertThat(raw.closed).isTrue();
    }

    // §8.1-7
    @Test
    void theTimeOfTheHandshakeRunsUntilTheCredentialsAreAccepted() {
        RawPeer raw = challenged();
        bench.network.loop().advance(10_000);
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT.code());
    }

    // §8.7-5
    @Test
    void theNinthChallengeInARowIsARefusal() {
        RawPeer raw = challenged();
        for (int i = 2; i <= 8; i++) {
            raw.send(auth(Letter.id(i), custom("otp", i)));
            bench.decide(MORE);
            assertThat(raw.letter().payload()).isEqualTo(Map.of("challenge", "more"));
        }
        raw.send(auth(Letter.id(9), custom("otp", 9)));
        bench.decide(MORE);
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.UNAUTHENTICATED.code());
    }

    // §8.7-3
    @Test
    void aChallengeToAnotherSchemeIsNotWritten() {
        bench.listen(bench.options());
        RawPeer raw = bench.hello(TOKEN);
        bench.decide(MORE);
        refused(raw, ErrorCode.UNAVAILABLE);
    }

    // §8.7-1
    @Test
    void aSecondAuthWhileOneIsUnansweredIsAViolation() {
        RawPeer raw = challenged();
        raw.send(auth(Letter.id(2), custom("otp", 1)));
        raw.send(auth(Letter.id(3), custom("otp", 1)));
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
    }

    @Test
    void aSecondByeThatIsHeldIsAViolation() {
        RawPeer raw = challenged();
        raw.send(auth(Letter.id(2), custom("otp", 1)), Letter.bye(Letter.id(3), 0, 1000));
        assertThat(raw.letters()).isEmpty();
        raw.send(Letter.bye(Letter.id(4), 0, 1000));
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
    }

    // §8.6-10
    @Test
    void noLineOfTheFrameLogShowsASecret() {
        bench.listen(bench.options());
        RawPeer raw = bench.hello(TOKEN);
        bench.decide(Authentication.refused());
        raw.letter();
        assertThat(bench.lines).isNotEmpty().noneMatch(line -> line.contains("s3cret"));
    }
}
