package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.Contest;
import dev.fluxar.tests.contest.Figures;
import dev.fluxar.tests.contest.Layout;
import dev.fluxar.tests.contest.Layout.Column;
import dev.fluxar.tests.contest.Scenario;
import dev.fluxar.tests.rivals.CallSystems;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
public final class CallsCommand implements Callable<Integer>, Contest {

    private static final Layout LAYOUT =
            new Layout(
                    "ops",
                    List.of(
                            Layout.P50,
                            Layout.P99,
                            new Column("cpu us/op", "cpu_us_per_op", 2, 3, Figures::cpuMicros),
                            new Column("B/op", "alloc_bytes_per_op", 0, 1, Figures::bytes)),
                    true,
                    List.of(
                            "cpu and B/op: both processes together."
                                    + " x NAME: ops/s as a multiple of NAME's."));

    private static final List<CallSystems> DEFAULT_SYSTEMS =
            Arrays.stream(CallSystems.values())
                    .filter(system -> system != CallSystems.OVERLAP)
                    .filter(system -> system != CallSystems.RESUME)
                    .toList();

    @Spec private @Nullable CommandSpec spec;

    @Mixin private RunOptions options = new RunOptions();

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "SYSTEM",
            description = "Some of ${COMPLETION-CANDIDATES} (all but overlap and resume).")
    private List<CallSystems> systems = DEFAULT_SYSTEMS;

    @Option(
            names = "--resume",
            description = "Also FLUXAR with sessions that survive: x resume tells what that costs.")
    private boolean resume;

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "SCENARIO",
            description =
                    "Some of ${COMPLETION-CANDIDATES} (all): payload size, outstanding calls.")
    private List<CallScenario> scenarios = List.of(CallScenario.values());

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("not started as a command");
        }
        return options.run(spec, this, "One connection over loopback");
    }

    @Override
    public String kind() {
        return "calls";
    }

    @Override
    public Class<?> endpoint() {
        return Endpoint.class;
    }

    @Override
    public List<String> systems() {
        Set<CallSystems> all = new LinkedHashSet<>(systems);
        if (resume) {
            all.add(CallSystems.RESUME);
        }
        return all.stream().map(CallSystems::toString).toList();
    }

    @Override
    public List<? extends Scenario> scenarios() {
        return scenarios;
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }
}
