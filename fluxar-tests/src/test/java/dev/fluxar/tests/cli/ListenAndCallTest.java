package dev.fluxar.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code listen} and {@code call} against each other over every transport. */
class ListenAndCallTest {

    @TempDir private static Path directory;

    private static Listening listening;

    @BeforeAll
    static void listen() throws InterruptedException {
        listening =
                new Listening(
                        List.of(
                                "tcp://127.0.0.1:0",
                                "unix:" + directory.resolve("listen.sock"),
                                "ws://127.0.0.1:0/try",
                                "mem:listen-and-call"));
    }

    @AfterAll
    static void stop() {
        listening.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "ws", "mem"})
    void echoReturnsItsPayloadOnStandardOutput(String scheme) {
        String json = "{\"a\":[1,2.5,null,true,\"ü\"]}";
        Tool.Result result = call(scheme, "echo", json);
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(json + System.lineSeparator());
        assertThat(result.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "ws", "mem"})
    void theListenerCallsBack(String scheme) {
        Tool.Result result =
                call(scheme, "reverse-call", "{\"target\":\"echo\",\"payload\":{\"x\":[1]}}");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("{\"x\":[1]}" + System.lineSeparator());
        assertThat(result.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "ws", "mem"})
    void aWrongTargetIsNotFound(String scheme) {
        assertFails(call(scheme, "no.such", "1"), "NOT_FOUND (301), NOT_PROCESSED: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "ws", "mem"})
    void aDeadlineEndsTheCallInTime(String scheme) {
        long start = System.nanoTime();
        Tool.Result result = call(scheme, "wait", "{\"ms\":60000}", "--timeout", "50ms");
        assertFails(result, "DEADLINE_EXCEEDED (303), UNKNOWN: ");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void withoutAPayloadNullIsSent() {
        assertThat(call("mem", "echo").out()).isEqualTo("null" + System.lineSeparator());
    }

    @Test
    void timeIsAnInstant() {
        String told = call("mem", "time").out().strip();
        assertThat(Instant.parse(told.replace("\"", ""))).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void waitAnswersAfterThatLong() {
        long start = System.nanoTime();
        assertThat(call("mem", "wait", "{\"ms\":30}").out().strip()).isEqualTo("{\"waited\":30}");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            fail         | {"code":1234,"message":"no"} | APPLICATION_1234 (1234), PROCESSED: no
            fail         | {"code":201,"message":"who"} | UNAUTHENTICATED (201), NOT_PROCESSED: who
            fail         | {}                           | APPLICATION_1000 (1000), PROCESSED: failed as asked
            fail         | {"code":7}                   | INVALID_ARGUMENT (302), NOT_PROCESSED: code is 7, expected one of the protocol's or 1000 to 65535
            wait         | {"ms":-1}                    | INVALID_ARGUMENT (302), NOT_PROCESSED: ms is -1, expected 0 to 3600000
            wait         | null                         | INVALID_ARGUMENT (302), NOT_PROCESSED: ms is null, expected 0 to 3600000
            reverse-call | {}                           | INVALID_ARGUMENT (302), NOT_PROCESSED: target is absent, expected a method of the caller
            reverse-call | {"target":"none"}            | NOT_FOUND (301), NOT_PROCESSED:
            """)
    void aFailureIsOneLineWithCodeOutcomeAndMessage(String target, String json, String line) {
        assertFails(call("mem", target, json), line);
    }

    @Test
    void whatTheOtherSideWritesStaysOneHarmlessLine() {
        Tool.Result result = call("mem", "fail", "{\"message\":\"a\\nb\\u001b[31m\"}");
        assertFails(result, "APPLICATION_1000 (1000), PROCESSED: a?b?[31m");
    }

    @Test
    void stackTracesAreForThoseWhoAsk() {
        assertThat(call("mem", "no.such", "--debug").err())
                .contains("dev.fluxar.FluxarException", "\tat ")
                .endsWith(
                        "NOT_FOUND (301), NOT_PROCESSED: no call 'no.such' is offered"
                                + System.lineSeparator());
    }

    @Test
    void badJsonFailsBeforeAnyoneIsCalled() {
        Tool.Result result = Tool.run("call", "tcp://127.0.0.1:1", "echo", "{\"a\":oops}");
        assertFails(result, "INVALID_ARGUMENT (302), NOT_SENT: bad JSON at line 1, column ");
    }

    @Test
    void aRefusedConnectionIsUnavailable() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        for (String uri :
                List.of(
                        "tcp://127.0.0.1:" + closed,
                        "ws://127.0.0.1:" + closed + "/x",
                        "unix:" + directory.resolve("nobody.sock"),
                        "mem:nobody")) {
            assertFails(Tool.run("call", uri, "echo", "1"), "UNAVAILABLE (502), NOT_SENT: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pigeon://roof", "no-scheme", "tcp://", "tcp:// space"})
    void anAddressThatIsNoneIsToldInOneLine(String uri) {
        assertFails(Tool.run("call", uri, "echo"), "INVALID_ARGUMENT (302), NOT_SENT: ");
        assertFails(Tool.run("listen", uri), "INVALID_ARGUMENT (302), NOT_SENT: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", ""})
    void aTargetThatIsNoneIsNotSent(String target) {
        assertFails(call("mem", target), "INVALID_ARGUMENT (302), NOT_SENT: target ");
    }

    @Test
    void aReservedMetaKeyIsNotSent() {
        assertFails(
                call("mem", "echo", "1", "--meta", "timeout=1"),
                "INVALID_ARGUMENT (302), NOT_SENT: ");
    }

    @Test
    void oneWayWaitsForNothing() {
        Tool.Result result = call("tcp", "echo", "1", "--oneway");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void verboseShowsALineAMessage() {
        Tool.Result result = call("tcp", "echo", "7", "--verbose", "--meta", "k=v");
        assertThat(result.out()).isEqualTo("7" + System.lineSeparator());
        assertThat(result.err().lines().toList().subList(0, 4))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("-> hello #"),
                        line -> assertThat(line).startsWith("<- hello reply to #"),
                        line ->
                                assertThat(line)
                                        .matches(
                                                "-> call echo #\\w{8}  \\d+ bytes \\(meta 5, payload 1\\)"),
                        line ->
                                assertThat(line)
                                        .matches(
                                                "<- call reply to #\\w{8}  \\d+ bytes \\(payload 1\\)"));
    }

    private static Tool.Result call(String scheme, String... rest) {
        String[] arguments = new String[rest.length + 2];
        arguments[0] = "call";
        arguments[1] = listening.uri(scheme);
        System.arraycopy(rest, 0, arguments, 2, rest.length);
        return Tool.run(arguments);
    }

    private static void assertFails(Tool.Result result, String line) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith(line).hasLineCount(1);
        assertThat(result.code()).isEqualTo(1);
    }
}
