package dev.fluxar.tests.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Authentication;
import dev.fluxar.Authentication.Accepted;
import dev.fluxar.Authentication.Refused;
import dev.fluxar.Authenticator.Attempt;
import dev.fluxar.Cbor;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.crypto.CredentialsFile;
import dev.fluxar.crypto.CredentialsLine;
import dev.fluxar.crypto.PasswordHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsFileTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private static final String TOKEN = "0123456789abcdef";
    private static final String OTHER = "0123456789abcdeg";

    /** Of the reference implementation: password, somesalt, 64 MiB, two passes. */
    private static final String REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    private static CredentialsFile file(String... lines) {
        return CredentialsFile.of(List.of(lines), CLOCK);
    }

    private static Authentication ask(CredentialsFile file, Credentials credentials) {
        return file.authenticate(new Attempt(credentials, "mem:x", true, null, null))
                .toCompletableFuture()
                .join();
    }

    private static ErrorCode refusal(CredentialsFile file, Credentials credentials) {
        return ((Refused) ask(file, credentials)).code();
    }

    @Test
    void aHashOfTheReferenceImplementationIsUnderstood() {
        PasswordHash hash = PasswordHash.parse(REFERENCE);
        assertThat(hash.matches("password")).isTrue();
        assertThat(hash.matches("Password")).isFalse();
        assertThat(hash.matches("")).isFalse();
        assertThat(hash.toText()).isEqualTo(REFERENCE);
        assertThat(hash).hasToString("argon2id m=65536,t=2,p=1");
    }

    @Test
    void aHashThatIsMadeHereIsReadHereAndHasASaltOfItsOwn() {
        PasswordHash hash = PasswordHash.of("pässword", RANDOM);
        assertThat(hash.toText()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(PasswordHash.parse(hash.toText()).matches("pässword")).isTrue();
        assertThat(PasswordHash.of("pässword", RANDOM).toText()).isNotEqualTo(hash.toText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "password",
                "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=262145,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=64,t=65,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=640,t=1,p=17$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=64,t=1,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
            })
    void whatIsNoHashOrTooCostlyIsToldAndNotShown(String text) {
        assertThatThrownBy(() -> PasswordHash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected")
                .hasMessageNotContaining("CTFh");
    }

    // §8.6-8 §8.6-9
    @Test
    void usersAreKnownByTheirPasswords() {
        try (CredentialsFile file =
                file(CredentialsLine.user("ada", "love", RANDOM), "user bob " + REFERENCE)) {
            assertThat(ask(file, Credentials.password("ada", "love")))
                    .isEqualTo(new Accepted("ada", null));
            assertThat(ask(file, Credentials.password("bob", "password")))
                    .isEqualTo(new Accepted("bob", null));
            Authentication wrong = ask(file, Credentials.password("ada", "hate"));
            assertThat(wrong).isEqualTo(Authentication.refused());
            assertThat(ask(file, Credentials.password("eve", "love"))).isEqualTo(wrong);
            assertThat(ask(file, Credentials.password("", ""))).isEqualTo(wrong);
        }
    }

    // §8.6-9: the work of an unknown user is that of the costliest known one
    @Test
    void anUnknownUserTakesAsLong() {
        try (CredentialsFile file = file(CredentialsLine.user("bob", "right", RANDOM))) {
            long known = Long.MAX_VALUE;
            long unknown = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                known = Math.min(known, nanos(file, Credentials.password("bob", "x")));
                unknown = Math.min(unknown, nanos(file, Credentials.password("eve", "x")));
            }
            assertThat(unknown).isGreaterThan(known / 2).isLessThan(known * 2);
        }
    }

    private static long nanos(CredentialsFile file, Credentials credentials) {
        long start = System.nanoTime();
        assertThat(ask(file, credentials)).isEqualTo(Authentication.refused());
        return System.nanoTime() - start;
    }

    // §8.6-8
    @Test
    void tokensAndKeysAreKnownByTheirDigests() {
        try (CredentialsFile file =
                file(
                        "# who may come in",
                        "",
                        CredentialsLine.bearer("ada", TOKEN),
                        "  " + CredentialsLine.apiKey("job", OTHER).replace(" ", "\t  "))) {
            assertThat(ask(file, Credentials.bearer(TOKEN))).isEqualTo(new Accepted("ada", null));
            assertThat(ask(file, Credentials.apiKey(OTHER))).isEqualTo(new Accepted("job", null));
            assertThat(refusal(file, Credentials.bearer(OTHER)))
                    .isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(refusal(file, Credentials.apiKey(TOKEN)))
                    .isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(((Refused) ask(file, Credentials.password("ada", "x"))).schemes())
                    .containsExactly("bearer", "apikey");
            assertThat(refusal(file, Credentials.custom("x", Cbor.of(new byte[] {1}))))
                    .isEqualTo(ErrorCode.UNSUPPORTED);
            assertThat(file).hasToString("CredentialsFile[0 users, 1 tokens, 1 keys]");
        }
    }

    @Test
    void whatIsGoodUntilATimeExpires() {
        try (CredentialsFile file =
                file(
                        CredentialsLine.bearer("ada", TOKEN) + " until=2026-06-01T00:00:05Z",
                        CredentialsLine.bearer("bob", OTHER) + " until=2026-06-01T00:00:00Z",
                        CredentialsLine.user("eve", "password", RANDOM)
                                + " until=2026-05-01T00:00:00Z")) {
            assertThat(ask(file, Credentials.bearer(TOKEN)))
                    .isEqualTo(new Accepted("ada", Duration.ofSeconds(5)));
            assertThat(refusal(file, Credentials.bearer(OTHER)))
                    .isEqualTo(ErrorCode.CREDENTIALS_EXPIRED);
            assertThat(refusal(file, Credentials.password("eve", "password")))
                    .isEqualTo(ErrorCode.CREDENTIALS_EXPIRED);
            assertThat(refusal(file, Credentials.password("eve", "x")))
                    .isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
    }

    static Stream<Arguments> wrong() {
        String token = CredentialsLine.bearer("ada", TOKEN);
        return Stream.of(
                Arguments.of("bearer ada", "2 words, expected kind, name, hash"),
                Arguments.of(token + " until=x y", "5 words, expected"),
                Arguments.of(token + " for=ever", "a fourth word, expected until=…"),
                Arguments.of(token + " until=soon", "could not be parsed"),
                Arguments.of("root ada " + TOKEN, "no such kind, expected user, bearer or apikey"),
                Arguments.of("bearer ada " + TOKEN, "no digest, expected sha256: and 64 hex"),
                Arguments.of(token.replace("sha256:", "sha512:"), "no digest"),
                Arguments.of("user ada " + TOKEN, "no password hash, expected $argon2id"),
                Arguments.of(
                        "bearer " + "x".repeat(256) + " sha256:00",
                        "principal has 256 bytes, expected 1 to 255"));
    }

    // §8.6-10
    @ParameterizedTest(name = "{1}")
    @MethodSource("wrong")
    void aLineThatIsNoneIsToldByItsNumberAndNotShown(String line, String message) {
        assertThatThrownBy(() -> file("# first", line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining(TOKEN);
    }

    @Test
    void nobodyStandsThereTwice() {
        String token = CredentialsLine.bearer("ada", TOKEN);
        assertThatThrownBy(() -> file(token, token)).hasMessageContaining("a digest twice");
        String user = "user ada " + REFERENCE;
        assertThatThrownBy(() -> file(user, user)).hasMessageContaining("user ada twice");
    }

    @Test
    void whatMakesNoLineIsTold() {
        assertThatThrownBy(() -> CredentialsLine.bearer("ada", "short"))
                .hasMessage("secret has 5 bytes, expected at least 16");
        assertThatThrownBy(() -> CredentialsLine.apiKey("a b", TOKEN))
                .hasMessage("a blank in the name, expected none");
        assertThatThrownBy(() -> CredentialsLine.user("ada", "", RANDOM))
                .hasMessage("password is empty, expected one");
        assertThat(CredentialsLine.randomToken(RANDOM))
                .hasSize(43)
                .isNotEqualTo(CredentialsLine.randomToken(RANDOM));
    }

    /** Two run, 64 wait, the others are told to come again; closing tells those that wait. */
    @Test
    void attemptsAreBoundedAndToldOfTheEnd() {
        CredentialsFile file = file(CredentialsLine.user("bob", "right", RANDOM));
        List<CompletableFuture<Authentication>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Attempt attempt =
                    new Attempt(Credentials.password("bob", "x"), "mem:x", true, null, null);
            all.add(file.authenticate(attempt).toCompletableFuture());
        }
        assertThat(all.stream().filter(CompletableFuture::isDone).count())
                .isGreaterThanOrEqualTo(100);
        assertThat(all.get(199).join()).isInstanceOf(Refused.class);
        assertThat(((Refused) all.get(199).join()).code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(((Refused) all.get(199).join()).retry()).isEqualTo(Duration.ofSeconds(1));
        file.close();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(all.get(60).join()).isEqualTo(Authentication.unavailable());
        assertThat(refusal(file, Credentials.password("bob", "password")))
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aFileIsRead(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("who");
        Files.writeString(path, CredentialsLine.bearer("ada", TOKEN) + "\n");
        try (CredentialsFile file = CredentialsFile.read(path)) {
            assertThat(ask(file, Credentials.bearer(TOKEN))).isEqualTo(new Accepted("ada", null));
        }
    }
}
