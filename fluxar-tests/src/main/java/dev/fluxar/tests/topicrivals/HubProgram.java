package dev.fluxar.tests.topicrivals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A hub that is a program of its own, which the machine has or has not. */
public enum HubProgram {
    /** The server of NATS, with JetStream. */
    NATS("nats-server", "--version") {
        @Override
        List<String> arguments(Path directory, int port) {
            return List.of(
                    "--addr=127.0.0.1",
                    "--port=" + port,
                    "--jetstream",
                    "--store_dir=" + directory.resolve("jetstream"));
        }
    },
    /** A broker of MQTT. */
    MOSQUITTO("mosquitto", "-h") {
        @Override
        List<String> arguments(Path directory, int port) throws IOException {
            Path configuration = directory.resolve("mosquitto.conf");
            Files.write(
                    configuration,
                    List.of(
                            "listener " + port + " 127.0.0.1",
                            "allow_anonymous true",
                            "persistence false",
                            "max_queued_messages 0",
                            "max_inflight_messages 0",
                            "set_tcp_nodelay true"));
            return List.of("-c", configuration.toString());
        }
    };

    /** Where Debian puts servers; not on every user's path. */
    private static final Path SYSTEM_PROGRAMS = Path.of("/usr/sbin");

    private final String program;
    private final String versionArgument;

    HubProgram(String program, String versionArgument) {
        this.program = program;
        this.versionArgument = versionArgument;
    }

    /** What it is started with. */
    abstract List<String> arguments(Path directory, int port) throws IOException;

    /** Its name, as it is looked for. */
    public String program() {
        return program;
    }

    /** Where it is, if it is installed. */
    public Optional<Path> find() {
        List<Path> directories = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            Arrays.stream(path.split(File.pathSeparator, -1))
                    .filter(entry -> !entry.isEmpty())
                    .forEach(entry -> directories.add(Path.of(entry)));
        }
        directories.add(SYSTEM_PROGRAMS);
        return directories.stream()
                .map(directory -> directory.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The first line that it says of its version. */
    public String version() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(installed().toString(), versionArgument)
                        .redirectErrorStream(true)
                        .start();
        try {
            byte[] output = process.getInputStream().readAllBytes();
            process.waitFor(5, TimeUnit.SECONDS);
            return new String(output, StandardCharsets.UTF_8).lines().findFirst().orElse(program);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Starts it on a free port of the loopback interface.
     *
     * @param prefix a command that starts its arguments, or nothing
     */
    public HubProcess start(List<String> prefix) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add(installed().toString());
        return HubProcess.start(this, command);
    }

    private Path installed() {
        return find().orElseThrow(() -> new IllegalStateException(program + " is not installed"));
    }
}
