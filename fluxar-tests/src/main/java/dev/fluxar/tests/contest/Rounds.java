package dev.fluxar.tests.contest;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of a benchmark: starts every pair of processes, takes rounds, ends them all. */
public final class Rounds implements AutoCloseable {

    /** Unmeasured start of each measurement: the other systems had the caches. */
    private static final Duration SETTLE = Duration.ofMillis(300);

    /** Above this share of the time in the compiler, a system is not warm. */
    static final double COMPILING = 0.05;

    private static final int NATIVE_ACCESS_SINCE = 22;
    private static final int UNSAFE_WARNS_SINCE = 24;

    private final Contest contest;
    private final CoreSplit cores;
    private final List<String> flags;
    private final Map<String, String> classPaths;
    private final PrintWriter progress;
    private final boolean verbose;
    private final Map<String, Pair> pairs = new LinkedHashMap<>();

    /**
     * Starts nothing yet.
     *
     * @param contest what to compare
     * @param cores of the ends
     * @param flags of every Java process
     * @param classPaths of the systems that do not have this process's
     * @param progress told what is under way
     * @param verbose whether it is told of every measurement
     */
    public Rounds(
            Contest contest,
            CoreSplit cores,
            List<String> flags,
            Map<String, String> classPaths,
            PrintWriter progress,
            boolean verbose) {
        this.contest = contest;
        this.cores = cores;
        this.flags = withAccessFlags(flags);
        this.classPaths = classPaths;
        this.progress = progress;
        this.verbose = verbose;
    }

    /** What newer releases ask for before they let Netty use native code and Unsafe. */
    private static List<String> withAccessFlags(List<String> flags) {
        List<String> all = new ArrayList<>(flags);
        int feature = Runtime.version().feature();
        if (feature >= NATIVE_ACCESS_SINCE) {
            all.add("--enable-native-access=ALL-UNNAMED");
        }
        if (feature >= UNSAFE_WARNS_SINCE) {
            all.add("--sun-misc-unsafe-memory-access=allow");
        }
        return List.copyOf(all);
    }

    /** Starts all processes; {@link BenchException} where one does not come up. */
    public void start() throws IOException, InterruptedException {
        String ours = System.getProperty("java.class.path");
        for (String system : contest.systems()) {
            String classPath = classPaths.getOrDefault(system, ours);
            pairs.put(system, Pair.start(contest, system, cores, flags, classPath));
        }
    }

    /** Flags of every Java process. */
    public List<String> flags() {
        return flags;
    }

    /** What the systems tell of themselves. */
    public Map<String, String> descriptions() {
        Map<String, String> descriptions = new LinkedHashMap<>();
        pairs.forEach((system, pair) -> descriptions.put(system, pair.description()));
        return descriptions;
    }

    /** Warms up and takes all rounds. */
    public ResultTable run(int rounds, Duration warmup, Duration length)
            throws IOException, InterruptedException {
        warmUp(warmup);
        for (Pair pair : pairs.values()) {
            pair.pin(cores);
        }
        ResultTable table = new ResultTable(contest);
        for (int round = 1; round <= rounds; round++) {
            progress.println("round " + round + " of " + rounds);
            progress.flush();
            table.add(round(length));
        }
        return table;
    }

    /**
     * On any core, every system in every scenario for {@code length}; then again, in turns and up
     * to twice as long all in all, those whose compilers still work.
     */
    private void warmUp(Duration length) throws InterruptedException {
        progress.println("warm-up");
        progress.flush();
        Deque<Map.Entry<String, Scenario>> cold = new ArrayDeque<>();
        for (Scenario scenario : contest.scenarios()) {
            contest.systems().forEach(system -> cold.add(Map.entry(system, scenario)));
        }
        for (int turns = 2 * cold.size(); turns > 0 && !cold.isEmpty(); turns--) {
            Map.Entry<String, Scenario> next = cold.remove();
            Figures figures = measure(next.getKey(), next.getValue(), Duration.ZERO, length);
            if (figures.compiling() > COMPILING) {
                cold.add(next);
            }
        }
    }

    /** Every scenario, in each of them every system in turn. */
    private Map<Scenario, Map<String, Figures>> round(Duration length) throws InterruptedException {
        Map<Scenario, Map<String, Figures>> round = new LinkedHashMap<>();
        for (Scenario scenario : contest.scenarios()) {
            Map<String, Figures> row = new LinkedHashMap<>();
            for (String system : contest.systems()) {
                row.put(system, measure(system, scenario, SETTLE, length));
            }
            round.put(scenario, row);
        }
        return round;
    }

    private Figures measure(String system, Scenario scenario, Duration settle, Duration length)
            throws InterruptedException {
        Pair pair = pairs.get(system);
        if (pair == null) {
            throw new IllegalStateException("not started: " + system);
        }
        Figures figures = pair.measure(scenario, settle, length);
        if (verbose) {
            progress.printf(
                    "  %s %s: %,.0f/s, compiling %.0f %%, others %.0f %%%n",
                    system,
                    scenario,
                    figures.opsPerSecond(),
                    100 * figures.compiling(),
                    100 * figures.others());
            progress.flush();
        }
        return figures;
    }

    @Override
    public void close() {
        pairs.values().forEach(Pair::close);
    }
}
