package dev.fluxar.tests.cli;

import dev.fluxar.CallSpec;
import dev.fluxar.Cbor;
import dev.fluxar.Peer;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Spec private CommandSpec spec;
    @Mixin private Dialing dialing;

    @Parameters(index = "1", paramLabel = "TARGET", description = "The method to call.")
    private String target = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "JSON",
            description = "The payload; without one it is null.")
    private @Nullable String json;

    @Option(
            names = {"--timeout", "--deadline"},
            paramLabel = "TIME",
            description = "How long the call may take, for example 50ms or 2s. Default: no limit.")
    private @Nullable Duration timeout;

    @Option(names = "--oneway", description = "Asks for no reply and waits for none.")
    private boolean oneway;

    @Override
    public Integer call() throws Exception {
        Cbor payload = json == null ? null : JsonPayload.parse(json);
        return dialing.talk(peer -> send(peer, payload));
    }

    private void send(Peer peer, @Nullable Cbor payload) throws Exception {
        CallSpec call = peer.call(target).with(payload);
        dialing.meta().forEach(call::meta);
        if (timeout != null) {
            call.deadline(timeout);
        }
        if (oneway) {
            call.oneway().get();
        } else {
            spec.commandLine().getOut().println(JsonPayload.write(call.await(Cbor.class)));
        }
    }
}
