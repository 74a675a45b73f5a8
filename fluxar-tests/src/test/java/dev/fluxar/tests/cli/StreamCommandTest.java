package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code listen} and {@code stream} against each other over every transport. */
class StreamCommandTest {

    @TempDir private static Path directory;

    private static Listening listening;

    @BeforeAll
    static void listen() throws Exception {
        Path served = Files.createDirectory(directory.resolve("served"));
        Files.writeString(served.resolve("a.txt"), "one\r\ntwö\n\nlast");
        listening =
                new Listening(
                        List.of(
                                "tcp://127.0.0.1:0",
                                "unix:" + directory.resolve("stream.sock"),
                                "ws://127.0.0.1:0/stream",
                                "mem:stream-command"),
                        "--serve=" + served);
    }

    @AfterAll
    static void stop() {
        listening.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "ws", "mem"})
    void eachItemIsALine(String scheme) {
        assertPrints(stream(scheme, "count", "{\"to\":3}"), "1", "2", "3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "ws", "mem"})
    void theLinesOfStandardInputAreSent(String scheme) {
        assertPrints(streamWith("1\n20\n\n  300  ", scheme, "sum", "-"), "321");
        assertPrints(streamWith("1\n20\n", scheme, "sum", "null", "--input"), "21");
        assertPrints(streamWith("", scheme, "sum", "-"), "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "ws", "mem"})
    void bothDirectionsAreOpenAtOnce(String scheme) {
        assertPrints(
                streamWith("\"hi\"\n{\"a\":[1]}\n", scheme, "chat", "\"Ada\"", "-"),
                "{\"joined\":\"Ada\"}",
                "{\"from\":\"Ada\",\"said\":\"hi\"}",
                "{\"from\":\"Ada\",\"said\":{\"a\":[1]}}");
    }

    @Test
    void linesOfAFileComeAsTheyAre() {
        assertPrints(
                stream("tcp", "lines", "{\"file\":\"a.txt\"}"),
                "\"one\"",
                "\"twö\"",
                "\"\"",
                "\"last\"");
    }

    @Test
    void aHundredThousandItemsOfManyMoreAreTaken() {
        Tool.Result result =
                stream("tcp", "count", "{\"to\":9223372036854775807}", "--take", "100000");
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).hasSize(100_000).last().isEqualTo("100000");
        assertThat(result.code()).isZero();
    }

    @Test
    void anUploadMayBeLarge() {
        StringBuilder numbers = new StringBuilder();
        for (int i = 1; i <= 50_000; i++) {
            numbers.append(i).append('\n');
        }
        assertPrints(streamWith(numbers.toString(), "tcp", "sum", "-"), "1250025000");
    }

    @Test
    void takingCancelsWhatWouldComeMuchLater() {
        assertPrints(stream("tcp", "count", "{\"to\":2,\"delayMs\":3600000}", "--take", "1"), "1");
    }

    @Test
    void whatCameBeforeAFailureIsPrinted() {
        Tool.Result result =
                stream("tcp", "count", "{\"to\":2,\"delayMs\":3600000}", "--deadline", "1s");
        assertThat(result.out()).isEqualTo("1" + System.lineSeparator());
        assertThat(result.err()).startsWith("DEADLINE_EXCEEDED (303), UNKNOWN: ").hasLineCount(1);
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void whoClosesTheOutputHasSeenEnough() {
        Writer closed =
                new Writer() {
                    @Override
                    public void write(char[] source, int offset, int length) throws IOException {
                        throw new IOException("Broken pipe");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        int code =
                Main.commandLine(InputStream.nullInputStream(), false)
                        .setOut(new PrintWriter(closed, true))
                        .execute(
                                "stream",
                                listening.uri("tcp"),
                                "count",
                                "{\"to\":9223372036854775807}");
        assertThat(code).isZero();
    }

    @Test
    void interruptionCancelsAndLeaves() throws Exception {
        try (Running running =
                new Running(
                        "stream",
                        listening.uri("mem"),
                        "count",
                        "{\"to\":2,\"delayMs\":3600000}")) {
            assertThat(running.out.next()).isEqualTo("1");
            assertThat(running.stop()).isEqualTo(130);
        }
    }

    /** Who says nothing hears the others; and input that never ends does not keep the command. */
    @Test
    void whatComesIsPrintedWhileInputIsWaitedFor() throws Exception {
        try (PipedInputStream in = new PipedInputStream();
                PipedOutputStream typed = new PipedOutputStream(in);
                Running ada =
                        new Running(in, "stream", listening.uri("tcp"), "chat", "\"A\"", "-")) {
            assertThat(ada.out.next()).isEqualTo("{\"joined\":\"A\"}");
            assertPrints(
                    streamWith("1\n", "ws", "chat", "\"B\"", "-"),
                    "{\"joined\":\"B\"}",
                    "{\"from\":\"B\",\"said\":1}");
            assertThat(ada.out.next()).isEqualTo("{\"joined\":\"B\"}");
            assertThat(ada.out.next()).isEqualTo("{\"from\":\"B\",\"said\":1}");
            assertThat(ada.out.next()).isEqualTo("{\"left\":\"B\"}");
            typed.write("\"still here\"\n".getBytes(UTF_8));
            typed.flush();
            assertThat(ada.out.next()).isEqualTo("{\"from\":\"A\",\"said\":\"still here\"}");
            assertThat(ada.stop()).isEqualTo(130);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            no.such | 1                            | NOT_FOUND (301), NOT_PROCESSED:
            count   | {"to":1                      | INVALID_ARGUMENT (302), NOT_SENT: bad JSON at line 1, column
            count   | {}                           | INVALID_ARGUMENT (302), NOT_PROCESSED: to is null, expected 0 to 9223372036854775807
            count   | {"to":-1}                    | INVALID_ARGUMENT (302), NOT_PROCESSED: to is -1, expected 0 to 9223372036854775807
            count   | {"to":1,"delayMs":3600001}   | INVALID_ARGUMENT (302), NOT_PROCESSED: delayMs is 3600001, expected 0 to 3600000
            chat    | ""                           | INVALID_ARGUMENT (302), NOT_PROCESSED: the name has 0 characters, expected 1 to 64
            lines   | {"file":"none"}              | NOT_FOUND (301), NOT_PROCESSED: file 'none' is not there
            lines   | {"file":"../secret"}         | FORBIDDEN (202), NOT_PROCESSED: file '../secret' is outside of what is served
            lines   | {}                           | INVALID_ARGUMENT (302), NOT_PROCESSED: file 'null' is no file, expected a path
            cancel  | 1                            | INVALID_ARGUMENT (302), NOT_SENT: target
            """)
    void aFailureIsOneLine(String target, String json, String line) {
        assertFails(stream("tcp", target, json), line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            1;{x     | INVALID_ARGUMENT (302), UNKNOWN: bad JSON at line 2, column 2:
            1;;"a"   | INVALID_ARGUMENT (302), UNKNOWN:
            1;null;2 | INVALID_ARGUMENT (302), UNKNOWN: the item is null, expected a number
            """)
    void aBadItemFailsTheStream(String input, String line) {
        assertFails(streamWith(input.replace(';', '\n'), "tcp", "sum", "-"), line);
    }

    @Test
    void aLineOfInputMayNotBeEndless() {
        Tool.Result result = streamWith("1".repeat((1 << 20) + 1), "tcp", "sum", "-");
        assertFails(
                result,
                "TOO_LARGE (307), UNKNOWN: line 1 of standard input is longer than 1048576 bytes");
    }

    @Test
    void sumsAreExactWhileTheyFit() {
        assertPrints(streamWith("9007199254740993\n-1", "mem", "sum", "-"), "9007199254740992");
        assertPrints(streamWith("0.5\n1", "mem", "sum", "-"), "1.5");
        assertPrints(streamWith("9223372036854775807\n1", "mem", "sum", "-"), "9.223372E18");
    }

    @Test
    void withoutADirectoryThereAreNoLines() throws Exception {
        try (Listening bare = new Listening(List.of("mem:no-files"))) {
            assertFails(
                    Tool.run("stream", bare.uri("mem"), "lines", "{\"file\":\"a.txt\"}"),
                    "NOT_FOUND (301), NOT_PROCESSED: no files are served here, expected a"
                            + " listener with --serve");
        }
    }

    @Test
    void wrongUsageIsTold() {
        assertThat(stream("tcp", "count", "{}", "{}").code()).isEqualTo(2);
        assertThat(stream("tcp", "count", "{\"to\":1}", "--take", "0").err())
                .contains("--take is 0, expected at least 1");
        Tool.Result none = Tool.run("listen", "mem:none", "--serve", directory + "/none");
        assertThat(none.err()).startsWith("--serve ").contains("is no directory").hasLineCount(1);
        assertThat(none.code()).isEqualTo(1);
    }

    private static Tool.Result stream(String scheme, String... rest) {
        return streamWith("", scheme, rest);
    }

    private static Tool.Result streamWith(String input, String scheme, String... rest) {
        String[] arguments = new String[rest.length + 2];
        arguments[0] = "stream";
        arguments[1] = listening.uri(scheme);
        System.arraycopy(rest, 0, arguments, 2, rest.length);
        return Tool.runWith(input, arguments);
    }

    private static void assertPrints(Tool.Result result, String... lines) {
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).containsExactly(lines);
        assertThat(result.code()).isZero();
    }

    private static void assertFails(Tool.Result result, String line) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith(line).hasLineCount(1);
        assertThat(result.code()).isEqualTo(1);
    }
}
