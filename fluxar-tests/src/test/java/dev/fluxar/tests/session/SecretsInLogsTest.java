package dev.fluxar.tests.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Authentication;
import dev.fluxar.Authenticator;
import dev.fluxar.Cbor;
import dev.fluxar.Credentials;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.crypto.CredentialsFile;
import dev.fluxar.crypto.CredentialsLine;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** §8.6-10: what the library logs at its most talkative, and what its failures say. */
class SecretsInLogsTest {

    private static final String SECRET = "s3cret-of-16-bytes";

    @Test
    void noSecretIsInALogOrAFailure() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Program.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        byte[] bytes = SECRET.getBytes(UTF_8);
        String decimal = Arrays.toString(bytes);
        assertThat(printed)
                .contains("CONNECTING -> HANDSHAKING", "AUTHENTICATING -> ESTABLISHED", "done")
                .contains("UNAUTHENTICATED", "UNAVAILABLE", "the authenticator failed")
                .doesNotContain(SECRET)
                .doesNotContain(HexFormat.of().formatHex(bytes))
                .doesNotContain(decimal.substring(1, decimal.length() - 1));
    }

    /** Goes through everything that credentials can come to, and prints all that is told. */
    static final class Program {

        private static final Cbor ITEM = item();

        private static Cbor item() {
            byte[] text = SECRET.getBytes(UTF_8);
            byte[] item = new byte[text.length + 1];
            item[0] = (byte) (0x60 + text.length);
            System.arraycopy(text, 0, item, 1, text.length);
            return Cbor.of(item);
        }

        public static void main(String[] args) throws Exception {
            CredentialsFile file =
                    CredentialsFile.of(
                            List.of(
                                    CredentialsLine.user("ada", SECRET, new SecureRandom()),
                                    CredentialsLine.bearer("ada", SECRET)),
                            Clock.systemUTC());
            List<Credentials> all =
                    List.of(
                            Credentials.bearer(SECRET),
                            Credentials.bearer("not " + SECRET),
                            Credentials.apiKey(SECRET),
                            Credentials.password("ada", SECRET),
                            Credentials.password(SECRET, SECRET),
                            Credentials.custom("otp", ITEM));
            for (Credentials each : all) {
                attempt(file, each);
            }
            attempt(
                    attempt -> CompletableFuture.completedFuture(challenged(attempt)),
                    Credentials.custom("otp", ITEM, challenge -> ITEM));
            attempt(
                    attempt -> {
                        throw new IllegalStateException(SECRET);
                    },
                    all.get(0));
            attempt(
                    attempt -> CompletableFuture.failedFuture(new IllegalStateException(SECRET)),
                    all.get(0));
            attempt(
                    attempt -> CompletableFuture.completedFuture(challenged(attempt)),
                    Credentials.custom(
                            "otp",
                            ITEM,
                            challenge -> {
                                throw new IllegalStateException(SECRET);
                            }));
            file.close();
            System.out.println("done");
        }

        private static Authentication challenged(Authenticator.Attempt attempt) {
            return attempt.challenge() == null
                    ? Authentication.challenge(ITEM)
                    : Authentication.accepted("ada");
        }

        private static void attempt(Authenticator authenticator, Credentials credentials)
                throws Exception {
            PeerOptions options = PeerOptions.DEFAULT.withFrameLog(System.out::println);
            try (Listener listener =
                    Peer.listen("mem:secrets")
                            .options(options.withAuthenticator(authenticator))
                            .onCall("who", Void.class, (none, call) -> who(call.peer()))
                            .await()) {
                System.out.println(listener.uris());
                PeerOptions own = options.withCredentials(() -> credentials);
                System.out.println(own);
                try (Peer peer = Peer.connect("mem:secrets").options(own).await()) {
                    System.out.println(peer.call("who").await(String.class));
                    System.out.println(peer + " " + peer.identity());
                    System.out.println(peer.authenticate(credentials).get());
                } catch (Exception e) {
                    e.printStackTrace(System.out);
                }
            }
        }

        private static CompletionStage<String> who(Peer peer) {
            return CompletableFuture.completedFuture(peer.principal().orElse("nobody"));
        }
    }
}
