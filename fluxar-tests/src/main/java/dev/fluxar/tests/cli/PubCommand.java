package dev.fluxar.tests.cli;

import dev.fluxar.Cbor;
import dev.fluxar.Delivery;
import dev.fluxar.FluxarException;
import dev.fluxar.Peer;
import dev.fluxar.PublishSpec;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Publishes events at a peer's hub. */
@Command(
        name = "pub",
        description = {
            "Publishes an event, or one for each line of standard input.",
            "Says on standard error how many were accepted."
        },
        footer = {
            "",
            "For example:",
            "  pub URI orders.created '{\"id\":1}' --mode 1",
            "  seq 100 | pub URI numbers -"
        },
        mixinStandardHelpOptions = true)
final class PubCommand implements Callable<Integer> {

    private static final String INPUT = "-";

    /** How many events may be on their way at once. */
    private static final int MOST_PENDING = 64;

    @Spec private CommandSpec spec;
    @ParentCommand private Main main;
    @Mixin private Dialing dialing;

    @Parameters(index = "1", paramLabel = "TOPIC", description = "Levels separated by dots.")
    private String topic = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "JSON|-",
            description = {
                "The payload; without one it is null.",
                "-: the lines of standard input, one JSON value and one event each."
            })
    private @Nullable String json;

    @Option(
            names = "--mode",
            paramLabel = "0|1|2",
            description = {
                "What is promised about the way to the hub: at most once (the default), at least"
                        + " once, exactly once.",
                "0 is not acknowledged: accepted means sent then."
            })
    private Delivery mode = Delivery.AT_MOST_ONCE;

    @Option(
            names = "--retain",
            description = "The hub keeps it as the topic's value; null clears that.")
    private boolean retain;

    private final Deque<CompletableFuture<Void>> pending = new ArrayDeque<>();
    private long accepted;

    /** Of the first event that was refused. */
    private @Nullable ExecutionException failure;

    @Override
    public Integer call() throws Exception {
        boolean lines = INPUT.equals(json);
        Cbor payload = json == null || lines ? null : JsonPayload.parse(json);
        return dialing.talk(
                peer -> {
                    try {
                        if (lines) {
                            publishLines(peer);
                        } else {
                            publish(peer, payload);
                        }
                    } finally {
                        finish();
                    }
                });
    }

    /** What was read: a line, or why there is none, or the end. */
    private record Read(@Nullable String line, long number, @Nullable Exception failure) {}

    private void publishLines(Peer peer) throws Exception {
        BlockingQueue<Read> input = new ArrayBlockingQueue<>(MOST_PENDING);
        // A daemon: Ctrl-C ends no reading, and a terminal's next line may never come.
        Thread reader = new Thread(() -> read(input), "fluxar-input");
        reader.setDaemon(true);
        reader.start();
        while (failure == null) {
            Read next = input.take();
            if (next.failure != null) {
                throw next.failure;
            }
            if (next.line == null) {
                return;
            }
            if (!next.line.isBlank()) {
                publish(peer, JsonPayload.parse(next.line, next.number));
            }
        }
    }

    private void read(BlockingQueue<Read> input) {
        LineReader lines = main.input();
        try {
            String line;
            do {
                Read next = read(lines);
                input.put(next);
                line = next.line;
            } while (line != null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Read read(LineReader lines) {
        try {
            return new Read(lines.next(), lines.number(), null);
        } catch (IOException e) {
            String message = "standard input: " + e.getMessage();
            return new Read(null, 0, new CommandException(message, e));
        } catch (FluxarException e) {
            return new Read(null, 0, e);
        }
    }

    private void publish(Peer peer, @Nullable Cbor payload) throws InterruptedException {
        PublishSpec event = peer.publish(topic).with(payload).delivery(mode);
        dialing.meta().forEach(event::meta);
        if (retain) {
            event.retain();
        }
        pending.add(event.send());
        if (pending.size() >= MOST_PENDING) {
            settleOldest();
        }
    }

    private void settleOldest() throws InterruptedException {
        try {
            pending.remove().get();
            accepted++;
        } catch (ExecutionException e) {
            if (failure == null) {
                failure = e;
            }
        }
    }

    /** Waits for what is on its way: also behind a failure the number is to be right. */
    private void finish() throws InterruptedException, ExecutionException {
        try {
            while (!pending.isEmpty()) {
                settleOldest();
            }
        } finally {
            spec.commandLine().getErr().println("accepted " + accepted);
        }
        if (failure != null) {
            throw failure;
        }
    }
}
