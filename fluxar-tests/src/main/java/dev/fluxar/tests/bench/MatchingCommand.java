package dev.fluxar.tests.bench;

import dev.fluxar.Hub;
import dev.fluxar.HubOptions;
import dev.fluxar.Limits;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.Subscription;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench matching}: what a publish costs by the number of unrelated subscriptions. */
@Command(
        name = "matching",
        description = {
            "Publishes through a hub in this process, in turns with few and with many subscriptions"
                    + " of distinct patterns, of which the topic matches one: its retained value is"
                    + " not asked for and its reader is not waited for.",
            "Exit code 1 when with many it costs more than twice of what it costs with few."
        },
        mixinStandardHelpOptions = true)
final class MatchingCommand implements Callable<Integer> {

    private static final int FEW = 1000;
    private static final int MOST = 1_000_000;
    private static final double MOST_RATIO = 2;

    /** Publishes between two looks at the clock. */
    private static final int STEP = 1000;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--patterns",
            paramLabel = "N",
            description = "The many; the few are 1000 (${DEFAULT-VALUE}).")
    private int patterns = 100_000;

    @Option(names = "--reps", paramLabel = "N", description = "Rounds (${DEFAULT-VALUE}).")
    private int reps = 7;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Measured seconds of each in a round (${DEFAULT-VALUE}).")
    private double seconds = 1;

    @Override
    public Integer call() throws InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("not started as a command");
        }
        require("--patterns", patterns, FEW, MOST);
        require("--reps", reps, 1, 1000);
        if (!(seconds > 0 && seconds <= 60)) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds: expected more than 0 to 60, got " + seconds);
        }
        PrintWriter out = spec.commandLine().getOut();
        double[] few = new double[reps];
        double[] many = new double[reps];
        double[] ratios = new double[reps];
        try (Subscribed small = new Subscribed(FEW);
                Subscribed large = new Subscribed(patterns)) {
            small.nanosOfPublish(seconds); // Warm-up.
            large.nanosOfPublish(seconds);
            for (int round = 0; round < reps; round++) {
                few[round] = small.nanosOfPublish(seconds);
                many[round] = large.nanosOfPublish(seconds);
                ratios[round] = many[round] / few[round];
            }
        }
        double ratio = median(ratios);
        out.printf(
                Locale.ROOT,
                "a publish costs %.0f ns with %d patterns and %.0f ns with %d:"
                        + " %.2f times as much, at most %.0f expected%n",
                median(few),
                FEW,
                median(many),
                patterns,
                ratio,
                MOST_RATIO);
        out.flush();
        return ratio <= MOST_RATIO ? 0 : 1;
    }

    private void require(String name, int value, int least, int most) {
        if (spec != null && (value < least || value > most)) {
            throw new ParameterException(
                    spec.commandLine(),
                    name + ": expected " + least + " to " + most + ", got " + value);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** A hub whose one session holds so many subscriptions. */
    private static final class Subscribed implements AutoCloseable {

        private final Hub hub = Hub.inMemory(HubOptions.DEFAULT);
        private final Listener listener;
        private final Peer peer;

        Subscribed(int patterns) throws InterruptedException {
            PeerOptions options =
                    PeerOptions.DEFAULT.withLimits(Limits.DEFAULT.withSubscriptions(patterns));
            this.listener =
                    Peer.listen("mem:matching-" + patterns).options(options).hub(hub).await();
            this.peer = Peer.connect(listener.uri()).await();
            CompletableFuture<?>[] granted = new CompletableFuture<?>[patterns];
            for (int i = 0; i < patterns; i++) {
                granted[i] = subscribe("plant." + i + (i % 3 == 0 ? ".temp" : ".*.temp"));
            }
            CompletableFuture.allOf(granted).join();
        }

        private CompletableFuture<Subscription> subscribe(String pattern) {
            return peer.subscribe(pattern).each(byte[].class, event -> {});
        }

        double nanosOfPublish(double seconds) {
            byte[] payload = new byte[64];
            long begun = System.nanoTime();
            long end = begun + (long) (seconds * 1e9);
            long published = 0;
            long now = begun;
            while (now < end) {
                for (int i = 0; i < STEP; i++) {
                    CompletableFuture<Void> sent =
                            hub.publish("plant.333.temp").with(payload).send();
                    if (!sent.isDone()) {
                        throw new IllegalStateException(
                                "a publish at most once waits, expected it to be done");
                    }
                }
                published += STEP;
                now = System.nanoTime();
            }
            return (double) (now - begun) / published;
        }

        @Override
        public void close() {
            peer.close();
            listener.close();
        }
    }
}
