package dev.fluxar.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code proxy} between {@code listen} and {@code call}. */
class ProxyCommandTest {

    private static final String READY = "listening on ";
    private static final String NOWHERE = "tcp://127.0.0.1:1";

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "ws"})
    void aCallPassesThroughIt(String scheme) throws Exception {
        String listen =
                switch (scheme) {
                    case "tcp" -> "tcp://127.0.0.1:0";
                    case "ws" -> "ws://127.0.0.1:0/try";
                    default -> "unix:" + directory.resolve("p.sock");
                };
        String target = listen.replace("p.sock", "t.sock");
        try (Listening listening = new Listening(List.of(target));
                Running proxy =
                        new Running("proxy", listen, listening.uri(scheme), "--delay", "5ms")) {
            String uri = proxy.out.next(READY).substring(READY.length());
            assertThat(uri).isNotEqualTo(listening.uri(scheme)).startsWith(scheme + ":");
            Tool.Result result =
                    Tool.run("call", uri, "reverse-call", "{\"target\":\"echo\",\"payload\":[1]}");
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).isEqualTo("[1]" + System.lineSeparator());
            assertThat(proxy.out.next()).startsWith("#1 opened");
            assertThat(proxy.out.next())
                    .matches(
                            "#1 (closed|lost by the \\w+) after \\d+ ms, [1-9]\\d* bytes to the"
                                    + " target, [1-9]\\d* back");
            assertThat(proxy.stop()).isZero();
        }
    }

    @Test
    void aCallThatIsCutFailsWithItsOutcome() throws Exception {
        try (Listening listening = new Listening(List.of("tcp://127.0.0.1:0"));
                Running proxy =
                        new Running(
                                "proxy",
                                "tcp://127.0.0.1:0",
                                listening.uri("tcp"),
                                "--cut-every=2s",
                                "--seed=3")) {
            assertThat(proxy.out.next()).isEqualTo("seed 3, relaying to " + listening.uri("tcp"));
            String uri = proxy.out.next().substring(READY.length());
            Tool.Result result = Tool.run("call", uri, "wait", "{\"ms\":600000}");
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).startsWith("UNAVAILABLE (502), UNKNOWN: ");
            assertThat(proxy.out.next()).matches("#1 opened from .*, to be cut after 2978 ms");
            assertThat(proxy.out.next()).startsWith("#1 cut after ");
            listening.out.next("connected ");
            listening.out.next("gone ");
        }
    }

    @Test
    void theSeedIsPrintedFirst() throws Exception {
        try (Running proxy = new Running("proxy", "tcp://127.0.0.1:0", NOWHERE)) {
            assertThat(proxy.out.next()).matches("seed \\d+, relaying to " + NOWHERE);
            assertThat(proxy.stop()).isZero();
        }
    }

    @Test
    void anAddressInUseIsToldInOneLine() throws Exception {
        try (Listening listening = new Listening(List.of("tcp://127.0.0.1:0"))) {
            Tool.Result result = Tool.run("proxy", listening.uri("tcp"), NOWHERE);
            assertThat(result.err())
                    .startsWith(
                            "UNAVAILABLE (502), NOT_SENT: cannot listen on "
                                    + listening.uri("tcp")
                                    + ": ")
                    .hasLineCount(1);
            assertThat(result.out()).isEmpty();
            assertThat(result.code()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp://127.0.0.1:0|| Missing required parameter: 'TARGET'",
                "mem:a|| (LISTEN): 'mem:a' is no address that can be relayed, expected tcp://",
                "tcp://127.0.0.1:0 tcp://x|| (TARGET): 'tcp://x' has no port, expected tcp://host",
                "tcp://127.0.0.1:0 tcp://a:0|| TARGET is tcp://a:0, expected where something else",
                "tcp://a:1 tcp://a:1|| TARGET is tcp://a:1, expected where something else listens",
                "tcp://a:1 tcp://a:2|--delay=soon| 'soon' is no duration, expected for example",
                "tcp://a:1 tcp://a:2|--cut-every=0s| --cut-every is 0ms, expected 1ms to 24h",
                "tcp://a:1 tcp://a:2|--jitter=25h| --jitter is 90000000ms, expected 0ms to 24h",
                "tcp://a:1 tcp://a:2|--seed=x| 'x' is not a long"
            })
    void badArgumentsAreWrongUsage(String addresses, String option, String told) {
        String arguments = "proxy " + addresses + (option == null ? "" : " " + option);
        Tool.Result result = Tool.run(arguments.split(" "));
        assertThat(result.err()).contains(told);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
    }
}
