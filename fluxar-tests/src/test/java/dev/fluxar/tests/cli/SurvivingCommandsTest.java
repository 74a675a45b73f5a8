package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --resume}, through {@code proxy --cut-every}. */
@Timeout(120)
class SurvivingCommandsTest {

    private static final int MOST = 3000;

    private static final String READY = "listening on ";

    @TempDir private Path directory;

    private List<String> addresses(String scheme, String... names) {
        return List.of(names).stream()
                .map(
                        name ->
                                switch (scheme) {
                                    case "unix" -> "unix:" + directory.resolve(name);
                                    case "ws" -> "ws://127.0.0.1:0/try";
                                    default -> "tcp://127.0.0.1:0";
                                })
                .toList();
    }

    /** Cuts what goes to a listener; the first connection late, when the session has begun. */
    private static Running proxy(String listen, String target, String every) {
        return new Running("proxy", listen, target, "--cut-every=" + every, "--seed=3");
    }

    private static String uriOf(Running proxy) throws InterruptedException {
        return proxy.out.next(READY).substring(READY.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws", "unix"})
    void aSubscriptionHearsEachEventOnce(String scheme) throws Exception {
        List<String> at = addresses(scheme, "l", "p");
        try (Listening listening = new Listening(List.of(at.get(0)), "--resume", "--verbose");
                Running proxy = proxy(at.get(1), listening.uri(scheme), "300ms");
                PipedOutputStream typed = new PipedOutputStream();
                PipedInputStream input = new PipedInputStream(typed)) {
            String uri = uriOf(proxy);
            try (Running sub =
                            new Running(
                                    "sub",
                                    uri,
                                    "n",
                                    "--mode=2",
                                    "--resume",
                                    "--payload",
                                    "--verbose");
                    Running pub =
                            new Running(input, "pub", uri, "n", "-", "--mode=2", "--resume")) {
                sub.err.next("subscribed to n");
                CountDownLatch enough = new CountDownLatch(1);
                CompletableFuture<Integer> written =
                        CompletableFuture.supplyAsync(() -> writeUntil(enough, typed));
                for (int i = 0; i < 4; i++) {
                    assertThat(sub.err.next("DETACHED")).startsWith("DETACHED: ");
                    assertThat(sub.err.next("RESUMED")).matches("RESUMED: \\d+ sent again");
                    assertThat(listening.err.next("DETACHED")).startsWith("DETACHED " + scheme);
                    assertThat(listening.err.next("RESUMED")).startsWith("RESUMED " + scheme);
                }
                enough.countDown();
                int count = written.join();
                assertThat(count).isPositive();
                assertThat(pub.code()).isZero();
                assertThat(pub.err.next("accepted")).isEqualTo("accepted " + count);
                for (int i = 1; i <= count; i++) {
                    assertThat(sub.out.next()).isEqualTo(String.valueOf(i));
                }
            }
        }
    }

    /** Numbers, a line each; no more than may wait in a hub while there is no connection. */
    private static int writeUntil(CountDownLatch enough, PipedOutputStream to) {
        int count = 0;
        try (to) {
            while (enough.getCount() > 0 && count < MOST) {
                to.write((++count + "\n").getBytes(UTF_8));
            }
            enough.await();
            return count;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void aStreamHasEveryItem(String scheme) throws Exception {
        List<String> at = addresses(scheme, "l", "p");
        try (Listening listening = new Listening(List.of(at.get(0)), "--resume");
                Running proxy = proxy(at.get(1), listening.uri(scheme), "400ms");
                Running stream =
                        new Running(
                                "stream",
                                uriOf(proxy),
                                "count",
                                "{\"to\":200,\"delayMs\":10}",
                                "--resume",
                                "--verbose")) {
            for (int i = 1; i <= 200; i++) {
                assertThat(stream.out.next()).isEqualTo(String.valueOf(i));
            }
            assertThat(stream.code()).isZero();
            stream.err.next("RESUMED");
            stream.err.next("RESUMED");
        }
    }

    // What is awaited longer than any connection lasts
    @Test
    void aCallIsAnswered() throws Exception {
        try (Listening listening = new Listening(List.of("tcp://127.0.0.1:0"), "--resume");
                Running proxy = proxy("tcp://127.0.0.1:0", listening.uri("tcp"), "500ms");
                Running call =
                        new Running(
                                "call",
                                uriOf(proxy),
                                "wait",
                                "{\"ms\":1500}",
                                "--resume",
                                "--verbose")) {
            assertThat(call.code()).isZero();
            call.err.next("RESUMED");
            listening.out.next("connected ");
            listening.out.next("gone ");
        }
    }

    /** The listener forgets a session that does not come back within its window. */
    @Test
    void aSessionEndsWithItsWindow() throws Exception {
        try (Listening listening =
                new Listening(List.of("tcp://127.0.0.1:0"), "--resume", "--window=50ms")) {
            try (Running proxy = proxy("tcp://127.0.0.1:0", listening.uri("tcp"), "1h");
                    Running call =
                            new Running(
                                    "call",
                                    uriOf(proxy),
                                    "wait",
                                    "{\"ms\":600000}",
                                    "--resume",
                                    "--verbose")) {
                call.err.next("-> call wait");
                listening.out.next("connected ");
                assertThat(proxy.stop()).isZero();
                assertThat(listening.out.next("gone ")).endsWith("not resumed within 50 ms");
                assertThat(call.code()).isEqualTo(1);
                assertThat(call.err.next("UNAVAILABLE"))
                        .startsWith("UNAVAILABLE (502), UNKNOWN: ")
                        .endsWith("not resumed within 50 ms");
            }
        }
    }

    @Test
    void anAddressThatOthersMayReadHasToBeTrusted() throws Exception {
        Tool.Result refused = Tool.run("listen", "unix:/x", "tcp://0.0.0.0:0", "--resume");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .startsWith("--resume at tcp://0.0.0.0:0: others may read what goes there")
                .contains("expected loopback, unix, or --trusted beside it");
        try (Listening listening =
                        new Listening(List.of("tcp://0.0.0.0:0"), "--resume", "--trusted");
                Running proxy = proxy("tcp://127.0.0.1:0", local(listening), "500ms")) {
            Tool.Result call = Tool.run("call", uriOf(proxy), "wait", "{\"ms\":900}", "--resume");
            assertThat(call.err()).isEmpty();
            assertThat(call.code()).isZero();
        }
    }

    private static String local(Listening listening) {
        return listening.uri("tcp").replace("0.0.0.0", "127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--window=5s|--window without --resume, expected both or neither",
                "--resume --window=25h|--window: window is PT25H, expected 1 millisecond to 1 day",
                "--resume --window=0s|--window: window is PT0S, expected 1 millisecond to 1 day"
            })
    void badWindowsAreWrongUsage(String options, String told) {
        Tool.Result result = Tool.run(("listen tcp://127.0.0.1:0 " + options).split(" "));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith(told);
    }
}
