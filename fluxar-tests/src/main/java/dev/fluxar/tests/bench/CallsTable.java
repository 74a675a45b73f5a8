package dev.fluxar.tests.bench;

import dev.fluxar.tests.rivals.CallSystems;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The figures of all rounds and what to tell of them. */
final class CallsTable {

    private static final String CSV_HEAD =
            "system,scenario,ops_per_s,p50_us,p99_us,cpu_us_per_op,alloc_bytes_per_op,"
                    + "ratio_to_limit";

    private final List<CallSystems> systems;
    private final List<CallScenario> scenarios;
    private final List<Map<CallScenario, Map<CallSystems, CallFigures>>> rounds = new ArrayList<>();

    CallsTable(List<CallSystems> systems, List<CallScenario> scenarios) {
        this.systems = systems;
        this.scenarios = scenarios;
    }

    void add(Map<CallScenario, Map<CallSystems, CallFigures>> round) {
        rounds.add(round);
    }

    private List<CallFigures> repetitions(CallScenario scenario, CallSystems system) {
        return rounds.stream().map(round -> figures(round, scenario, system)).toList();
    }

    private static CallFigures figures(
            Map<CallScenario, Map<CallSystems, CallFigures>> round,
            CallScenario scenario,
            CallSystems system) {
        Map<CallSystems, CallFigures> row = round.getOrDefault(scenario, Map.of());
        CallFigures figures = row.get(system);
        if (figures == null) {
            throw new IllegalStateException("not measured: " + system + " " + scenario);
        }
        return figures;
    }

    /** The median of the ratios within each round, which the machine's drift leaves alone. */
    private OptionalDouble ratio(
            CallScenario scenario,
            CallSystems system,
            CallSystems reference,
            ToDoubleFunction<CallFigures> figure) {
        if (!systems.contains(reference)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                CallFigures.median(
                        rounds.stream()
                                .mapToDouble(
                                        round ->
                                                figure.applyAsDouble(
                                                                figures(round, scenario, system))
                                                        / figure.applyAsDouble(
                                                                figures(
                                                                        round, scenario,
                                                                        reference)))
                                .toArray()));
    }

    void print(PrintWriter out) {
        for (CallScenario scenario : scenarios) {
            out.printf(
                    "%n%d bytes, %d outstanding%n",
                    scenario.payloadBytes(), scenario.outstanding());
            out.printf(
                    "%-8s %11s %21s %9s %9s %9s %9s",
                    "system", "ops/s", "(min-max)", "p50 us", "p99 us", "cpu us/op", "B/op");
            references().forEach(reference -> out.printf(" %9s", "x " + reference));
            out.printf(" %9s%n", "p50/limit");
            systems.forEach(system -> printRow(out, scenario, system));
        }
        out.println();
        out.println(
                "cpu and B/op: both processes together. x NAME: ops/s as a multiple of NAME's.");
        out.printf(
                Locale.ROOT,
                "Other processes used %.0f %% of the machine meanwhile (at most %.0f %%).%n",
                100 * CallFigures.median(others()),
                100 * Arrays.stream(others()).max().orElse(0));
        printCold(out);
    }

    /** Says what had not been compiled to the end, and is slower than it would become. */
    private void printCold(PrintWriter out) {
        for (CallScenario scenario : scenarios) {
            for (CallSystems system : systems) {
                double compiling = CallFigures.median(repetitions(scenario, system)).compiling();
                if (compiling > CallsRun.COMPILING) {
                    out.printf(
                            Locale.ROOT,
                            "Not warm: %s in %s, its compiler worked %.0f %% of the time.%n",
                            system,
                            scenario,
                            100 * compiling);
                }
            }
        }
    }

    /** What the others are compared with. */
    private List<CallSystems> references() {
        return systems.stream().filter(system -> system != CallSystems.FLUXAR).toList();
    }

    private double[] others() {
        return rounds.stream()
                .flatMap(round -> round.values().stream())
                .flatMap(row -> row.values().stream())
                .mapToDouble(CallFigures::others)
                .toArray();
    }

    private void printRow(PrintWriter out, CallScenario scenario, CallSystems system) {
        List<CallFigures> repetitions = repetitions(scenario, system);
        CallFigures median = CallFigures.median(repetitions);
        double[] ops =
                repetitions.stream().mapToDouble(CallFigures::opsPerSecond).sorted().toArray();
        out.print(
                String.format(
                        Locale.ROOT,
                        "%-8s %,11.0f %21s %9.1f %9.1f %9.2f %9.0f",
                        system,
                        median.opsPerSecond(),
                        String.format(Locale.ROOT, "(%,.0f-%,.0f)", ops[0], ops[ops.length - 1]),
                        median.p50Micros(),
                        median.p99Micros(),
                        median.cpuMicrosPerOp(),
                        median.allocBytesPerOp()));
        for (CallSystems reference : references()) {
            out.print(" " + cell(ratio(scenario, system, reference, CallFigures::opsPerSecond)));
        }
        out.println(" " + cell(ratio(scenario, system, CallSystems.LIMIT, CallFigures::p50Micros)));
    }

    private static String cell(OptionalDouble ratio) {
        return ratio.isEmpty()
                ? String.format(Locale.ROOT, "%9s", "-")
                : String.format(Locale.ROOT, "%9.3f", ratio.getAsDouble());
    }

    void writeCsv(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(CSV_HEAD);
        for (CallScenario scenario : scenarios) {
            for (CallSystems system : systems) {
                lines.add(csvLine(scenario, system));
            }
        }
        Files.write(file, lines, StandardCharsets.UTF_8);
    }

    private String csvLine(CallScenario scenario, CallSystems system) {
        CallFigures median = CallFigures.median(repetitions(scenario, system));
        OptionalDouble toLimit =
                ratio(scenario, system, CallSystems.LIMIT, CallFigures::opsPerSecond);
        return String.format(
                Locale.ROOT,
                "%s,%s,%.0f,%.2f,%.2f,%.3f,%.1f,%s",
                system,
                scenario,
                median.opsPerSecond(),
                median.p50Micros(),
                median.p99Micros(),
                median.cpuMicrosPerOp(),
                median.allocBytesPerOp(),
                toLimit.isEmpty() ? "" : String.format(Locale.ROOT, "%.4f", toLimit.getAsDouble()));
    }
}
