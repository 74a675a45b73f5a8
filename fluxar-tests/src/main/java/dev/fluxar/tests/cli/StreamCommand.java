package dev.fluxar.tests.cli;

import dev.fluxar.Cbor;
import dev.fluxar.Cursor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.ItemStream;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.StreamSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Opens one stream of a peer. */
@Command(
        name = "stream",
        description = {
            "Opens a stream and prints what comes, one JSON value a line, as it comes.",
            "With - or --input it sends the lines of standard input, one JSON value each."
        },
        footer = {
            "",
            "For example, with a peer that runs 'listen':",
            "  stream URI count '{\"to\":3}'             three lines",
            "  seq 100 | stream URI sum -              what they add up to",
            "  stream URI chat '\"Ada\"' -               says what you type, as JSON",
            "",
            "Ctrl-C cancels the stream. A failure is told as 'call' tells it, behind what came before"
                    + " it."
        },
        mixinStandardHelpOptions = true)
final class StreamCommand implements Callable<Integer> {

    private static final String INPUT = "-";

    @Spec private CommandSpec spec;
    @ParentCommand private Main main;
    @Mixin private Dialing dialing;

    @Parameters(index = "1", paramLabel = "TARGET", description = "The stream to open.")
    private String target = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "JSON",
            description = "The argument; without one it is null.")
    private @Nullable String json;

    @Parameters(
            index = "3",
            arity = "0..1",
            paramLabel = INPUT,
            description = "Behind the argument or in its place: as --input.")
    private @Nullable String dash;

    @Option(
            names = "--input",
            description = "Sends the lines of standard input, one JSON value each, to its end.")
    private boolean input;

    @Option(
            names = {"--timeout", "--deadline"},
            paramLabel = "TIME",
            description = "How long all of it may take, for example 2s. Default: no limit.")
    private @Nullable Duration timeout;

    @Option(
            names = "--take",
            paramLabel = "N",
            description = "Cancels the stream behind the Nth item.")
    private @Nullable Long take;

    /** Why the input could not be sent, once that is so. */
    private volatile @Nullable FluxarException badInput;

    @Override
    public Integer call() throws Exception {
        if (take != null && take < 1) {
            throw usage("--take is " + take + ", expected at least 1");
        }
        if (dash != null && !dash.equals(INPUT)) {
            throw usage("'" + dash + "' behind the argument, expected nothing or " + INPUT);
        }
        boolean noArgument = json == null || (json.equals(INPUT) && dash == null);
        input |= INPUT.equals(json) || dash != null;
        Cbor argument = json == null || noArgument ? null : JsonPayload.parse(json);
        return dialing.talk(peer -> open(peer, argument));
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void open(Peer peer, @Nullable Cbor argument) throws Exception {
        StreamSpec stream = peer.stream(target).with(argument);
        dialing.meta().forEach(stream::meta);
        if (timeout != null) {
            stream.deadline(timeout);
        }
        if (!input) {
            try (Cursor<Cbor> items = stream.cursor(Cbor.class)) {
                print(items);
            }
            return;
        }
        try {
            both(stream.open());
        } catch (FluxarException e) {
            FluxarException cause = badInput;
            throw cause == null ? e : cause;
        }
    }

    private void both(ItemStream stream) throws Exception {
        try (Cursor<Cbor> items = stream.cursor(Cbor.class)) {
            // A daemon: a terminal's next line may never come.
            Thread sender = new Thread(() -> send(stream), "fluxar-input");
            sender.setDaemon(true);
            sender.start();
            if (print(items)) {
                stream.closed().get();
            }
        }
    }

    /** Prints until the end; false when no more is wanted before that. */
    private boolean print(Cursor<Cbor> items) {
        PrintWriter out = spec.commandLine().getOut();
        long printed = 0;
        while (items.hasNext()) {
            out.println(JsonPayload.write(items.next()));
            printed++;
            // Whoever closes the pipe behind us has seen enough, too.
            if (out.checkError() || (take != null && printed == take)) {
                return false;
            }
        }
        return true;
    }

    private void send(ItemStream stream) {
        LineReader lines = main.input();
        try {
            String line;
            while ((line = lines.next()) != null) {
                if (!line.isBlank()) {
                    stream.send(JsonPayload.parse(line, lines.number()));
                }
            }
            stream.end();
        } catch (IOException e) {
            refuse(stream, ErrorCode.INTERNAL, "standard input: " + e.getMessage());
        } catch (FluxarException e) {
            if (!stream.isCancelled()) {
                refuse(stream, ErrorCode.of(e.code()), String.valueOf(e.getMessage()));
            }
        } catch (IllegalStateException | InterruptedException e) {
            // No more is wanted.
        }
    }

    /** What was sent before may have had its effect. */
    private void refuse(ItemStream stream, @Nullable ErrorCode code, String message) {
        int known = (code == null ? ErrorCode.INTERNAL : code).code();
        FluxarException failure =
                new FluxarException(known, message, Outcome.UNKNOWN, null, null, null);
        badInput = failure;
        stream.fail(failure);
    }
}
