package dev.fluxar.tests.idle;

import dev.fluxar.tests.contest.EndpointProcess;
import dev.fluxar.tests.rivals.IdleSystems;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One system's listener, and its clients, once. */
final class IdleRun implements AutoCloseable {

    /** Loads and compiles what sessions need, so that only sessions are counted later. */
    private static final int WARM_SESSIONS = 100;

    private static final int WARM_ROUNDS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Java keeps what a compiler has used for 5 seconds, and then gives it back. */
    private static final long SETTLING_MILLIS = 6000;

    private final IdleSystems system;
    private final long heartbeatMillis;
    private final EndpointProcess listener;
    private final EndpointProcess clients;
    private String port = "";
    private String description = "";

    private IdleRun(
            IdleSystems system,
            Duration heartbeat,
            EndpointProcess listener,
            EndpointProcess clients) {
        this.system = system;
        this.heartbeatMillis = heartbeat.toMillis();
        this.listener = listener;
        this.clients = clients;
    }

    static IdleRun start(
            IdleSystems system, Duration heartbeat, List<String> flags, List<String> clientFlags)
            throws IOException, InterruptedException {
        String classPath = System.getProperty("java.class.path");
        EndpointProcess listener =
                EndpointProcess.start(system + " listener", IdleEndpoint.class, flags, classPath);
        EndpointProcess clients;
        try {
            clients =
                    EndpointProcess.start(
                            system + " clients", IdleEndpoint.class, clientFlags, classPath);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
        IdleRun run = new IdleRun(system, heartbeat, listener, clients);
        try {
            run.listen();
        } catch (RuntimeException | InterruptedException e) {
            run.close();
            throw e;
        }
        return run;
    }

    private void listen() throws InterruptedException {
        String ready = listener.ask("listen " + system + " " + heartbeatMillis, "ready ", PATIENCE);
        String[] words = ready.split(" ", 2);
        port = words[0];
        description = words[1];
    }

    String description() {
        return description;
    }

    /** Opens so many, calls once on each, and waits. */
    IdleCost measure(int sessions, Duration quiet) throws InterruptedException {
        for (int i = 0; i < WARM_ROUNDS; i++) {
            open(Math.min(WARM_SESSIONS, sessions));
            clients.ask("call", "ok", PATIENCE);
            clients.ask("close", "ok", PATIENCE);
        }
        TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
        memory(); // What asking needs is not the sessions'.
        Memory without = memory();
        open(sessions);
        TimeUnit.NANOSECONDS.sleep(quiet.toNanos());
        return new IdleCost(sessions, without, memory());
    }

    private void open(int count) throws InterruptedException {
        clients.ask(
                "open " + system + " " + heartbeatMillis + " " + port + " " + count,
                "ok",
                PATIENCE);
    }

    private Memory memory() throws InterruptedException {
        return Memory.parse(listener.ask("memory", "memory ", PATIENCE));
    }

    /** Fails unless every session still answers. */
    void check() throws InterruptedException {
        clients.ask("call", "ok", PATIENCE);
    }

    /** What the listener's heap consists of. */
    List<String> histogram(int lines) throws InterruptedException {
        return List.of(listener.ask("histogram " + lines, "histogram ", PATIENCE).split("\t", -1));
    }

    @Override
    public void close() {
        clients.close();
        listener.close();
    }
}
