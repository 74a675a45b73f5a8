package dev.fluxar.tests.bench;

import dev.fluxar.tests.rivals.CallSystems;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code bench calls}: calls and replies on one connection over loopback, the two ends in separate
 * processes, systems taking turns.
 */
@Command(
        name = "calls",
        description = {
            "Calls on one connection over loopback, client and server in separate processes.",
            "Systems take turns, round by round; every figure is the median of the rounds."
        },
        mixinStandardHelpOptions = true)
public final class CallsCommand implements Callable<Integer> {

    private static final int QUICK_REPS = 1;
    private static final double QUICK_SECONDS = 1;
    private static final double QUICK_WARMUP = 0.8;

    private static final List<CallSystems> DEFAULT_SYSTEMS =
            Arrays.stream(CallSystems.values())
                    .filter(system -> system != CallSystems.OVERLAP)
                    .toList();

    @Spec private @Nullable CommandSpec spec;

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

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "SYSTEM",
            description = "Some of ${COMPLETION-CANDIDATES} (all but overlap).")
    private List<CallSystems> systems = DEFAULT_SYSTEMS;

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "SCENARIO",
            description =
                    "Some of ${COMPLETION-CANDIDATES} (all): payload size, outstanding calls.")
    private List<CallScenario> scenarios = List.of(CallScenario.values());

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
    private Map<CallSystems, String> classPaths = new EnumMap<>(CallSystems.class);

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("not started as a command");
        }
        if (reps < 1 || seconds <= 0 || warmup < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--reps and --seconds must be positive");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        if (quick) {
            reps = QUICK_REPS;
            seconds = QUICK_SECONDS;
            warmup = QUICK_WARMUP;
        }
        CoreSplit cores = pin ? CoreSplit.halves() : CoreSplit.none();
        try (CallsRun run =
                new CallsRun(systems, scenarios, cores, flags, classPaths, progress, verbose)) {
            run.start();
            printSettings(out, run, cores);
            CallsTable table = run.run(reps, millis(warmup), millis(seconds));
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

    private static Duration millis(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private void printSettings(PrintWriter out, CallsRun run, CoreSplit cores) {
        out.printf(
                "%s %s, %s %s, %d cores; each process: %s%n",
                System.getProperty("java.vm.name"),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                String.join(" ", run.flags()));
        out.printf(
                "One connection over loopback, %s; %d rounds of %s s after %s s of warm-up; medians.%n",
                cores, reps, seconds, warmup);
        run.descriptions()
                .forEach((system, description) -> out.printf("%8s: %s%n", system, description));
        out.flush();
    }
}
