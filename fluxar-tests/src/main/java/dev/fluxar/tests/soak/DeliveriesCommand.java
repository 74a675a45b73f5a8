package dev.fluxar.tests.soak;

import dev.fluxar.Delivery;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench deliveries}: what at least once and exactly once promise, with bad handlers. */
@Command(
        name = "deliveries",
        description = {
            "Numbered events from a producer through a hub in memory to a subscriber whose handler"
                    + " fails for 1 %% of them, which nacks them, and does not settle another 1 %% in"
                    + " time: the hub waits for 1 s and sends them again.",
            "at-least-once: these are settled only once they have come again and were handled then"
                    + " (each handing over counts against the window, so none may be left for"
                    + " ever). Every number must be handled; some come again after that, which is"
                    + " allowed.",
            "exactly-once: an event that is sent again while the application has it is not handed"
                    + " over again (spec 10.23-1), so these are settled after 3 s. Every number must"
                    + " be handled and settled once, and never be handed over again unless it was"
                    + " nacked.",
            "No more events than the window may be unsettled at the subscriber. Exit code 1 when"
                    + " any of this does not hold."
        },
        mixinStandardHelpOptions = true)
public final class DeliveriesCommand implements Callable<Integer> {

    private static final int MOST_EVENTS = 100_000_000;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--events", paramLabel = "N", description = "${DEFAULT-VALUE} by default.")
    private int events = 1_000_000;

    @Option(
            names = "--delivery",
            paramLabel = "DELIVERY",
            description =
                    "at-least-once or exactly-once (at-least-once): of producer and subscriber.")
    private String delivery = "at-least-once";

    @Override
    public Integer call() throws InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("not started as a command");
        }
        if (events < 1 || events > MOST_EVENTS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--events: expected 1 to " + MOST_EVENTS + ", got " + events);
        }
        // A trace for each of the meant failures is no news; read when the logger is made.
        System.setProperty("org.slf4j.simpleLogger.log.dev.fluxar.runtime.topic", "error");
        PrintWriter out = spec.commandLine().getOut();
        long begun = System.nanoTime();
        try (Deliveries deliveries = new Deliveries(events, mode())) {
            deliveries.run();
            double seconds = (System.nanoTime() - begun) / 1e9;
            print(deliveries, seconds, out);
            return deliveries.kept() ? 0 : 1;
        }
    }

    private Delivery mode() {
        return switch (delivery.toLowerCase(Locale.ROOT)) {
            case "at-least-once" -> Delivery.AT_LEAST_ONCE;
            case "exactly-once" -> Delivery.EXACTLY_ONCE;
            default ->
                    throw new ParameterException(
                            spec == null ? null : spec.commandLine(),
                            "--delivery: expected at-least-once or exactly-once, got " + delivery);
        };
    }

    private void print(Deliveries deliveries, double seconds, PrintWriter out)
            throws InterruptedException {
        DeliveryTally tally = deliveries.tally();
        out.printf(
                Locale.ROOT,
                "%d events, %s, in %.1f s (%.0f events/s)%n",
                events,
                delivery,
                seconds,
                events / seconds);
        out.printf(
                "%d sendings read, %d handed over, %d nacks, %d withheld; "
                        + "%d publishes refused for want of room and repeated%n",
                deliveries.sendings(),
                tally.handedOver(),
                tally.nacks(),
                tally.withheldCount(),
                deliveries.refused());
        out.printf(
                "at most %d unsettled, window %d; heap %s; %s%n",
                tally.mostUnsettled(),
                Deliveries.WINDOW,
                UsedHeap.text(UsedHeap.afterCollection()),
                deliveries.hub().stats());
        out.printf(
                "%d lost, %d duplicates (%d handed over again while held, %d when settled): %s%n",
                tally.lost(),
                deliveries.duplicates(),
                tally.whileHeld(),
                tally.afterSettled(),
                deliveries.kept() ? "kept" : "NOT kept");
        String lost = tally.describeLost();
        if (lost != null) {
            out.println(lost);
        }
        Throwable failure = deliveries.failure();
        if (failure != null) {
            out.println(failure);
        }
        out.flush();
    }
}
