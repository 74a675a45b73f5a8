package dev.fluxar.tests.soak;

import dev.fluxar.ErrorCode;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerStats;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench slow-readers}: memory stays flat and calls quick while nobody reads. */
@Command(
        name = "slow-readers",
        description = {
            "Endless streams on one connection whose readers take one item a second each, with"
                    + " small calls beside them: memory must stay flat, and nothing may fail.",
            "Flat: the used heap after the last minute is at most --tolerance percent above that"
                    + " after the first. Exit code 1 when it is not, or when anything failed,"
                    + " or when readers got less than half of their items at the end.",
            "With --hostile the other end is no FLUXAR: it sends on all streams without end and"
                    + " heeds neither credit nor pause, cancel and end. These streams must end with"
                    + " FLOW_VIOLATION, told behind the items that were read before it; new ones take"
                    + " their places, 200 a second."
        },
        mixinStandardHelpOptions = true)
public final class SlowReadersCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--streams", paramLabel = "N", description = "${DEFAULT-VALUE} by default.")
    private int streams = 1000;

    @Option(
            names = "--item-bytes",
            paramLabel = "N",
            description = "Length of each item (${DEFAULT-VALUE}).")
    private int itemBytes = 65_536;

    @Option(names = "--minutes", paramLabel = "N", description = "How long (${DEFAULT-VALUE}).")
    private double minutes = 5;

    @Option(
            names = "--report",
            paramLabel = "S",
            description = "Seconds from one line to the next (${DEFAULT-VALUE}): the minutes.")
    private double report = 60;

    @Option(
            names = "--tolerance",
            paramLabel = "PERCENT",
            description = "How much the heap may grow (${DEFAULT-VALUE}).")
    private double tolerance = 5;

    @Option(names = "--hostile", description = "The other end heeds nothing.")
    private boolean hostile;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("not started as a command");
        }
        if (streams < 1 || itemBytes < 1 || minutes <= 0 || report <= 0 || tolerance < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--streams, --item-bytes, --minutes and --report must be positive");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (hostile) {
            try (HostilePeer other = HostilePeer.listen(2 * streams, itemBytes)) {
                boolean passed = run(other.uri(), null, out);
                out.printf("the other end wrote %d items%n", other.written());
                out.flush();
                return passed ? 0 : 1;
            }
        }
        try (Listener listener =
                Peer.listen("tcp://127.0.0.1:0")
                        .options(SlowReaders.options(streams))
                        .onStream(
                                SlowReaders.TARGET,
                                Void.class,
                                (nothing, stream) -> new EndlessItems(itemBytes))
                        .onCall(
                                CallProbe.TARGET,
                                Integer.class,
                                (number, call) -> CompletableFuture.completedFuture(number))
                        .await()) {
            return run(listener.uri().toString(), listener, out) ? 0 : 1;
        }
    }

    private boolean run(String uri, @Nullable Listener listener, PrintWriter out)
            throws InterruptedException {
        ErrorCode expected = hostile ? ErrorCode.FLOW_VIOLATION : null;
        try (SlowReaders readers = new SlowReaders(uri, streams, expected)) {
            readers.start();
            long begun = System.nanoTime();
            long step = Math.round(report * 1e9);
            long lines = Math.max(1, Math.round(minutes * 60 / report));
            long first = 0;
            long last = 0;
            long items = 0;
            long since = 0;
            for (int line = 1; line <= lines; line++) {
                TimeUnit.NANOSECONDS.sleep(begun + line * step - System.nanoTime());
                last = UsedHeap.afterCollection();
                first = line == 1 ? last : first;
                since = readers.items() - items;
                items += since;
                out.printf(
                        "%4.0f s: heap %s; %s; %s%n",
                        line * report,
                        UsedHeap.text(last),
                        readers.describe(),
                        readers.probe().takeLatencies());
                out.println("        opener " + text(readers.peer().stats()));
                printAcceptor(listener, out);
                out.flush();
            }
            boolean served = hostile || since >= streams * report / 2;
            if (!served) {
                out.printf("only %d items read since the last line%n", since);
            }
            return verdict(readers, first, last, out) && served;
        }
    }

    private static void printAcceptor(@Nullable Listener listener, PrintWriter out) {
        Collection<Peer> peers = listener == null ? List.of() : listener.peers();
        for (Peer peer : peers) {
            out.println("      acceptor " + text(peer.stats()));
        }
    }

    private static String text(PeerStats stats) {
        return String.format(
                Locale.ROOT,
                "holds %s of %s (opens %s, sending %s, answers %s), prefetch %s, %d exchanges",
                UsedHeap.text(stats.held()),
                UsedHeap.text(stats.budget()),
                UsedHeap.text(stats.opens()),
                UsedHeap.text(stats.sending()),
                UsedHeap.text(stats.answers()),
                UsedHeap.text(stats.prefetch()),
                stats.exchanges());
    }

    private boolean verdict(SlowReaders readers, long first, long last, PrintWriter out) {
        double ratio = last / (double) first;
        boolean flat = ratio <= 1 + tolerance / 100;
        boolean sound = readers.sound();
        readers.printFailures(out);
        out.printf(
                Locale.ROOT,
                "heap %s, then %s: ratio %.3f, %s; %s%n",
                UsedHeap.text(first),
                UsedHeap.text(last),
                ratio,
                flat ? "flat" : "NOT flat",
                sound ? "nothing failed" : "FAILED");
        out.flush();
        return flat && sound;
    }
}
