package dev.fluxar.tests.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench cuts}: what a session that survives promises, over connections that do not. */
@Command(
        name = "cuts",
        description = {
            "One session through a relay that cuts its connections again and again, under traffic:"
                    + " calls both ways, calls of up to 200 KB, a stream each way, and events that"
                    + " are published and subscribed to exactly once.",
            "All of it is numbered. Each number must come in once and in order, and nothing may be"
                    + " held at the end. Exit code 1 when this does not hold."
        },
        mixinStandardHelpOptions = true)
public final class CutsCommand implements Callable<Integer> {

    private static final int LONGEST = 86_400;
    private static final int LONGEST_AGE = 60_000;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "S", description = "${DEFAULT-VALUE} by default.")
    private int seconds = 60;

    @Option(
            names = "--cut-millis",
            paramLabel = "MS",
            description =
                    "How old a connection gets: 0.5 to 1.5 times this. ${DEFAULT-VALUE} by default.")
    private int cutMillis = 300;

    @Option(
            names = "--transport",
            paramLabel = "tcp|ws|unix",
            description = "${DEFAULT-VALUE} by default.")
    private String transport = "tcp";

    @Option(names = "--seed", paramLabel = "N", description = "Of the cuts. Default: 1.")
    private long seed = 1;

    @Override
    public Integer call() throws InterruptedException, IOException {
        require("--seconds", seconds, LONGEST);
        require("--cut-millis", cutMillis, LONGEST_AGE);
        Path directory = Files.createTempDirectory("fluxar-cuts");
        long begun = System.nanoTime();
        try (CutTraffic traffic = connect(directory)) {
            traffic.start();
            awaitEnd(traffic);
            traffic.finish();
            return print(traffic, (System.nanoTime() - begun) / 1e9);
        } catch (ExecutionException | TimeoutException e) {
            command().commandLine().getOut().println("not connected or not ended: " + e);
            return 1;
        } finally {
            Files.deleteIfExists(directory);
        }
    }

    private CutTraffic connect(Path directory)
            throws InterruptedException, IOException, ExecutionException, TimeoutException {
        String address =
                switch (transport) {
                    case "tcp" -> "tcp://127.0.0.1:0";
                    case "ws" -> "ws://127.0.0.1:0/cuts";
                    case "unix" -> "unix:" + directory.resolve("listener");
                    default ->
                            throw new ParameterException(
                                    command().commandLine(),
                                    "--transport: expected tcp, ws or unix, got " + transport);
                };
        String relay = transport.equals("unix") ? "unix:" + directory.resolve("relay") : address;
        return new CutTraffic(List.of(address), List.of(relay), Duration.ofMillis(cutMillis), seed);
    }

    private void awaitEnd(CutTraffic traffic) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() - end < 0 && traffic.fault() == null) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private int print(CutTraffic traffic, double seconds) throws InterruptedException {
        PrintWriter out = command().commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s, %.1f s: cut %d times, resumed %d times, %d messages sent again; heap %s%n",
                transport,
                seconds,
                traffic.losses(),
                traffic.resumes(),
                traffic.replayed(),
                UsedHeap.text(UsedHeap.afterCollection()));
        traffic.sequences().forEach(out::println);
        String fault = traffic.fault();
        out.println(fault == null ? "each once and in order: kept" : "NOT kept: " + fault);
        out.flush();
        return fault == null ? 0 : 1;
    }

    private void require(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    command().commandLine(), option + ": expected 1 to " + most + ", got " + value);
        }
    }

    private CommandSpec command() {
        if (spec == null) {
            throw new IllegalStateException("not started as a command");
        }
        return spec;
    }
}
