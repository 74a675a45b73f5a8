package dev.fluxar.tests.cli;

import dev.fluxar.CallSpec;
import dev.fluxar.Cbor;
import dev.fluxar.Connector;
import dev.fluxar.ErrorCode;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Calls one method of a peer. */
@Command(
        name = "call",
        description = {
            "Calls a method and prints its reply as JSON.",
            "While it waits it serves echo and time itself, so that it can be called back."
        },
        footer = {
            "",
            "Payloads travel as CBOR. What JSON lacks is printed as its nearest: a byte string as"
                    + " base64 text, a key that is no text as its text, NaN and infinities as"
                    + " text, tags not at all.",
            "",
            "A failure is one line on standard error, exit code 1:",
            "  NAME (code), outcome: message",
            "The outcome tells whether trying again is safe: NOT_SENT (it never left),"
                    + " NOT_PROCESSED (the other side did nothing), UNKNOWN (it may have been"
                    + " carried out), PROCESSED (it was, and failed)."
        },
        mixinStandardHelpOptions = true)
final class CallCommand implements Callable<Integer> {

    private static final Duration GOODBYE = Duration.ofSeconds(1);

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "URI",
            description = "tcp://host:port, unix:/path or ws://host:port/path")
    private String uri = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "The method to call.")
    private String target = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "JSON",
            description = "The payload; without one it is null.")
    private @Nullable String json;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long the call may take, for example 50ms or 2s. Default: no limit.")
    private @Nullable Duration timeout;

    @Option(
            names = "--meta",
            paramLabel = "KEY=VALUE",
            description = "Adds text to the call's meta; may be repeated.")
    private Map<String, String> meta = new LinkedHashMap<>();

    @Option(names = "--oneway", description = "Asks for no reply and waits for none.")
    private boolean oneway;

    @Option(names = "--verbose", description = "One line a message on standard error.")
    private boolean verbose;

    @Override
    public Integer call() throws Exception {
        try {
            Cbor payload = json == null ? null : JsonPayload.parse(json);
            run(payload);
            return 0;
        } catch (IllegalArgumentException e) {
            throw FailureLine.notSent(
                    ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
        }
    }

    private void run(@Nullable Cbor payload) throws Exception {
        Connector connector = Peer.connect(uri).options(options());
        SampleService.answerBasics(connector);
        try (Peer peer = connector.await()) {
            CallSpec call = peer.call(target).with(payload);
            meta.forEach(call::meta);
            if (timeout != null) {
                call.deadline(timeout);
            }
            if (oneway) {
                call.oneway().get();
            } else {
                spec.commandLine().getOut().println(JsonPayload.write(call.await(Cbor.class)));
            }
            leave(peer);
        }
    }

    private PeerOptions options() {
        PeerOptions options = PeerOptions.DEFAULT.withName("fluxar call");
        return verbose ? options.withFrameLog(spec.commandLine().getErr()::println) : options;
    }

    /** The reply is printed already: how the session ends changes nothing. */
    private static void leave(Peer peer) throws InterruptedException {
        try {
            peer.drain(GOODBYE).get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException ignored) {
            // Closed by force then.
        }
    }
}
