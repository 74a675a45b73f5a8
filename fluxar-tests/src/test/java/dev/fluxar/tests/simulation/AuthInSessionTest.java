package dev.fluxar.tests.simulation;

import static dev.fluxar.tests.simulation.AuthBench.TOKEN;
import static dev.fluxar.tests.simulation.AuthBench.answered;
import static dev.fluxar.tests.simulation.AuthBench.auth;
import static dev.fluxar.tests.simulation.AuthBench.custom;
import static dev.fluxar.tests.simulation.AuthBench.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Authentication;
import dev.fluxar.Cbor;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.Identity;
import dev.fluxar.Peer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Credentials in an established session: §8.7. */
class AuthInSessionTest {

    private static final Credentials BEARER = Credentials.bearer("s3cret");

    private final AuthBench bench = new AuthBench();
    private @Nullable RawPeer raw;

    @AfterEach
    void close() {
        bench.close();
    }

    /** A responder with an authenticator that has let a raw peer in. */
    private RawPeer admitted(@Nullable String principal) {
        bench.listen(bench.options().withCredentials(() -> BEARER));
        raw = bench.admitted(principal);
        return raw;
    }

    private Letter exchanged(Letter letter) {
        raw.send(letter);
        return raw.letter();
    }

    private static ErrorCode code(Letter letter) {
        return ErrorCode.of(letter.code());
    }

    // What the other side presents

    // §8.7-2
    @Test
    void credentialsAreAnsweredWhenTheyAreDecidedAboutAndTheRestGoesOn() {
        admitted("ada");
        raw.send(auth(Letter.id(5), TOKEN));
        assertThat(exchanged(Letter.call(Letter.id(6), "echo", 1)).payload()).isEqualTo(1);
        assertThat(bench.attempts.get(1).principal()).isEqualTo("ada");
        bench.decide(Authentication.accepted("ada", Duration.ofMillis(70)));
        Letter answer = raw.letter();
        assertThat(answer.ref()).isEqualTo(Letter.id(5));
        assertThat(answer.payload()).isEqualTo(Map.of("principal", "ada", "expires", 70));
    }

    // §8.7-1
    @Test
    void credentialsWhileSomeAreUnansweredEndTheSession() {
        admitted("ada");
        raw.send(auth(Letter.id(5), TOKEN));
        assertThat(code(exchanged(auth(Letter.id(6), TOKEN)))).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        bench.decide(Authentication.accepted("ada"));
        assertThat(raw.letters()).isEmpty();
    }

    // §8.7-7
    @Test
    void anotherPrincipalIsAConflict() {
        admitted("ada");
        raw.send(auth(Letter.id(5), TOKEN));
        bench.decide(Authentication.accepted("bob"));
        assertThat(code(raw.letter())).isEqualTo(ErrorCode.CONFLICT);
        assertThat(bench.peer().principal()).contains("ada");
        raw.send(auth(Letter.id(6), TOKEN));
        bench.decide(Authentication.accepted(null));
        assertThat(code(raw.letter())).isEqualTo(ErrorCode.CONFLICT);
    }

    // §8.7-7: from nobody to somebody
    @Test
    void anAnonymousPeerMayBecomeSomebody() {
        bench.listen(bench.options().withAnonymous(true));
        raw = bench.hello(null);
        raw.letter();
        assertThat(bench.peer().principal()).isEmpty();
        raw.send(auth(Letter.id(5), TOKEN));
        bench.decide(Authentication.accepted("ada"));
        assertThat(raw.letter().payload()).isEqualTo(Map.of("principal", "ada"));
        assertThat(bench.peer().principal()).contains("ada");
    }

