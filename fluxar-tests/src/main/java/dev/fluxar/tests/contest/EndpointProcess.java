package dev.fluxar.tests.contest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One end in a Java process, which takes commands and answers them, one line each. */
public final class EndpointProcess implements End {

    private static final int STDERR_LINES = 20;
    private static final Duration SAMPLE_PATIENCE = Duration.ofSeconds(15);

    /** It fails when a thread ends meanwhile. */
    private static final int PIN_ATTEMPTS = 10;

    private static final String EXITED = "exited";

    /** For what a process says while it ends. */
    private static final long LAST_WORDS_MILLIS = 2000;

    private final String name;
    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final List<String> complaints = new ArrayList<>();
    private @Nullable Thread complained;

    private EndpointProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a process with this one's Java. */
    public static EndpointProcess start(
            String name, Class<?> main, List<String> flags, String classPath) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(flags);
        line.add("-cp");
        line.add(classPath);
        line.add(main.getName());
        EndpointProcess endpoint = new EndpointProcess(name, new ProcessBuilder(line).start());
        endpoint.read(
                "answers",
                endpoint.process.getInputStream(),
                endpoint.answers::add,
                () -> endpoint.answers.add(EXITED));
        endpoint.complained =
                endpoint.read(
                        "complaints",
                        endpoint.process.getErrorStream(),
                        endpoint::complain,
                        () -> {});
        return endpoint;
    }

    private Thread read(String what, InputStream from, Consumer<String> to, Runnable atEnd) {
        Thread reader =
                new Thread(
                        () -> {
                            try (BufferedReader lines =
                                    new BufferedReader(
                                            new InputStreamReader(from, StandardCharsets.UTF_8))) {
                                lines.lines().forEach(to);
                            } catch (IOException | RuntimeException e) {
                                complain(String.valueOf(e));
                            } finally {
                                atEnd.run();
                            }
                        },
                        name + " " + what);
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private void complain(String line) {
        synchronized (complaints) {
            if (complaints.size() == STDERR_LINES) {
                complaints.remove(0);
            }
            complaints.add(line);
        }
    }

    /** Sends a command and returns what follows {@code expected} in its answer. */
    public String ask(String command, String expected, Duration patience)
            throws InterruptedException {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw failure(command, e.toString());
        }
        String answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw failure(command, "no answer within " + patience.toSeconds() + " s");
        }
        if (!answer.startsWith(expected)) {
            throw failure(command, answer);
        }
        return answer.substring(expected.length()).trim();
    }

    @Override
    public Sample sample() throws InterruptedException {
        return Sample.parse(ask("sample", "sample ", SAMPLE_PATIENCE));
    }

    @Override
    public void pin(String cores) throws IOException, InterruptedException {
        if (cores.isEmpty()) {
            return;
        }
        for (int attempt = 1; attempt <= PIN_ATTEMPTS; attempt++) {
            Process mover =
                    new ProcessBuilder(CoreSplit.command(cores, process.pid()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (mover.waitFor() == 0) {
                return;
            }
        }
        throw new BenchException(name + ": cannot be pinned to core " + cores);
    }

    private BenchException failure(String command, String what) throws InterruptedException {
        Thread reader = complained;
        if (reader != null && process.waitFor(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)) {
            reader.join(LAST_WORDS_MILLIS); // Why it has ended is what is wanted.
        }
        List<String> lines;
        synchronized (complaints) {
            lines = List.copyOf(complaints);
        }
        String tail = lines.isEmpty() ? "" : "\n  " + String.join("\n  ", lines);
        return new BenchException(name + ": " + command + ": " + what + tail);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
