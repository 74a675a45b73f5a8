package dev.fluxar.tests.bench;

import dev.fluxar.tests.rivals.CallSystems;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of {@code bench calls}: starts every pair of processes, takes rounds, ends them all. */
final class CallsRun implements AutoCloseable {

    /** Unmeasured start of each measurement: the other systems had the caches. */
    private static final Duration SETTLE = Duration.ofMillis(300);

    /** Above this share of the time in the compiler, a system is not warm. */
    static final double COMPILING = 0.05;

    private static final int NATIVE_ACCESS_SINCE = 22;
    private static final int UNSAFE_WARNS_SINCE = 24;

    private final List<CallSystems> systems;
    private final List<CallScenario> scenarios;
    private final CoreSplit cores;
    private final List<String> flags;
    private final Map<CallSystems, String> classPaths;
    private final PrintWriter progress;
    private final boolean verbose;
    private final Map<CallSystems, CallPair> pairs = new EnumMap<>(CallSystems.class);

    CallsRun(
            List<CallSystems> systems,
            List<CallScenario> scenarios,
            CoreSplit cores,
            List<String> flags,
            Map<CallSystems, String> classPaths,
            PrintWriter progress,
            boolean verbose) {
        this.systems = systems;
        this.scenarios = scenarios;
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

    void start() throws IOException, InterruptedException {
        String ours = System.getProperty("java.class.path");
        for (CallSystems system : systems) {
            String classPath = classPaths.getOrDefault(system, ours);
            pairs.put(system, CallPair.start(system, flags, classPath));
        }
    }

    List<String> flags() {
        return flags;
    }

    Map<CallSystems, String> descriptions() {
        Map<CallSystems, String> descriptions = new LinkedHashMap<>();
        pairs.forEach((system, pair) -> descriptions.put(system, pair.description()));
        return descriptions;
    }

    CallsTable run(int rounds, Duration warmup, Duration length)
            throws IOException, InterruptedException {
        warmUp(warmup);
        for (CallPair pair : pairs.values()) {
            pair.pin(cores);
        }
        CallsTable table = new CallsTable(systems, scenarios);
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
        Deque<Map.Entry<CallSystems, CallScenario>> cold = new ArrayDeque<>();
        for (CallScenario scenario : scenarios) {
            systems.forEach(system -> cold.add(Map.entry(system, scenario)));
        }
        for (int turns = 2 * cold.size(); turns > 0 && !cold.isEmpty(); turns--) {
            Map.Entry<CallSystems, CallScenario> next = cold.remove();
            CallFigures figures = measure(next.getKey(), next.getValue(), Duration.ZERO, length);
            if (figures.compiling() > COMPILING) {
                cold.add(next);
            }
        }
    }

    /** Every scenario, in each of them every system in turn. */
    private Map<CallScenario, Map<CallSystems, CallFigures>> round(Duration length)
            throws InterruptedException {
        Map<CallScenario, Map<CallSystems, CallFigures>> round = new EnumMap<>(CallScenario.class);
        for (CallScenario scenario : scenarios) {
            Map<CallSystems, CallFigures> row = new EnumMap<>(CallSystems.class);
            for (CallSystems system : systems) {
                row.put(system, measure(system, scenario, SETTLE, length));
            }
            round.put(scenario, row);
        }
        return round;
    }

    private CallFigures measure(
            CallSystems system, CallScenario scenario, Duration settle, Duration length)
            throws InterruptedException {
        CallPair pair = pairs.get(system);
        if (pair == null) {
            throw new IllegalStateException("not started: " + system);
        }
        CallFigures figures = pair.measure(scenario, settle, length);
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
        pairs.values().forEach(CallPair::close);
    }
}
