package dev.fluxar.tests.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Authentication;
import dev.fluxar.Authenticator;
import dev.fluxar.Cbor;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.PeerOptions;
import dev.fluxar.Security;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.SessionAuth.Ruling;
import dev.fluxar.session.auth.AuthAnswer;
import dev.fluxar.session.auth.AuthDecider;
import dev.fluxar.session.auth.CredentialsCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Credentials as values: what they may hold, and what they show. */
class CredentialsTest {

    private static final Cbor DATA = Cbor.of(new byte[] {0x63, 'x', 'y', 'z'});

    private static List<Credentials> all(String secret) {
        byte[] utf8 = secret.getBytes(StandardCharsets.UTF_8);
        byte[] item = new byte[utf8.length + 3];
        item[0] = 0x59;
        item[1] = (byte) (utf8.length >> 8);
        item[2] = (byte) utf8.length;
        System.arraycopy(utf8, 0, item, 3, utf8.length);
        return List.of(
                Credentials.bearer(secret),
                Credentials.apiKey(secret),
                Credentials.password(secret, secret),
                Credentials.custom("otp", Cbor.of(item)));
    }

    // §8.6-10: whatever is printed
    @Property
    void nothingThatHoldsCredentialsShowsThem(@ForAll @StringLength(min = 1, max = 40) String end) {
        String secret = "s3cret/" + end;
        for (Credentials each : all(secret)) {
            List<Object> holders =
                    List.of(
                            each,
                            new Authenticator.Attempt(each, "mem:x", true, null, null),
                            new AuthDecider.Attempted(1, each, true, null, null),
                            CredentialsCodec.decode(CredentialsCodec.encode(each), true),
                            Security.NONE.withCredentials(() -> each),
                            PeerOptions.DEFAULT.withCredentials(() -> each));
            for (Object holder : holders) {
                assertThat(holder.toString()).doesNotContain("s3cret").doesNotContain("733363");
            }
        }
    }

    // §8.6-10: a challenge is what the answer is made of
    @Test
    void challengesAreNotShownEither() {
        assertThat(Authentication.challenge(DATA)).hasToString("challenge");
        assertThat(new AuthAnswer("ada", 1, DATA)).hasToString("challenge");
        assertThat(new Authenticator.Attempt(Credentials.bearer("x"), "", true, DATA, null))
                .asString()
                .doesNotContain("78797a");
        assertThat(new AuthDecider.Attempted(1, Credentials.bearer("x"), true, DATA, null))
                .hasToString("attempt 1: bearer");
        assertThat(new Ruling(null, new byte[] {0x78}, true).toString()).doesNotContain("78]");
    }

    @Property
    void whatIsEncodedIsDecoded(@ForAll @StringLength(max = 300) String text) {
        for (Credentials each :
                all(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))) {
            Credentials back =
                    CredentialsCodec.decode(CredentialsCodec.encode(each), false).credentials();
            if (each instanceof Credentials.Custom custom) {
                assertThat(((Credentials.Custom) back).name()).isEqualTo(custom.name());
                assertThat(((Credentials.Custom) back).data()).isEqualTo(custom.data());
            } else {
                assertThat(back).isEqualTo(each);
            }
        }
    }

    /** Whatever comes: credentials, or what the session is ended with. */
    @Property
    void anyBytesAreCredentialsOrAViolation(@ForAll byte[] noise, @ForAll int at) {
        byte[] bytes = CredentialsCodec.encode(Credentials.custom("otp", DATA));
        for (int i = 0; i < noise.length && i < 4; i++) {
            bytes[Math.floorMod(at + i * 7, bytes.length)] = noise[i];
        }
        for (byte[] each : List.of(noise, bytes)) {
            try {
                assertThat(CredentialsCodec.decode(each, true)).isNotNull();
            } catch (ProtocolException e) {
                assertThat(e.info().message()).isNotEmpty();
            }
        }
    }

    static Stream<Runnable> wrong() {
        String long1 = "ä".repeat(4097);
        return Stream.of(
                () -> Credentials.bearer(long1),
                () -> Credentials.apiKey(long1),
                () -> Credentials.password(long1, ""),
                () -> Credentials.password("", long1),
                () -> Credentials.custom("", DATA),
                () -> Credentials.custom("x".repeat(256), DATA),
                () -> Credentials.custom("x", Cbor.NULL),
                () -> Authentication.challenge(Cbor.NULL),
                () -> Authentication.accepted(""),
                () -> Authentication.accepted("x".repeat(256)),
                () -> Authentication.accepted("x", Duration.ZERO));
    }

    // §8.6-1
    @ParameterizedTest
    @MethodSource("wrong")
    void whatMayNotTravelIsToldAtOnceAndNotShown(Runnable making) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected")
                .hasMessageNotContaining("ää");
    }

    @Test
    void settingsAreKeptAndTheOthersStay() {
        Authenticator authenticator =
                attempt -> CompletableFuture.completedFuture(Authentication.refused());
        PeerOptions options =
                PeerOptions.DEFAULT
                        .withName("me")
                        .withAuthenticator(authenticator)
                        .withAuthorizer((principal, action, target) -> true)
                        .withAnonymous(true)
                        .withOpenCredentials(true)
                        .withCredentials(() -> Credentials.bearer("x"))
                        .withBatch(false);
        assertThat(options.name()).isEqualTo("me");
        assertThat(options.security().authenticator()).isSameAs(authenticator);
        assertThat(options.security().anonymous()).isTrue();
        assertThat(options.security().openCredentials()).isTrue();
        assertThat(options.security().authorizer().permits(null, null, "x")).isTrue();
        assertThat(options.security().credentials().get()).isEqualTo(Credentials.bearer("x"));
        assertThat(PeerOptions.DEFAULT.security()).isEqualTo(Security.NONE);
    }

    @Test
    void refusalsHaveTheCodesOfTheSpecification() {
        assertThat(
                        Stream.of(
                                        Authentication.refused(),
                                        Authentication.expired(),
                                        Authentication.forbidden(),
                                        Authentication.unavailable(),
                                        Authentication.unsupported("x"),
                                        Authentication.tooManyAttempts(Duration.ZERO))
                                .map(each -> ((Authentication.Refused) each).code()))
                .containsExactly(
                        ErrorCode.UNAUTHENTICATED,
                        ErrorCode.CREDENTIALS_EXPIRED,
                        ErrorCode.FORBIDDEN,
                        ErrorCode.UNAVAILABLE,
                        ErrorCode.UNSUPPORTED,
                        ErrorCode.RATE_LIMITED);
    }
}
