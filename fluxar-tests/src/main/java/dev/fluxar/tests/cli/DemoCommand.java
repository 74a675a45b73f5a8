package dev.fluxar.tests.cli;

import dev.fluxar.Listener;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows on a real text what two peers can do, over every transport. */
@Command(
        name = "demo",
        description = {
            "Lets two peers call each other, stream and publish over every transport, and shows what"
                    + " happened.",
            "Takes seconds, needs no network. Exit code 0: all went as promised."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final Map<String, String> TRANSPORTS =
            Map.of(
                    "mem", "within one process",
                    "tcp", "a network connection",
                    "unix", "a socket file on this machine",
                    "ws", "WebSocket, as browsers and proxies know it");

    @Spec private CommandSpec spec;
    @ParentCommand private Main main;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The text to talk about. Default: README.md here, or one of its own.")
    private @Nullable Path file;

    private int steps;
    private int broken;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DemoText text = DemoText.read(file);
        PrintWriter out = spec.commandLine().getOut();
        out.println("Two peers, Ada and Bob, share one connection. Either may call the other.");
        out.println(
                "Ada has a text: " + text.name() + ". Bob can count, and has a hub for topics.");
        long start = System.nanoTime();
        Path directory = Files.createTempDirectory("fluxar-demo");
        Path socket = directory.resolve("bob.sock");
        try {
            over(
                    text,
                    List.of(
                            "mem:bob",
                            "unix:" + socket,
                            "tcp://127.0.0.1:0",
                            "ws://127.0.0.1:0/bob"));
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory);
        }
        explain(out);
        if (broken > 0) {
            throw new CommandException(broken + " of " + steps + " steps went wrong", null);
        }
        out.println();
        out.printf(
                Locale.ROOT, "All %d steps went as promised, in %.1f s.%n", steps, seconds(start));
        return 0;
    }

    private void over(DemoText text, List<String> uris) throws InterruptedException {
        DemoBob bob = new DemoBob();
        PrintWriter out = spec.commandLine().getOut();
        ProgressBar bar = new ProgressBar(main.terminal() ? out : null, System::nanoTime);
        boolean first = true;
        try (Listener listener = bob.listen(uris)) {
            for (URI uri : listener.uris()) {
                out.println();
                out.println(uri.getScheme() + ": " + TRANSPORTS.get(uri.getScheme()) + ", " + uri);
                try (DemoSteps ada = new DemoSteps(uri, text, bob, bar)) {
                    for (var step : ada.inOrder().entrySet()) {
                        run(step.getKey(), step.getValue(), bar, first);
                    }
                }
                first = false;
            }
        }
    }

    /** What there is to say of a step beyond its first line is said over the first transport. */
    private void run(String step, Callable<String> action, ProgressBar bar, boolean inFull) {
        bar.begin();
        long start = System.nanoTime();
        String happened;
        try {
            happened = action.call();
        } catch (Exception e) {
            broken++;
            happened = "WENT WRONG: " + FailureLine.of(e);
        }
        double took = seconds(start) * 1000;
        steps++;
        bar.clear();
        List<String> lines = happened.lines().toList();
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "  %-21s%7.1f ms  %s%n", step, took, lines.get(0));
        if (inFull) {
            lines.stream().skip(1).forEach(line -> out.println(" ".repeat(35) + line));
        }
    }

    private static void explain(PrintWriter out) {
        out.println();
        out.println(
                "A failed call has a code and an outcome. The outcome says whether to try again:");
        out.println("  NOT_SENT       it never left: trying again is safe");
        out.println("  NOT_PROCESSED  the other side did nothing: trying again is safe");
        out.println("  UNKNOWN        it may have been done, or may still be");
        out.println("  PROCESSED      the other side did it, and it failed");
        out.println(
                "The first times include the start of the libraries. Streams and topics are told in");
        out.println("full over the first transport; what happens over the others is the same.");
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** How far a step is, on a terminal, while it takes longer than a glance. */
    static final class ProgressBar {
        private static final int WIDTH = 30;
        private static final long NOTICEABLE_NANOS = 200_000_000;
        private static final long STEP_NANOS = 50_000_000;

        private final @Nullable PrintWriter out;
        private final LongSupplier nanoTime;
        private long due;
        private boolean drawn;

        /**
         * Describes one.
         *
         * @param out where to draw, or null to draw nothing
         */
        ProgressBar(@Nullable PrintWriter out, LongSupplier nanoTime) {
            this.out = out;
            this.nanoTime = nanoTime;
        }

        void begin() {
            due = nanoTime.getAsLong() + NOTICEABLE_NANOS;
        }

        void at(long done, long of) {
            if (out == null || nanoTime.getAsLong() - due < 0) {
                return;
            }
            due = nanoTime.getAsLong() + STEP_NANOS;
            drawn = true;
            int full = (int) (WIDTH * done / of);
            out.print(
                    "\r  ["
                            + "#".repeat(full)
                            + ".".repeat(WIDTH - full)
                            + "] "
                            + 100 * done / of
                            + " %");
            out.flush();
        }

        void clear() {
            if (out != null && drawn) {
                drawn = false;
                out.print("\r" + " ".repeat(WIDTH + 10) + "\r");
                out.flush();
            }
        }
    }
}
