package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

    private Tool.Result call(String... arguments) throws IOException, InterruptedException {
        Path errors = directory.resolve("errors");
        Process process = start("call", errors, arguments);
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(20, SECONDS)).isTrue();
        return new Tool.Result(process.exitValue(), out, Files.readString(errors));
    }

    private Process start(String name, Path errors, String... arguments) throws IOException {
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
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        started.add(process);
        process.getOutputStream().close();
        return process;
    }

    private static void assertFails(Tool.Result result, String line) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith(line).hasLineCount(1);
        assertThat(result.code()).isEqualTo(1);
    }
}
