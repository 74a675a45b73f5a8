package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.Contest;
import dev.fluxar.tests.contest.CoreSplit;
import dev.fluxar.tests.contest.Layout;
import dev.fluxar.tests.contest.ProgramEnd;
import dev.fluxar.tests.contest.Scenario;
import dev.fluxar.tests.topicrivals.HubProcess;
import dev.fluxar.tests.topicrivals.HubProgram;
import dev.fluxar.tests.topicrivals.TopicSystems;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code bench topics}: publishing and subscribing through a hub over loopback, the hub in one
 * process, publisher and subscribers in another, systems taking turns.
 */
@Command(
        name = "topics",
        description = {
            "Events through a hub over loopback, the hub and its clients in separate processes.",
            "Systems take turns, round by round; every figure is the median of the rounds.",
            "Needs nats-server and mosquitto, and leaves out what is not installed."
        },
        mixinStandardHelpOptions = true)
public final class TopicsCommand implements Callable<Integer>, Contest {

    private static final Layout LAYOUT =
            new Layout(
                    "events",
                    List.of(
                            Layout.P50,
                            Layout.P99,
                            Layout.SERVER_CPU,
                            Layout.CLIENT_CPU,
                            Layout.CLIENT_BYTES),
                    false,
                    List.of(
                            "p50, p99: from publishing an event to having it at a subscriber, of"
                                    + " one event in 16, with the window always full.",
                            "cpu and B: CPU microseconds of the hub's process and the clients', and"
                                    + " heap bytes allocated at the clients, for each event.",
                            "x NAME: events/s as a multiple of NAME's.",
                            "Durability: every hub keeps events in memory here. NATS and MQTT"
                                    + " brokers can also keep them on disk; FLUXAR's default hub keeps"
                                    + " none."));

    @Spec private @Nullable CommandSpec spec;

    @Mixin private RunOptions options = new RunOptions();

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "SYSTEM",
            description = "Some of ${COMPLETION-CANDIDATES} (all that are installed).")
    private List<TopicSystems> systems = List.of(TopicSystems.values());

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "SCENARIO",
            description = "Some of ${COMPLETION-CANDIDATES} (all).")
    private List<TopicScenario> scenarios = List.of(TopicScenario.values());

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("not started as a command");
        }
        PrintWriter out = spec.commandLine().getOut();
        systems = installed(out);
        if (systems.isEmpty()) {
            out.flush();
            return 0;
        }
        return options.run(spec, this, "A hub and its clients over loopback");
    }

    private List<TopicSystems> installed(PrintWriter out) {
        List<TopicSystems> installed = new ArrayList<>();
        for (TopicSystems system : systems) {
            HubProgram program = system.program();
            if (program == null || program.find().isPresent()) {
                installed.add(system);
            } else {
                out.println(
                        system
                                + " is left out: "
                                + program.program()
                                + " is neither on the path nor in /usr/sbin.");
            }
        }
        return installed;
    }

    @Override
    public @Nullable ProgramEnd startProgram(String system, CoreSplit cores)
            throws IOException, InterruptedException {
        HubProgram program = TopicSystems.valueOf(system.toUpperCase(Locale.ROOT)).program();
        if (program == null) {
            return null;
        }
        HubProcess hub = program.start(cores.serverPrefix());
        return new ProgramEnd(hub.handle(), hub.port(), program.version(), hub::close);
    }

    @Override
    public String kind() {
        return "topics";
    }

    @Override
    public Class<?> endpoint() {
        return Endpoint.class;
    }

    @Override
    public List<String> systems() {
        return systems.stream().map(TopicSystems::toString).toList();
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
