package dev.fluxar.tests.cli;

import dev.fluxar.Binder;
import dev.fluxar.ErrorCode;
import dev.fluxar.Hub;
import dev.fluxar.HubOptions;
import dev.fluxar.Limits;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.Rate;
import dev.fluxar.message.EnvelopeLine;
import dev.fluxar.tests.secrets.Admission;
import dev.fluxar.tests.tool.Surviving;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Serves the sample service until it is stopped. */
@Command(
        name = "listen",
        description = {
            "Serves methods and streams to try, until Ctrl-C.",
            "Methods:",
            "  echo                               returns its payload",
            "  time                               returns the time",
            "  wait {\"ms\":100}                    answers after that long",
            "  fail {\"code\":1000,\"message\":\"x\"}  fails like that",
            "  reverse-call {\"target\":\"echo\",\"payload\":1}",
            "                                     calls the caller back, returns its answer",
            "Streams:",
            "  count {\"to\":10,\"delayMs\":100}       the numbers from 1, so far apart",
            "  lines {\"file\":\"a.txt\"}             the lines of a file of --serve",
            "  sum                                adds up what is sent",
            "  chat \"Ada\"                         a room: what anyone sends goes to all",
            "Topics: a hub in memory, for 'sub' and 'pub'."
        },
        footer = {"", "Ctrl-C ends it in order: what is being answered may finish."},
        mixinStandardHelpOptions = true)
final class ListenCommand implements Callable<Integer> {

    /** How many events the hub keeps for {@code sub --from}. */
    private static final int HISTORY = 1024;

    private static final long HISTORY_BYTES = 4L << 20;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "URI",
            description =
                    "tcp://host:port, unix:/path or ws://host:port/path; port 0 lets the system"
                            + " choose.")
    private List<String> uris = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "How it introduces itself.")
    private String name = "fluxar listen";

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            description = "How long answers may take at the end. Default: 5s.")
    private Duration grace = Duration.ofSeconds(5);

    @Option(
            names = "--serve",
            paramLabel = "DIR",
            description =
                    "Serves the text files under this directory, as lines, to anyone who connects.")
    private @Nullable Path directory;

    @Mixin private Admission admission = new Admission();

    @Option(
            names = "--rate",
            paramLabel = "N:BURST",
            converter = RateConverter.class,
            description =
                    "How many calls, streams, subscriptions, publishes and verbs each peer may send"
                            + " a second, and how many at once. Default: no bound.")
    private @Nullable Rate rate;

    @Option(names = "--no-hub", description = "Refuses to publish and to subscribe.")
    private boolean noHub;

    @Mixin private Surviving surviving;

    @Option(
            names = "--window",
            paramLabel = "TIME",
            description =
                    "With --resume: how long a session without a connection is kept. Default: 1m.")
    private @Nullable Duration window;

    @Option(names = "--verbose", description = "One line a message on standard error.")
    private boolean verbose;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Listener listener = binder(out).await()) {
            listener.uris().forEach(uri -> out.println("listening on " + uri));
            Thread hook = new Thread(() -> leave(listener, out), "fluxar-drain");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stopped) {
                Runtime.getRuntime().removeShutdownHook(hook);
                leave(listener, out);
            }
            return 0;
        } catch (IllegalArgumentException e) {
            throw FailureLine.notSent(
                    ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
        }
    }

    private Binder binder(PrintWriter out) throws IOException {
        PeerOptions options =
                admission.addTo(
                        PeerOptions.DEFAULT
                                .withName(name)
                                .withLimits(Limits.DEFAULT.withRate(rate)));
        if (verbose) {
            options = options.withFrameLog(spec.commandLine().getErr()::println);
        }
        Binder binder =
                Peer.listen(uris.toArray(String[]::new))
                        .options(surviving.in(options, window))
                        .onPeer(peer -> announce(peer, out));
        surviving.declare(binder, uris, true);
        if (!noHub) {
            binder.hub(Hub.inMemory(HubOptions.DEFAULT.withHistory(HISTORY, HISTORY_BYTES)));
        }
        SampleService.answerAll(binder);
        SampleStreams.answerAll(binder, directory == null ? null : ServedDirectory.of(directory));
        return binder;
    }

    /** Reads {@code 1000:2000}. */
    static final class RateConverter implements ITypeConverter<Rate> {

        private static final Pattern FORM = Pattern.compile("(\\d{1,9}):(\\d{1,9})");

        @Override
        public Rate convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TypeConversionException(
                        "'" + text + "' is no rate, expected for example 1000:2000");
            }
            try {
                return new Rate(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    private void announce(Peer peer, PrintWriter out) {
        String who =
                peer.remote()
                        + peer.name().map(n -> " (" + EnvelopeLine.printable(n) + ")").orElse("")
                        + peer.principal().map(p -> " as " + EnvelopeLine.printable(p)).orElse("");
        out.println("connected " + who);
        if (verbose) {
            surviving.tell(peer, who, spec.commandLine().getErr());
        }
        var unused =
                peer.closed()
                        .whenComplete((done, failure) -> out.println("gone " + who + why(failure)));
    }

    private static String why(@Nullable Throwable failure) {
        return failure == null ? "" : ": " + FailureLine.of(failure);
    }

    private void leave(Listener listener, PrintWriter out) {
        out.println("leaving, open calls have " + grace.toMillis() + " ms");
        try {
            listener.drain(grace).get(grace.toMillis() + 1000, TimeUnit.MILLISECONDS);
            out.println("left");
        } catch (ExecutionException | TimeoutException e) {
            out.println("left with sessions unfinished");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
