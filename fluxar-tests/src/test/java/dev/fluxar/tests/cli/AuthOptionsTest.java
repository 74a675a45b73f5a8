package dev.fluxar.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code listen --auth-file}, {@code --auth} and {@code hash}, over every transport. */
class AuthOptionsTest {

    private static final String TOKEN = "0123456789abcdef-secret";

    @TempDir private static Path directory;

    private static Path file;
    private static Listening listening;

    @BeforeAll
    static void listen() throws InterruptedException, IOException {
        file = directory.resolve("who");
        Files.writeString(
                file,
                hash("s3cret pass", "user", "ada") + "\n" + hash(TOKEN, "bearer", "job") + "\n");
        listening =
                new Listening(
                        List.of(
                                "tcp://127.0.0.1:0",
                                "unix:" + directory.resolve("listen.sock"),
                                "ws://127.0.0.1:0/try",
                                "mem:auth-options"),
                        "--auth-file",
                        file.toString());
    }

    @AfterAll
    static void stop() {
        listening.close();
    }

    private static String hash(String secret, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "hash";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Tool.Result result = Tool.runWith(secret + "\n", all);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return result.out().strip();
    }

    private static Tool.Result call(String scheme, String... options) {
        String[] all = new String[options.length + 4];
        all[0] = "call";
        all[1] = listening.uri(scheme);
        all[2] = "echo";
        all[3] = "1";
        System.arraycopy(options, 0, all, 4, options.length);
        return Tool.run(all);
    }

    // §8.6-2 §8.6-3: memory and Unix sockets are of class 2
    @ParameterizedTest
    @ValueSource(strings = {"mem", "unix"})
    void credentialsOpenTheDoorOverTrustedChannels(String scheme) {
        Tool.Result result = call(scheme, "--auth", "user:ada:s3cret pass");
        assertThat(result.err()).isEmpty();
        assertThat(result.out().strip()).isEqualTo("1");
        assertThat(call(scheme, "--auth", "bearer:" + TOKEN).code()).isZero();
    }

    // §8.6-2: TCP and WebSocket are of class 0
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void credentialsAreNotWrittenOverOpenChannels(String scheme) {
        Tool.Result result = call(scheme, "--auth", "bearer:" + TOKEN);
        assertThat(result.code()).isOne();
        assertThat(result.err())
                .startsWith("UNAUTHENTICATED (201)")
                .contains("withOpenCredentials")
                .doesNotContain(TOKEN);
    }

    // §8.6-3
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void credentialsAreNotAcceptedOverOpenChannels(String scheme) {
        Tool.Result result = call(scheme, "--auth", "bearer:" + TOKEN, "--open-credentials");
        assertThat(result.code()).isOne();
        assertThat(result.err())
                .startsWith("UNAUTHENTICATED (201), NOT_PROCESSED: credentials over a channel");
    }

    @Test
    void bothEndsMayAllowThem() throws Exception {
        try (Listening open =
                new Listening(
                        List.of("tcp://127.0.0.1:0"),
                        "--auth-file",
                        file.toString(),
                        "--open-credentials")) {
            Tool.Result result =
                    Tool.run(
                            "call",
                            open.uri("tcp"),
                            "echo",
                            "1",
                            "--auth",
                            "user:ada:s3cret pass",
                            "--open-credentials");
            assertThat(result.err()).isEmpty();
            assertThat(open.out.next("connected")).contains(" as ada");
        }
    }

    // §8.6-9
    @Test
    void wrongAndUnknownLookTheSame() {
        Tool.Result wrong = call("mem", "--auth", "user:ada:wrong");
        Tool.Result unknown = call("mem", "--auth", "user:eve:wrong");
        assertThat(wrong.err()).startsWith("UNAUTHENTICATED (201)").isEqualTo(unknown.err());
        assertThat(call("mem").err()).startsWith("UNAUTHENTICATED (201)");
    }

    @Test
    void secretsNeedNotStandInTheArguments() throws IOException {
        Path secret = directory.resolve("secret");
        Files.writeString(secret, "bearer:" + TOKEN + "\nsecond line\n");
        assertThat(call("mem", "--auth", "@" + secret).code()).isZero();
        Tool.Result absent = call("mem", "--auth", "@" + directory.resolve("none"));
        assertThat(absent.code()).isEqualTo(2);
        assertThat(absent.err()).contains("expected who in its first line");
        Tool.Result unset = call("mem", "--auth", "env:FLUXAR_TEST_IS_NOT_SET");
        assertThat(unset.code()).isEqualTo(2);
        assertThat(unset.err()).contains("FLUXAR_TEST_IS_NOT_SET is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "user:s3cret", "basic:s3cret", "bearer:", "s3cret:x:y"})
    void whatSaysNotWhoIsWrongUsageAndNotShown(String who) {
        Tool.Result result = call("mem", "--auth", who);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("expected bearer:TOKEN, apikey:KEY, user:NAME:PASSWORD")
                .doesNotContain("s3cret");
    }

    @Test
    void aSecretThatIsTooLongIsNotShownEither() {
        Tool.Result result = call("mem", "--auth", "bearer:" + "s3cret".repeat(2000));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("at most 8192").doesNotContain("s3cret");
    }

    @Test
    void hashSaysWhatItCannotHash() {
        assertThat(Tool.runWith("short\n", "hash", "apikey", "x").code()).isEqualTo(2);
        assertThat(Tool.runWith("", "hash", "user", "x").err()).contains("password is empty");
        assertThat(Tool.run("hash", "user", "x", "--random").code()).isEqualTo(2);
    }

    @Test
    void hashDrawsATokenIfAsked() {
        Tool.Result result = Tool.run("hash", "bearer", "job", "--random");
        assertThat(result.err().strip()).hasSize(43);
        assertThat(hash(result.err().strip(), "bearer", "job")).isEqualTo(result.out().strip());
    }

    @Test
    void aFileThatIsNoneIsTold() throws IOException {
        Path bad = directory.resolve("bad");
        Files.writeString(bad, "user ada s3cret\n");
        Tool.Result result = Tool.run("listen", "mem:bad", "--auth-file", bad.toString());
        assertThat(result.code()).isOne();
        assertThat(result.err()).contains("line 1: no password hash").doesNotContain("s3cret");
    }
}
