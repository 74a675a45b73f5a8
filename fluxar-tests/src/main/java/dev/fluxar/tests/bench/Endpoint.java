package dev.fluxar.tests.bench;

import dev.fluxar.tests.rivals.CallClient;
import dev.fluxar.tests.rivals.CallSystem;
import dev.fluxar.tests.rivals.CallSystems;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection under measurement, in a process of its own. Takes commands from standard
 * input, one a line, and answers each with one line; ends when its input does.
 *
 * <pre>
 * listen SYSTEM              ready PORT DESCRIPTION
 * connect SYSTEM PORT        ready 0 DESCRIPTION
 * begin PAYLOAD OUTSTANDING  ok
 * sample                     sample NUMBER…
 * end                        ok
 * </pre>
 */
public final class Endpoint {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private @Nullable CallClient client;
    private @Nullable ClosedLoop loop;

    private Endpoint() {}

    /** Runs until standard input ends. */
    @SuppressWarnings("SystemExitOutsideMain") // the process is this loop
    public static void main(String[] args) {
        PrintStream answers = System.out;
        System.setOut(System.err);
        Endpoint endpoint = new Endpoint();
        try (BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                answers.println(endpoint.answer(Arrays.asList(line.split(" ", -1))));
                answers.flush();
            }
        } catch (IOException e) {
            System.err.println(e);
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(List<String> words) {
        try {
            return switch (words.get(0)) {
                case "listen" -> listen(words);
                case "connect" -> connect(words);
                case "begin" -> begin(words);
                case "sample" -> "sample " + sample().toLine();
                case "end" -> end();
                default -> "error unknown command " + words.get(0);
            };
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            return "error " + String.valueOf(e).replaceAll("\\s+", " ");
        }
    }

    private static String listen(List<String> words) throws Exception {
        CallSystem system = system(words);
        return "ready " + system.listen().port() + " " + system.describe();
    }

    private String connect(List<String> words) throws Exception {
        CallSystem system = system(words);
        client = system.connect(Integer.parseInt(words.get(2)));
        return "ready 0 " + system.describe();
    }

    private static CallSystem system(List<String> words) {
        return CallSystems.valueOf(words.get(1).toUpperCase(Locale.ROOT)).create();
    }

    private String begin(List<String> words) {
        if (client == null) {
            throw new IllegalStateException("begin before connect");
        }
        loop =
                new ClosedLoop(
                        client, Integer.parseInt(words.get(1)), Integer.parseInt(words.get(2)));
        loop.start();
        return "ok";
    }

    private Sample sample() {
        return Sample.now(loop == null ? null : loop.takeLatencies());
    }

    private String end() throws InterruptedException {
        if (loop != null) {
            loop.stop(PATIENCE);
            loop = null;
        }
        return "ok";
    }
}
