package dev.fluxar.tests.cli;

import dev.fluxar.Connector;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.tests.secrets.Presenting;
import dev.fluxar.tests.tool.Surviving;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands that talk to one peer share: whom they talk to, and how they come and go. */
final class Dialing {

    /** How many connections may break in the handshake, one after the other. */
    private static final int HANDSHAKES = 10;

    /** As shells know a command that was ended by Ctrl-C. */
    static final int INTERRUPTED = 130;

    private static final Duration GOODBYE = Duration.ofSeconds(1);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "URI",
            description = "tcp://host:port, unix:/path or ws://host:port/path")
    private String uri = "";

    @Option(
            names = "--meta",
            paramLabel = "KEY=VALUE",
            description = "Adds text to the meta; may be repeated.")
    private Map<String, String> meta = new LinkedHashMap<>();

    @Mixin private Presenting presenting = new Presenting();

    @Mixin private Surviving surviving;

    @Option(names = "--verbose", description = "One line a message on standard error.")
    private boolean verbose;

    /** What a command does with the peer. */
    @FunctionalInterface
    interface Talk {
        /** Interrupted by Ctrl-C; fails as the command does. */
        void with(Peer peer) throws Exception;
    }

    Map<String, String> meta() {
        return meta;
    }

    /** Connects, talks and leaves in order, also when Ctrl-C ends the talk. */
    int talk(Talk talk) throws Exception {
        Thread self = Thread.currentThread();
        CountDownLatch left = new CountDownLatch(1);
        Thread hook = new Thread(() -> stop(self, left), "fluxar-leave");
        Runtime.getRuntime().addShutdownHook(hook);
        try (Peer peer = connect()) {
            boolean finished = finish(talk, peer);
            leave(peer);
            return finished ? 0 : INTERRUPTED;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        } catch (IllegalArgumentException e) {
            throw FailureLine.notSent(
                    ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
        } finally {
            left.countDown();
            forget(hook);
        }
    }

    /** Who wants to outlive connections is not put off by one that breaks in the handshake. */
    private Peer connect() throws InterruptedException {
        for (int left = surviving.isWanted() ? HANDSHAKES : 1; ; left--) {
            try {
                return connectOnce();
            } catch (FluxarException e) {
                boolean lost = e.code() == ErrorCode.UNAVAILABLE.code();
                if (left == 1 || !lost || e.outcome() != Outcome.UNKNOWN) {
                    throw e;
                }
            }
        }
    }

    private Peer connectOnce() throws InterruptedException {
        PeerOptions options =
                presenting.addTo(PeerOptions.DEFAULT.withName("fluxar " + spec.name()));
        if (verbose) {
            options = options.withFrameLog(spec.commandLine().getErr()::println);
        }
        Connector connector = Peer.connect(uri).options(surviving.in(options, null));
        surviving.declare(connector, List.of(uri), false);
        SampleService.answerBasics(connector);
        if (verbose) {
            PrintWriter err = spec.commandLine().getErr();
            connector.onPeer(peer -> surviving.tell(peer, "", err));
        }
        return connector.await();
    }

    /** False when it was interrupted: whatever it was about was given up by that. */
    private static boolean finish(Talk talk, Peer peer) throws Exception {
        try {
            talk.with(peer);
            return true;
        } catch (InterruptedException e) {
            return false;
        } catch (FluxarException e) {
            if (Thread.interrupted()) {
                return false;
            }
            throw e;
        }
    }

    /** The result is printed already: how the session ends changes nothing. */
    private static void leave(Peer peer) throws InterruptedException {
        try {
            peer.drain(GOODBYE).get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException ignored) {
            // Closed by force then.
        }
    }

    /** The process ends: what it is about is given up in order. */
    private static void stop(Thread command, CountDownLatch left) {
        command.interrupt();
        try {
            // A command that is stuck in its output does not leave.
            boolean unused = left.await(2 * GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already.
        }
    }
}
