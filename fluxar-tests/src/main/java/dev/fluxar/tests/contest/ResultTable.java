package dev.fluxar.tests.contest;

import dev.fluxar.tests.contest.Layout.Column;
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
import java.util.function.ToLongFunction;

/** The figures of all rounds and what to tell of them. */
public final class ResultTable {

    private final List<String> systems;
    private final List<? extends Scenario> scenarios;
    private final Layout layout;
    private final List<Map<Scenario, Map<String, Figures>>> rounds = new ArrayList<>();

    ResultTable(Contest contest) {
        this.systems = contest.systems();
        this.scenarios = contest.scenarios();
        this.layout = contest.layout();
    }

    void add(Map<Scenario, Map<String, Figures>> round) {
        rounds.add(round);
    }

    private static Figures figures(
            Map<Scenario, Map<String, Figures>> round, Scenario scenario, String system) {
        Map<String, Figures> row = round.getOrDefault(scenario, Map.of());
        Figures figures = row.get(system);
        if (figures == null) {
            throw new IllegalStateException("not measured: " + system + " " + scenario);
        }
        return figures;
    }

    private double[] values(Scenario scenario, String system, ToDoubleFunction<Figures> figure) {
        return rounds.stream()
                .mapToDouble(round -> figure.applyAsDouble(figures(round, scenario, system)))
                .toArray();
    }

    private double median(Scenario scenario, String system, ToDoubleFunction<Figures> figure) {
        return Figures.median(values(scenario, system, figure));
    }

    /** The median of the ratios within each round, which the machine's drift leaves alone. */
    private OptionalDouble ratio(
            Scenario scenario, String system, String reference, ToDoubleFunction<Figures> figure) {
        if (!systems.contains(reference)) {
            return OptionalDouble.empty();
        }
        double[] ratios = values(scenario, system, figure);
        double[] references = values(scenario, reference, figure);
        Arrays.setAll(ratios, round -> ratios[round] / references[round]);
        return OptionalDouble.of(Figures.median(ratios));
    }

    /** One table for each scenario, and below them what limits their worth. */
    public void print(PrintWriter out) {
        for (Scenario scenario : scenarios) {
            out.printf("%n%s%n", scenario.title());
            out.printf("%-8s %11s %21s", "system", layout.unit() + "/s", "(min-max)");
            for (Column column : layout.columns()) {
                out.print(" " + right(column.width(), column.head()));
            }
            references().forEach(reference -> out.printf(" %9s", "x " + reference));
            out.println(layout.latencyRatio() ? " " + right(9, "p50/limit") : "");
            systems.forEach(system -> printRow(out, scenario, system));
        }
        out.println();
        layout.notes().forEach(out::println);
        out.printf(
                Locale.ROOT,
                "Other processes used %.0f %% of the machine meanwhile (at most %.0f %%).%n",
                100 * Figures.median(others()),
                100 * Arrays.stream(others()).max().orElse(0));
        printCold(out);
        printFaults(out);
    }

    private static String right(int width, String text) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private void printRow(PrintWriter out, Scenario scenario, String system) {
        double[] rates = values(scenario, system, Figures::opsPerSecond);
        Arrays.sort(rates);
        out.print(
                String.format(
                        Locale.ROOT,
                        "%-8s %,11.0f %21s",
                        system,
                        Figures.median(rates),
                        String.format(
                                Locale.ROOT, "(%,.0f-%,.0f)", rates[0], rates[rates.length - 1])));
        for (Column column : layout.columns()) {
            String value = fixed(median(scenario, system, column.figure()), column.digits());
            out.print(" " + right(column.width(), value));
        }
        for (String reference : references()) {
            out.print(" " + cell(ratio(scenario, system, reference, Figures::opsPerSecond)));
        }
        out.println(
                layout.latencyRatio()
                        ? " " + cell(ratio(scenario, system, Contest.LIMIT, Figures::p50Micros))
                        : "");
    }

    private static String cell(OptionalDouble ratio) {
        return right(9, ratio.isEmpty() ? "-" : fixed(ratio.getAsDouble(), 3));
    }

    private static String fixed(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** What the others are compared with. */
    private List<String> references() {
        return systems.stream().filter(system -> !system.equals(Contest.OURS)).toList();
    }

    private double[] others() {
        return rounds.stream()
                .flatMap(round -> round.values().stream())
                .flatMap(row -> row.values().stream())
                .mapToDouble(Figures::others)
                .toArray();
    }

    /** Says what had not been compiled to the end, and is slower than it would become. */
    private void printCold(PrintWriter out) {
        for (Scenario scenario : scenarios) {
            for (String system : systems) {
                double compiling = median(scenario, system, Figures::compiling);
                if (compiling > Rounds.COMPILING) {
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

    /** Says who lost or repeated something. */
    private void printFaults(PrintWriter out) {
        for (Scenario scenario : scenarios) {
            for (String system : systems) {
                long lost = sum(scenario, system, Figures::lost);
                long repeated = sum(scenario, system, Figures::repeated);
                if (lost != 0 || repeated != 0) {
                    out.printf(
                            Locale.ROOT,
                            "Not all arrived once: %s in %s lost %,d and repeated %,d %s.%n",
                            system,
                            scenario,
                            lost,
                            repeated,
                            layout.unit());
                }
            }
        }
    }

    private long sum(Scenario scenario, String system, ToLongFunction<Figures> figure) {
        return rounds.stream()
                .mapToLong(round -> figure.applyAsLong(figures(round, scenario, system)))
                .sum();
    }

    /** Writes one line for each system in each scenario, below a head. */
    public void writeCsv(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("system,scenario," + layout.unit() + "_per_s");
        layout.columns().forEach(column -> head.append(',').append(column.csvHead()));
        lines.add(head + ",ratio_to_limit");
        for (Scenario scenario : scenarios) {
            for (String system : systems) {
                lines.add(csvLine(scenario, system));
            }
        }
        Files.write(file, lines, StandardCharsets.UTF_8);
    }

    private String csvLine(Scenario scenario, String system) {
        StringBuilder line = new StringBuilder(system + "," + scenario + ",");
        line.append(fixed(median(scenario, system, Figures::opsPerSecond), 0));
        for (Column column : layout.columns()) {
            double value = median(scenario, system, column.figure());
            line.append(',').append(fixed(value, column.csvDigits()));
        }
        OptionalDouble ratio = ratio(scenario, system, Contest.LIMIT, Figures::opsPerSecond);
        line.append(',');
        ratio.ifPresent(value -> line.append(fixed(value, 4)));
        return line.toString();
    }
}
