package dev.fluxar.tests.contest;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Both processes of one system. */
final class Pair implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final OperatingSystemMXBean MACHINE =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final End server;
    private final EndpointProcess client;
    private final String description;

    private Pair(End server, EndpointProcess client, String description) {
        this.server = server;
        this.client = client;
        this.description = description;
    }

    static Pair start(
            Contest contest, String system, CoreSplit cores, List<String> flags, String classPath)
            throws IOException, InterruptedException {
        Serving serving = serve(contest, system, cores, flags, classPath);
        EndpointProcess client = null;
        try {
            client =
                    EndpointProcess.start(system + " client", contest.endpoint(), flags, classPath);
            String command = "connect " + contest.kind() + " " + system + " " + serving.port();
            String connected = client.ask(command, "ready ", START_PATIENCE);
            String program = serving.program();
            return new Pair(
                    serving.server(),
                    client,
                    program.isEmpty() ? connected : program + ", " + connected);
        } catch (RuntimeException | IOException | InterruptedException e) {
            serving.server().close();
            if (client != null) {
                client.close();
            }
            throw e;
        }
    }

    /**
     * A server that listens.
     *
     * @param program name and version of a server that is no endpoint; empty for one that is
     */
    private record Serving(End server, int port, String program) {}

    private static Serving serve(
            Contest contest, String system, CoreSplit cores, List<String> flags, String classPath)
            throws IOException, InterruptedException {
        ProgramEnd program = contest.startProgram(system, cores);
        if (program != null) {
            return new Serving(program, program.port(), program.description());
        }
        EndpointProcess server =
                EndpointProcess.start(system + " server", contest.endpoint(), flags, classPath);
        try {
            String command = "listen " + contest.kind() + " " + system;
            String port = server.ask(command, "ready ", START_PATIENCE);
            return new Serving(server, Integer.parseInt(port), "");
        } catch (RuntimeException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    /** Gives each end its cores. */
    void pin(CoreSplit cores) throws IOException, InterruptedException {
        server.pin(cores.server());
        client.pin(cores.client());
    }

    /** Library, version and transport, as the system itself tells. */
    String description() {
        return description;
    }

    /** Runs a scenario: {@code settle} unmeasured, then {@code length} measured. */
    Figures measure(Scenario scenario, Duration settle, Duration length)
            throws InterruptedException {
        client.ask("begin " + scenario.words(), "ok", PATIENCE);
        TimeUnit.MILLISECONDS.sleep(settle.toMillis());
        Sample clientFrom = client.sample();
        Sample serverFrom = server.sample();
        MACHINE.getCpuLoad(); // starts the next one's interval
        TimeUnit.MILLISECONDS.sleep(length.toMillis());
        double load = MACHINE.getCpuLoad();
        Sample clientTo = client.sample();
        Sample serverTo = server.sample();
        client.ask("end", "ok", PATIENCE);
        return Figures.between(
                scenario.payloadBytes(), clientFrom, clientTo, serverFrom, serverTo, load);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
