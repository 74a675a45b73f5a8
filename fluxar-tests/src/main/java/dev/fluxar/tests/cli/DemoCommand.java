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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows on a real text what two peers can do, over every transport. */
@Command(
        name = "demo",
        description = {
            "Lets two peers call each other over every transport and shows what happened.",
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
        out.println("Ada has a text: " + text.name() + ". Bob can count.");
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
        try (Listener listener = bob.listen(uris)) {
            for (URI uri : listener.uris()) {
                PrintWriter out = spec.commandLine().getOut();
                out.println();
                out.println(uri.getScheme() + ": " + TRANSPORTS.get(uri.getScheme()) + ", " + uri);
                try (DemoSteps ada = new DemoSteps(uri, text, bob)) {
                    ada.inOrder().forEach(this::run);
                }
            }
        }
    }

    private void run(String step, Callable<String> action) {
        long start = System.nanoTime();
        String happened;
        try {
            happened = action.call();
        } catch (Exception e) {
            broken++;
            happened = "WENT WRONG: " + FailureLine.of(e);
        }
        steps++;
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "  %-21s%7.1f ms  %s%n",
                        step,
                        seconds(start) * 1000,
                        happened);
    }

    private static void explain(PrintWriter out) {
        out.println();
        out.println(
                "A failed call has a code and an outcome. The outcome says whether to try again:");
        out.println("  NOT_SENT       it never left: trying again is safe");
        out.println("  NOT_PROCESSED  the other side did nothing: trying again is safe");
        out.println("  UNKNOWN        it may have been done, or may still be");
        out.println("  PROCESSED      the other side did it, and it failed");
        out.println("The first times include the start of the libraries.");
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
