package dev.fluxar.tests.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.fluxar.tests.rivals.CallSystems;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Both processes of one system, joined by one connection. */
final class CallPair implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final OperatingSystemMXBean MACHINE =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final EndpointProcess server;
    private final EndpointProcess client;
    private final String description;

    private CallPair(EndpointProcess server, EndpointProcess client, String description) {
        this.server = server;
        this.client = client;
        this.description = description;
    }

    static CallPair start(CallSystems system, List<String> flags, String classPath)
            throws IOException, InterruptedException {
        EndpointProcess server = EndpointProcess.start(system + " server", flags, classPath);
        EndpointProcess client = null;
        try {
            client = EndpointProcess.start(system + " client", flags, classPath);
            String[] ready = server.ask("listen " + system, "ready ", START_PATIENCE).split(" ", 2);
            client.ask("connect " + system + " " + ready[0], "ready ", START_PATIENCE);
            return new CallPair(server, client, ready[1]);
        } catch (RuntimeException | IOException | InterruptedException e) {
            server.close();
            if (client != null) {
                client.close();
            }
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
    CallFigures measure(CallScenario scenario, Duration settle, Duration length)
            throws InterruptedException {
        client.ask(
                "begin " + scenario.payloadBytes() + " " + scenario.outstanding(), "ok", PATIENCE);
        TimeUnit.MILLISECONDS.sleep(settle.toMillis());
        Sample clientFrom = sample(client);
        Sample serverFrom = sample(server);
        MACHINE.getCpuLoad(); // starts the next one's interval
        TimeUnit.MILLISECONDS.sleep(length.toMillis());
        double load = MACHINE.getCpuLoad();
        Sample clientTo = sample(client);
        Sample serverTo = sample(server);
        client.ask("end", "ok", PATIENCE);
        return CallFigures.between(clientFrom, clientTo, serverFrom, serverTo, load);
    }

    private static Sample sample(EndpointProcess end) throws InterruptedException {
        return Sample.parse(end.ask("sample", "sample ", PATIENCE));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
