package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.BenchException;
import dev.fluxar.tests.contest.Contest;
import dev.fluxar.tests.contest.CoreSplit;
import dev.fluxar.tests.contest.ResultTable;
import dev.fluxar.tests.contest.Rounds;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that all benchmarks share, and a run with them. */
final class RunOptions {

    private static final int QUICK_REPS = 1;
    private static final double QUICK_SECONDS = 1;
    private static final double QUICK_WARMUP = 0.8;

    @Option(names = "--reps", paramLabel = "N", description = "Rounds (${DEFAULT-VALUE}).")
    private int reps = 7;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Measured seconds of each system and scenario in a round (1.2).")
    private double seconds = 1.2;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "Seconds of each system and scenario before the first round (3).")
    private double warmup = 3;

    @Option(names = "--quick", description = "One short round: a first look, not a result.")
    private boolean quick;

    @Option(names = "--verbose", description = "One line for each measurement.")
    private boolean verbose;

    @Option(names = "--csv", paramLabel = "FILE", description = "Also write the figures there.")
    private @Nullable Path csv;

    @Option(
            names = "--no-pin",
            negatable = true,
            description = "Let the scheduler place the two ends, instead of half the cores each.")
    private boolean pin = true;

    @Option(
            names = "--jvm",
            split = " ",
            paramLabel = "FLAG",
            description = "Flags of every process, instead of ${DEFAULT-VALUE}.")
    private List<String> flags = List.of("-Xms512m", "-Xmx512m");

    @Option(
            names = "--class-path",
            paramLabel = "SYSTEM=PATH",
            description =
                    "The class path of one system's processes instead of this one's: other versions.")
    private Map<String, String> classPaths = new LinkedHashMap<>();

    /**
     * Runs and prints.
     *
     * @param connections what the ends are joined by, for people
     * @return the exit code
     */
    int run(CommandSpec spec, Contest contest, String connections)
            throws IOException, InterruptedException {
        check(spec, contest);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        if (quick) {
            reps = QUICK_REPS;
            seconds = QUICK_SECONDS;
            warmup = QUICK_WARMUP;
        }
        CoreSplit cores = pin ? CoreSplit.halves() : CoreSplit.none();
        try (Rounds rounds = new Rounds(contest, cores, flags, classPaths, progress, verbose)) {
            rounds.start();
            printSettings(out, rounds, cores, connections);
            ResultTable table = rounds.run(reps, millis(warmup), millis(seconds));
            table.print(out);
            if (csv != null) {
                table.writeCsv(csv);
                out.println("Written to " + csv + ".");
            }
            out.flush();
            return 0;
        } catch (BenchException e) {
            out.flush();
            progress.println(e.getMessage());
            return 1;
        }
    }

    private void check(CommandSpec spec, Contest contest) {
        if (reps < 1 || seconds <= 0 || warmup < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--reps and --seconds must be positive");
        }
        for (String system : classPaths.keySet()) {
            if (!contest.systems().contains(system)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--class-path: expected one of "
                                + String.join(", ", contest.systems())
                                + ", got "
                                + system);
            }
        }
    }

    private static Duration millis(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private void printSettings(
            PrintWriter out, Rounds rounds, CoreSplit cores, String connections) {
        out.printf(
                "%s %s, %s %s, %d cores; each Java process: %s%n",
                System.getProperty("java.vm.name"),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                String.join(" ", rounds.flags()));
        out.printf(
                "%s, %s; %d rounds of %s s after %s s of warm-up; medians.%n",
                connections, cores, reps, seconds, warmup);
        rounds.descriptions()
                .forEach((system, description) -> out.printf("%8s: %s%n", system, description));
        out.flush();
    }
}
