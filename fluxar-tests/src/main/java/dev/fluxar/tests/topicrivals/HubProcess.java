package dev.fluxar.tests.topicrivals;

import dev.fluxar.tests.rivals.LocalServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A running {@link HubProgram} with a directory of its own. Both are gone once it is closed, and
 * when this process ends.
 */
public final class HubProcess implements LocalServer {

    private static final Duration START_PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int ATTEMPTS = 3;

    private final Process process;
    private final int port;
    private final Path directory;
    private final Thread atExit;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HubProcess(Process process, int port, Path directory) {
        this.process = process;
        this.port = port;
        this.directory = directory;
        this.atExit = new Thread(this::end, "end of a hub");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Again on another port when someone else took the one that was free. */
    static HubProcess start(HubProgram program, List<String> command)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            HubProcess hub = launch(program, command);
            if (hub.listens()) {
                return hub;
            }
            String said = Files.readString(hub.output());
            hub.close();
            if (attempt == ATTEMPTS) {
                throw new IOException(program.program() + " does not listen: " + said.strip());
            }
        }
    }

    private static HubProcess launch(HubProgram program, List<String> command) throws IOException {
        Path directory = Files.createTempDirectory("fluxar-" + program.program());
        int port = freePort();
        List<String> line = new ArrayList<>(command);
        line.addAll(program.arguments(directory, port));
        Process process =
                new ProcessBuilder(line)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output(directory).toFile())
                        .start();
        return new HubProcess(process, port, directory);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path output() {
        return output(directory);
    }

    private static Path output(Path directory) {
        return directory.resolve("output.txt");
    }

    private boolean listens() throws InterruptedException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            }
        }
        return false;
    }

    /** For its processor time. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // This process ends already, and calls the hook itself.
        }
    }

    private void end() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("not deleted: " + e);
        }
    }
}
