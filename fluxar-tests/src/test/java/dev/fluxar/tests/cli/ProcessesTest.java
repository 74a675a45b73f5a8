package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool as its users run it: one process listens, others call. */
class ProcessesTest {

    private static final String READY = "listening on ";

    @TempDir private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void killWhatIsLeft() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly();
            process.waitFor(20, SECONDS);
        }
    }

    @Test
    void oneProcessListensAndOthersCall() throws Exception {
        Process listener =
                start(
                        "listen",
                        directory.resolve("listener-errors"),
                        "tcp://127.0.0.1:0",
                        "unix:" + directory.resolve("p.sock"),
                        "ws://127.0.0.1:0/p");
        Lines out = Lines.of(listener.getInputStream());
        String tcp = out.next(READY).substring(READY.length());
        String unix = out.next(READY).substring(READY.length());
        String ws = out.next(READY).substring(READY.length());

        for (String uri : List.of(tcp, unix, ws)) {
            Tool.Result result =
                    call(uri, "reverse-call", "{\"target\":\"echo\",\"payload\":\"\\u00fc\"}");
            assertThat(result).isEqualTo(new Tool.Result(0, "\"ü\"\n", ""));
        }
        assertFails(call(tcp, "no.such"), "NOT_FOUND (301), NOT_PROCESSED: ");
        assertFails(
                call(tcp, "echo", "{\"a\":"),
                "INVALID_ARGUMENT (302), NOT_SENT: bad JSON at line 1, column ");
        assertFails(
                call(tcp, "wait", "{\"ms\":1000}", "--timeout", "50ms"),
                "DEADLINE_EXCEEDED (303), UNKNOWN: ");

        // Not Process.destroy, which closes the streams too.
        listener.toHandle().destroy();
        out.next("leaving");
        assertThat(out.next()).isEqualTo("left");
        assertThat(listener.waitFor(20, SECONDS)).isTrue();
        assertThat(directory.resolve("listener-errors")).isEmptyFile();
        assertFails(call(tcp, "echo"), "UNAVAILABLE (502), NOT_SENT: ");
    }

    @Test
    void processesStreamAndPublish() throws Exception {
        Files.writeString(directory.resolve("served.txt"), "first\nsecond\n");
        Process listener =
                start(
                        "listen",
                        directory.resolve("listener-errors"),
                        "tcp://127.0.0.1:0",
                        "--serve",
                        directory.toString());
        String uri = Lines.of(listener.getInputStream()).next(READY).substring(READY.length());

        Process sub = start("sub", directory.resolve("sub"), uri, "a.>", "--mode=2", "--count=3");
        awaitLine(directory.resolve("sub"), "subscribed to a.>");
        assertThat(run("1\n{\"b\":2}\n3\n", "pub", uri, "a.b", "-", "--mode=1"))
                .isEqualTo(new Tool.Result(0, "", "accepted 3\n"));
        assertThat(new String(sub.getInputStream().readAllBytes(), UTF_8).lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("{\"topic\":\"a.b\",\"payload\":"));
        assertThat(sub.waitFor(20, SECONDS)).isTrue();
        assertThat(sub.exitValue()).isZero();

        assertThat(run("", "stream", uri, "lines", "{\"file\":\"served.txt\"}"))
                .isEqualTo(new Tool.Result(0, "\"first\"\n\"second\"\n", ""));
        assertThat(run("1\n2\n", "stream", uri, "sum", "-"))
                .isEqualTo(new Tool.Result(0, "3\n", ""));
        assertThat(run("\"ü\"\n", "stream", uri, "chat", "\"Ada\"", "-").out())
                .isEqualTo("{\"joined\":\"Ada\"}\n{\"from\":\"Ada\",\"said\":\"ü\"}\n");
        assertFails(
                run("", "stream", uri, "lines", "{\"file\":\"../none\"}"),
                "FORBIDDEN (202), NOT_PROCESSED: ");
    }

    /** The other side is told, not cut off. */
    @Test
    void aProcessThatIsStoppedCancelsItsStreamAndLeaves() throws Exception {
        Path errors = directory.resolve("listener-errors");
        Process listener = start("listen", errors, "tcp://127.0.0.1:0", "--verbose");
        Lines listening = Lines.of(listener.getInputStream());
        String uri = listening.next(READY).substring(READY.length());
        String count = "{\"to\":1000000,\"delayMs\":10}";
        Process stream = start("stream", directory.resolve("stream"), uri, "count", count);
        Lines out = Lines.of(stream.getInputStream());
        assertThat(out.next()).isEqualTo("1");
        assertThat(out.next()).isEqualTo("2");
        stream.toHandle().destroy();
        assertThat(stream.waitFor(20, SECONDS)).isTrue();
        assertThat(stream.exitValue()).isNotZero();
        assertThat(directory.resolve("stream")).isEmptyFile();
        assertThat(listening.next("gone ")).doesNotContain(": ");
        assertThat(errors).content().contains("<- stream cancel of #", "<- hello bye #");
    }

    private Tool.Result call(String... arguments) throws IOException, InterruptedException {
        return run("", "call", arguments);
    }

    private Tool.Result run(String input, String name, String... arguments)
            throws IOException, InterruptedException {
        Path in = Files.writeString(directory.resolve("input"), input);
        Path errors = directory.resolve("errors");
        Process process = start(Redirect.from(in.toFile()), name, errors, arguments);
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(20, SECONDS)).isTrue();
        return new Tool.Result(process.exitValue(), out, Files.readString(errors));
    }

    private Process start(String name, Path errors, String... arguments) throws IOException {
        return start(Redirect.PIPE, name, errors, arguments);
    }

    private Process start(Redirect input, String name, Path errors, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                name));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(input)
                        .redirectError(errors.toFile())
                        .start();
        started.add(process);
        process.getOutputStream().close();
        return process;
    }

    /** There is nothing to wait on but the file itself. */
    private static void awaitLine(Path file, String line) throws IOException {
        long end = System.nanoTime() + SECONDS.toNanos(20);
        while (!Files.readString(file).contains(line)) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void assertFails(Tool.Result result, String line) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith(line).hasLineCount(1);
        assertThat(result.code()).isEqualTo(1);
    }
}
