package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.Contest;
import dev.fluxar.tests.contest.Figures;
import dev.fluxar.tests.contest.Layout;
import dev.fluxar.tests.contest.Layout.Column;
import dev.fluxar.tests.contest.Scenario;
import dev.fluxar.tests.streamrivals.StreamSystems;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code bench streams}: one stream of items from server to client on one connection over loopback,
 * with flow control, the two ends in separate processes, systems taking turns.
 */
@Command(
        name = "streams",
        description = {
            "One stream from server to client over loopback, the ends in separate processes.",
            "Systems take turns, round by round; every figure is the median of the rounds."
        },
        mixinStandardHelpOptions = true)
public final class StreamsCommand implements Callable<Integer>, Contest {

    private static final Layout LAYOUT =
            new Layout(
                    "items",
                    List.of(
                            new Column("MB/s", "mb_per_s", 1, 2, Figures::megabytesPerSecond),
                            Layout.P50,
                            Layout.P99,
                            Layout.SERVER_CPU,
                            Layout.CLIENT_CPU,
                            new Column("B server", "server_bytes", 0, 1, Figures::serverBytes),
                            Layout.CLIENT_BYTES),
                    false,
                    List.of(
                            "p50, p99: from handing an item to the server's library to having it"
                                    + " at the client, of one item in 32.",
                            "cpu and B: CPU microseconds and heap bytes allocated for each item."
                                    + " x NAME: items/s as a multiple of NAME's."));

    @Spec private @Nullable CommandSpec spec;

    @Mixin private RunOptions options = new RunOptions();

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "SYSTEM",
            description = "Some of ${COMPLETION-CANDIDATES} (all).")
    private List<StreamSystems> systems = List.of(StreamSystems.values());

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "SCENARIO",
            description = "Some of ${COMPLETION-CANDIDATES} (all): payload size of the items.")
    private List<StreamScenario> scenarios = List.of(StreamScenario.values());

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("not started as a command");
        }
        return options.run(spec, this, "One stream on one connection over loopback");
    }

    @Override
    public String kind() {
        return "streams";
    }

    @Override
    public Class<?> endpoint() {
        return Endpoint.class;
    }

    @Override
    public List<String> systems() {
        return systems.stream().map(StreamSystems::toString).toList();
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