    // §8.7-8
    @Test
    void aRefusalLeavesTheSessionAsItIs() {
        admitted("ada");
        raw.send(auth(Letter.id(5), TOKEN));
        bench.decide(Authentication.refused());
        assertThat(code(raw.letter())).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(bench.peer().principal()).contains("ada");
        assertThat(exchanged(Letter.call(Letter.id(6), "echo", 1)).payload()).isEqualTo(1);
        assertThat(code(exchanged(auth(Letter.id(7), Map.of("scheme", "kerberos")))))
                .isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @Test
    void threeRefusalsInARowEndTheSession() {
        admitted("ada");
        for (int i = 0; i < 2; i++) {
            raw.send(auth(Letter.id(5 + i), TOKEN));
            bench.decide(Authentication.refused());
            assertThat(raw.letter().isFatalBye()).isFalse();
        }
        raw.send(auth(Letter.id(8), TOKEN));
        bench.decide(Authentication.accepted("ada"));
        raw.letter();
        for (int i = 0; i < 3; i++) {
            raw.send(auth(Letter.id(10 + i), TOKEN));
            bench.decide(Authentication.refused());
        }
        List<Letter> letters = raw.letters();
        Letter last = letters.get(letters.size() - 1);
        assertThat(last.isFatalBye()).isTrue();
        assertThat(code(last)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    // §8.7-9
    @Test
    void whoseCredentialsHaveExpiredOpensNothing() {
        CompletableFuture<Object> running = new CompletableFuture<>();
        bench.listen(
                bench.options(),
                binder -> binder.onCall("wait", Object.class, (payload, call) -> running));
        raw = bench.hello(TOKEN);
        bench.decide(Authentication.accepted("ada", Duration.ofSeconds(3)));
        raw.letter();
        raw.send(Letter.call(Letter.id(5), "wait", null));
        bench.network.loop().advance(2_999);
        assertThat(exchanged(Letter.call(Letter.id(6), "echo", 1)).payload()).isEqualTo(1);
        bench.network.loop().advance(1);
        assertThat(code(exchanged(Letter.call(Letter.id(7), "echo", 1))))
                .isEqualTo(ErrorCode.CREDENTIALS_EXPIRED);
        assertThat(code(exchanged(Letter.call(Letter.id(8), "unknown", 1))))
                .isEqualTo(ErrorCode.CREDENTIALS_EXPIRED);
        assertThat(code(exchanged(Letter.stream(Letter.id(9), "x", 1))))
                .isEqualTo(ErrorCode.CREDENTIALS_EXPIRED);
        assertThat(code(exchanged(new Letter(4, Letter.id(10), null, "a", null, null, null))))
                .isEqualTo(ErrorCode.CREDENTIALS_EXPIRED);
        Letter publish = new Letter(6, Letter.id(11), null, "a", null, 1, null);
        assertThat(code(exchanged(publish.withMeta("mode", 1))))
                .isEqualTo(ErrorCode.CREDENTIALS_EXPIRED);
        bench.network.loop().run(() -> running.complete("live"));
        assertThat(raw.letter().payload()).isEqualTo("live");
        raw.send(auth(Letter.id(12), TOKEN));
        bench.decide(Authentication.accepted("ada"));
        raw.letter();
        assertThat(exchanged(Letter.call(Letter.id(13), "echo", 2)).payload()).isEqualTo(2);
    }

    // §8.7-3 §8.7-5
    @Test
    void challengesGoOnInTheSession() {
        admitted("ada");
        Authentication more = Authentication.challenge(Cbor.of(Letter.encode("more")));
        for (int i = 0; i < 8; i++) {
            raw.send(auth(Letter.id(20 + i), custom("otp", i)));
            bench.decide(more);
            assertThat(raw.letter().payload()).isEqualTo(Map.of("challenge", "more"));
        }
        raw.send(auth(Letter.id(30), custom("otp", 8)));
        bench.decide(more);
        assertThat(code(raw.letter())).isEqualTo(ErrorCode.UNAUTHENTICATED);
        raw.send(auth(Letter.id(31), custom("otp", 8)));
        bench.decide(more);
        assertThat(raw.letter().payload()).isEqualTo(Map.of("challenge", "more"));
        raw.send(auth(Letter.id(32), TOKEN));
        assertThat(bench.attempts.get(bench.attempts.size() - 1).challenge()).isNull();
        bench.decide(more);
        assertThat(code(raw.letter())).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    // §2.2.2-1
    @Test
    void anAuthThatFitsNoRowEndsTheSession() {
        Map<Letter, ErrorCode> all = new HashMap<>();
        all.put(auth(Letter.id(5), 7), ErrorCode.MALFORMED);
        all.put(auth(Letter.id(5), Map.of()), ErrorCode.MALFORMED);
        all.put(auth(Letter.id(5), Map.of("ask", 1)), ErrorCode.MALFORMED);
        all.put(
                auth(Letter.id(5), Map.of("ask", List.of("x"), "scheme", "x")),
                ErrorCode.MALFORMED);
        all.put(new Letter(1, Letter.id(5), null, "auth", null, null, null), ErrorCode.MALFORMED);
        all.put(
                new Letter(1, Letter.id(5), null, "auth", null, null, Letter.error(201, "x")),
                ErrorCode.PROTOCOL_ERROR);
        all.put(new Letter(1, null, null, "auth", null, TOKEN, null), ErrorCode.PROTOCOL_ERROR);
        all.put(
                new Letter(1, null, Letter.id(1), "auth", null, TOKEN, null),
                ErrorCode.PROTOCOL_ERROR);
        all.put(auth(Letter.id(5), custom("", 1)), ErrorCode.PROTOCOL_ERROR);
        all.forEach(
                (letter, code) -> {
                    try (AuthBench one = new AuthBench()) {
                        one.listen(one.options());
                        RawPeer peer = one.admitted("ada");
                        peer.send(letter);
                        assertThat(code(peer.letter())).as(letter.toString()).isEqualTo(code);
                    }
                });
    }

    // §9.2-4: an answer is given in draining too
    @Test
    void credentialsAreAnsweredInDrainingToo() {
        admitted("ada");
        raw.send(Letter.bye(Letter.id(5), 0, 10_000));
        raw.letter();
        raw.send(auth(Letter.id(6), TOKEN));
        bench.decide(Authentication.accepted("ada"));
        assertThat(raw.letter().payload()).isEqualTo(Map.of("principal", "ada"));
        CompletableFuture<Identity> own = bench.peer().authenticate(BEARER);
        bench.network.loop().run();
        assertThat(TwoPeers.end(own)).isEqualTo("DRAINING, NOT_SENT"); // §9.2-3
    }

    // What this side presents

    private Peer connected() {
        raw = bench.connect(bench.options().withCredentials(() -> BEARER));
        bench.answer(raw, Map.of("principal", "ada", "expires", 1000));
        return bench.connected();
    }

    @Test
    void refreshedCredentialsAreToldWithTheirNewEnd() {
        Peer peer = connected();
        CompletableFuture<Identity> fresh = peer.authenticate(Credentials.bearer("new"));
        bench.network.loop().run();
        Letter presented = raw.letter();
        assertThat(presented.payload()).isEqualTo(Map.of("scheme", "bearer", "token", "new"));
        assertThat(fresh).isNotDone();
        raw.send(answered(presented.id(), Map.of("principal", "ada")));
        assertThat(fresh.join()).isEqualTo(new Identity("ada", null));
        assertThat(peer.identity()).contains(fresh.join());
    }

    // §8.7-1
    @Test
    void oneIsPresentedAtATime() {
        Peer peer = connected();
        CompletableFuture<Identity> first = peer.authenticate(BEARER);
        CompletableFuture<Identity> second = peer.authenticate(BEARER);
        bench.network.loop().run();
        assertThat(TwoPeers.end(second)).isEqualTo("CONFLICT, NOT_SENT");
        raw.send(answered(raw.letter().id(), Map.of()));
        assertThat(first).isCompleted();
    }

    // §8.7-8
    @Test
    void aRefusalIsToldAndChangesNothing() {
        Peer peer = connected();
        CompletableFuture<Identity> again = peer.authenticate(Credentials.bearer("s3cret2"));
        bench.network.loop().run();
        raw.send(refused(raw.letter().id(), ErrorCode.CONFLICT.code()));
        assertThat(TwoPeers.end(again)).isEqualTo("CONFLICT, NOT_PROCESSED");
        assertThat(TwoPeers.failure(again)).hasMessageNotContaining("s3cret2");
        assertThat(peer.identity().orElseThrow().principal()).isEqualTo("ada");
        assertThat(peer.isOpen()).isTrue();
    }

    @Test
    void whoWaitsIsToldOfTheEnd() {
        Peer peer = connected();
        CompletableFuture<Identity> again = peer.authenticate(BEARER);
        CompletableFuture<Void> asked = peer.requestCredentials("bearer");
        bench.network.loop().run();
        raw.close();
        bench.network.loop().run();
        assertThat(TwoPeers.end(again)).isEqualTo("UNAVAILABLE, UNKNOWN");
        assertThat(TwoPeers.end(asked)).isEqualTo("UNAVAILABLE, UNKNOWN");
        CompletableFuture<Identity> late = peer.authenticate(BEARER);
        bench.network.loop().run();
        assertThat(TwoPeers.end(late)).isEqualTo("UNAVAILABLE, NOT_SENT");
    }

    @Test
    void anAnswerThatIsNoneIsMalformed() {
        Peer peer = connected();
        CompletableFuture<Identity> again = peer.authenticate(BEARER);
        bench.network.loop().run();
        raw.send(Letter.answered(raw.letter().id()));
        assertThat(code(raw.letter())).isEqualTo(ErrorCode.MALFORMED);
        assertThat(TwoPeers.end(again)).isEqualTo("UNAVAILABLE, UNKNOWN");
    }

    @Test
    void dataThatIsNoItemIsNotSent() {
        Peer peer = connected();
        CompletableFuture<Identity> bad =
                peer.authenticate(Credentials.custom("x", Cbor.of(new byte[] {1, 2})));
        bench.network.loop().run();
        assertThat(TwoPeers.end(bad)).isEqualTo("INVALID_ARGUMENT, NOT_SENT");
        assertThat(raw.letters()).isEmpty();
    }

    @Test
    void aPeerWithoutSecurityTellsSo() {
        raw = bench.connect(dev.fluxar.PeerOptions.DEFAULT);
        raw.answerHello(Map.of());
        Peer peer = bench.connected();
        CompletableFuture<Identity> own = peer.authenticate(BEARER);
        CompletableFuture<Void> asked = peer.requestCredentials("bearer");
        bench.network.loop().run();
        assertThat(TwoPeers.end(own)).isEqualTo("UNSUPPORTED, NOT_SENT");
        assertThat(TwoPeers.end(asked)).isEqualTo("UNSUPPORTED, NOT_SENT");
        assertThatThrownBy(peer::requestCredentials).isInstanceOf(IllegalArgumentException.class);
    }

    // Asking

    private static Map<String, Object> ask(String... schemes) {
        return Map.of("ask", List.of(schemes));
    }

    // §8.7-6
    @Test
    void whoIsAskedSaysThatCredentialsFollowAndPresentsThem() {
        connected();
        raw.send(auth(Letter.id(5), ask("apikey", "bearer")));
        List<Letter> letters = raw.letters();
        assertThat(letters).hasSize(2);
        assertThat(letters.get(0).ref()).isEqualTo(Letter.id(5));
        assertThat(letters.get(0).payload()).isNull();
        assertThat(letters.get(0).error()).isNull();
        assertThat(letters.get(1).payload()).isEqualTo(TOKEN);
    }

    // §8.7-6 §8.7-1: not while others are unanswered
    @Test
    void whatWasAskedForWaitsUntilTheOthersAreAnswered() {
        Peer peer = connected();
        CompletableFuture<Identity> other = peer.authenticate(Credentials.bearer("other"));
        bench.network.loop().run();
        Letter first = raw.letter();
        Letter promise = exchanged(auth(Letter.id(5), ask("bearer")));
        assertThat(promise.error()).isNull();
        Letter second = exchanged(answered(first.id(), Map.of()));
        assertThat(second.payload()).isEqualTo(TOKEN);
        assertThat(other).isCompleted();
    }

    // §8.7-6
    @Test
    void whoHasNoneOfTheSchemesOrNoneAtAllRefuses() {
        connected();
        assertThat(code(exchanged(auth(Letter.id(5), ask("apikey")))))
                .isEqualTo(ErrorCode.UNSUPPORTED);
        try (AuthBench other = new AuthBench()) {
            RawPeer asking = other.connect(other.options());
            other.answer(asking, null);
            asking.send(auth(Letter.id(5), ask("bearer")));
            assertThat(code(asking.letter())).isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
    }

    // §8.7-6 §8.6-2
    @Test
    void whoMayNotPresentThemHereRefuses() {
        bench.listen(
                dev.fluxar.PeerOptions.DEFAULT
                        .withAuthenticator(bench)
                        .withAnonymous(true)
                        .withCredentials(() -> BEARER));
        raw = bench.hello(null);
        raw.letter();
        assertThat(code(exchanged(auth(Letter.id(5), ask("bearer")))))
                .isEqualTo(ErrorCode.UNAUTHENTICATED);
        CompletableFuture<Identity> own = bench.peer().authenticate(BEARER);
        bench.network.loop().run();
        assertThat(TwoPeers.end(own)).isEqualTo("UNAUTHENTICATED, NOT_SENT");
        assertThat(raw.letters()).isEmpty();
    }

    // §8.7-6: at who asks
    @Test
    void whoAsksIsToldWhenWhatFollowsIsAccepted() {
        Peer peer = connected();
        CompletableFuture<Void> asked = peer.requestCredentials("bearer", "apikey");
        CompletableFuture<Void> twice = peer.requestCredentials("bearer");
        bench.network.loop().run();
        assertThat(TwoPeers.end(twice)).isEqualTo("CONFLICT, NOT_SENT"); // §8.7-1
        Letter ask = raw.letter();
        assertThat(ask.payload()).isEqualTo(ask("bearer", "apikey"));
        raw.send(Letter.answered(ask.id()), auth(Letter.id(5), TOKEN));
        assertThat(asked).isNotDone();
        bench.decide(Authentication.accepted("server"));
        assertThat(asked).isCompleted();
        assertThat(peer.principal()).contains("server");
        assertThat(raw.letter().payload()).isEqualTo(Map.of("principal", "server"));
    }

    @Test
    void whoAsksIsToldOfARefusalOfEitherSide() {
        Peer peer = connected();
        CompletableFuture<Void> first = peer.requestCredentials("bearer");
        bench.network.loop().run();
        raw.send(refused(raw.letter().id(), ErrorCode.UNSUPPORTED.code()));
        assertThat(TwoPeers.end(first)).isEqualTo("UNSUPPORTED, NOT_PROCESSED");
        CompletableFuture<Void> second = peer.requestCredentials("bearer");
        bench.network.loop().run();
        raw.send(Letter.answered(raw.letter().id()), auth(Letter.id(5), TOKEN));
        bench.decide(Authentication.refused());
        assertThat(TwoPeers.failure(second).errorCode()).contains(ErrorCode.UNAUTHENTICATED);
    }
}
