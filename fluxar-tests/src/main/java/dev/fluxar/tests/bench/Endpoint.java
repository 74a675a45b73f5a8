package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.Sample;
import dev.fluxar.tests.contest.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a system under measurement, in a process of its own. Takes commands from standard
 * input, one a line, and answers each with one line; ends when its input does.
 *
 * <pre>
 * listen KIND SYSTEM         ready PORT
 * connect KIND SYSTEM PORT   ready DESCRIPTION
 * begin WORD…                ok
 * sample                     sample NUMBER…
 * end                        ok
 * </pre>
 */
public final class Endpoint {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Kind.@Nullable Client client;
    private @Nullable Work work;

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
                case "listen" -> listen(Kind.of(words.get(1)), words.get(2));
                case "connect" -> connect(Kind.of(words.get(1)), words.get(2), words.get(3));
                case "begin" -> begin(words);
                case "sample" -> "sample " + Sample.now(work).toLine();
                case "end" -> end();
                default -> "error unknown command " + words.get(0);
            };
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            return "error " + String.valueOf(e).replaceAll("\\s+", " ");
        }
    }

    private static String listen(Kind kind, String system) throws Exception {
        return "ready " + kind.listen(system);
    }

    private String connect(Kind kind, String system, String port) throws Exception {
        client = kind.connect(system, Integer.parseInt(port));
        return "ready " + kind.describe(system);
    }

    private String begin(List<String> words) throws Exception {
        if (client == null) {
            throw new IllegalStateException("begin before connect");
        }
        Work next = client.work(words);
        next.start();
        work = next;
        return "ok";
    }

    private String end() throws Exception {
        if (work != null) {
            work.stop(PATIENCE);
            work = null;
        }
        return "ok";
    }
}
