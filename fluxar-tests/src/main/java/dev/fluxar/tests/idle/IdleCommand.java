package dev.fluxar.tests.idle;

import dev.fluxar.tests.contest.BenchException;
import dev.fluxar.tests.rivals.IdleSystems;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench idle}: memory of a listener for each session that does nothing. */
@Command(
        name = "idle",
        description = {
            "What an idle session costs the listener in memory: (with N - with none) / N, after one"
                    + " call on each and a pause. Listener and clients are separate processes.",
            "Exit code 1 when FLUXAR's needs more than --most KiB of either kind."
        },
        mixinStandardHelpOptions = true)
public final class IdleCommand implements Callable<Integer> {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String OPEN_FILES = "Max open files";

    /** Files that a process has open besides its connections. */
    private static final int OTHER_FILES = 200;

    /** Ports of the loopback interface that one address can be connected to from. */
    private static final int MOST = 28_000;

    private static final double KIB = 1024;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--sessions", paramLabel = "N", description = "${DEFAULT-VALUE} by default.")
    private int sessions = 5000;

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "SYSTEM",
            description = "Some of ${COMPLETION-CANDIDATES} (all).")
    private List<IdleSystems> systems = List.of(IdleSystems.values());

    @Option(names = "--reps", paramLabel = "N", description = "Rounds (${DEFAULT-VALUE}).")
    private int reps = 1;

    @Option(
            names = "--heartbeat",
            paramLabel = "S",
            description = "Seconds of silence after which FLUXAR asks (${DEFAULT-VALUE}).")
    private double heartbeat = 2;

    @Option(
            names = "--quiet",
            paramLabel = "S",
            description = "Seconds of silence before measuring (${DEFAULT-VALUE}).")
    private double quiet = 5;

    @Option(
            names = "--most",
            paramLabel = "KIB",
            description = "What a session may cost in FLUXAR (${DEFAULT-VALUE}).")
    private double most = 10;

    @Option(names = "--csv", paramLabel = "FILE", description = "Also write the figures there.")
    private @Nullable Path csv;

    @Option(
            names = "--classes",
            paramLabel = "N",
            description = "Show so many classes that the listeners' heaps consist of (none).")
    private int classes;

    @Option(
            names = "--jvm",
            split = " ",
            paramLabel = "FLAG",
            description = "Flags of the listeners' processes, instead of ${DEFAULT-VALUE}.")
    private List<String> flags =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms18m",
                    "-Xmn16m",
                    "-Xmx1g",
                    "-XX:+AlwaysPreTouch",
                    "-XX:MinHeapFreeRatio=1",
                    "-XX:MaxHeapFreeRatio=2",
                    "-XX:-ShrinkHeapInSteps");

    private final Map<IdleSystems, List<IdleCost>> costs = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("not started as a command");
        }
        check(spec);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        try {
            for (int round = 0; round < reps; round++) {
                for (IdleSystems system : systems) {
                    measure(system, out, round == 0);
                }
            }
        } catch (BenchException e) {
            out.flush();
            progress.println(e.getMessage());
            return 1;
        }
        printSettings(out);
        print(out);
        if (csv != null) {
            Files.write(csv, csvLines());
            out.println("Written to " + csv + ".");
        }
        out.flush();
        return tooMuch(progress) ? 1 : 0;
    }

    private void check(CommandSpec of) throws IOException {
        if (sessions < 1 || sessions > MOST) {
            throw new ParameterException(
                    of.commandLine(), "--sessions: expected 1 to " + MOST + ", got " + sessions);
        }
        if (reps < 1 || heartbeat < 0.1 || quiet < 0 || most <= 0) {
            throw new ParameterException(
                    of.commandLine(),
                    "--reps and --most must be positive, --heartbeat at least 0.1, --quiet at least"
                            + " 0");
        }
        long files = openFiles();
        if (sessions + OTHER_FILES > files) {
            throw new ParameterException(
                    of.commandLine(),
                    "--sessions: "
                            + sessions
                            + " need "
                            + (sessions + OTHER_FILES)
                            + " open files in each process, allowed are "
                            + files
                            + " (ulimit -n)");
        }
    }

    /** How many a process may have open, once Java has raised its limit as far as it may. */
    private static long openFiles() throws IOException {
        if (!Files.isReadable(LIMITS)) {
            throw new BenchException("resident memory is read from /proc, which only Linux has");
        }
        for (String line : Files.readAllLines(LIMITS)) {
            if (line.startsWith(OPEN_FILES)) {
                String hard = line.substring(OPEN_FILES.length()).strip().split("\\s+", -1)[1];
                return hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard);
            }
        }
        return Long.MAX_VALUE;
    }

    private void measure(IdleSystems system, PrintWriter out, boolean first)
            throws IOException, InterruptedException {
        Duration beat = Duration.ofMillis(Math.round(heartbeat * 1000));
        try (IdleRun run = IdleRun.start(system, beat, flags, List.of("-Xmx2g"))) {
            IdleCost cost = run.measure(sessions, Duration.ofMillis(Math.round(quiet * 1000)));
            costs.computeIfAbsent(system, key -> new ArrayList<>()).add(cost);
            if (classes > 0 && first) {
                out.printf("%n%s with %d sessions:%n", system, sessions);
                run.histogram(classes).forEach(out::println);
            }
            run.check();
            if (first) {
                out.printf("%8s: %s%n", system, run.description());
                out.flush();
            }
        }
    }

    private void printSettings(PrintWriter out) {
        out.printf(
                "%s %s, %s %s, %d cores; each listener: %s%n",
                System.getProperty("java.vm.name"),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                String.join(" ", flags));
        out.printf(
                Locale.ROOT,
                "%d connections over loopback, one call of 64 bytes on each, %.1f s of silence, a"
                        + " heartbeat each %.1f s in FLUXAR; %d rounds, medians.%n",
                sessions,
                quiet,
                heartbeat,
                reps);
    }

    private void print(PrintWriter out) {
        out.printf(
                "%n%-8s %18s %18s %12s %12s%n",
                "system", "heap KiB/session", "RSS KiB/session", "heap MiB", "RSS MiB");
        for (IdleSystems system : costs.keySet()) {
            out.printf(
                    Locale.ROOT,
                    "%-8s %18.2f %18.2f %12.1f %12.1f%n",
                    system,
                    median(system, IdleCost::heap) / KIB,
                    median(system, IdleCost::resident) / KIB,
                    median(system, cost -> cost.with().heap()) / KIB / KIB,
                    median(system, cost -> cost.with().resident()) / KIB / KIB);
        }
        out.printf(
                "%nRSS: what the process has in memory, the heap included."
                        + " MiB: all of it, with the sessions.%n");
    }

    private double median(
            IdleSystems system, java.util.function.ToDoubleFunction<IdleCost> figure) {
        double[] sorted =
                costs.getOrDefault(system, List.of()).stream()
                        .mapToDouble(figure)
                        .sorted()
                        .toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private List<String> csvLines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "system,sessions,heap_bytes_per_session,rss_bytes_per_session,heap_bytes,"
                        + "rss_bytes");
        for (IdleSystems system : costs.keySet()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%s,%d,%.0f,%.0f,%.0f,%.0f",
                            system,
                            sessions,
                            median(system, IdleCost::heap),
                            median(system, IdleCost::resident),
                            median(system, cost -> cost.with().heap()),
                            median(system, cost -> cost.with().resident())));
        }
        return lines;
    }

    private boolean tooMuch(PrintWriter progress) {
        if (!costs.containsKey(IdleSystems.FLUXAR)) {
            return false;
        }
        double worst =
                Math.max(
                        median(IdleSystems.FLUXAR, IdleCost::heap),
                        median(IdleSystems.FLUXAR, IdleCost::resident));
        if (worst <= most * KIB) {
            return false;
        }
        progress.printf(
                Locale.ROOT,
                "a session costs %.2f KiB, at most %.2f expected%n",
                worst / KIB,
                most);
        return true;
    }
}
