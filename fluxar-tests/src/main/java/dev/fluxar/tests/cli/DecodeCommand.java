package dev.fluxar.tests.cli;

import dev.fluxar.message.Diagnostic;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows recorded bytes. */
@Command(
        name = "decode",
        description = {
            "Shows frames or envelopes by name of field, in CBOR diagnostic notation (RFC 8949 §8).",
            "Malformed input ends it at the offset of the first fault."
        },
        mixinStandardHelpOptions = true)
final class DecodeCommand implements Callable<Integer> {

    /** What the bytes are. */
    enum Format {
        AUTO,
        FRAMES,
        ENVELOPES,
        CBOR
    }

    private static final int SHORT_BYTES = 16;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE|-|HEX",
            description =
                    "A file, - for standard input (the default), or hex digits. A file may hold"
                            + " hex digits too.")
    private String source = "-";

    @Option(
            names = "--format",
            description =
                    "${COMPLETION-CANDIDATES}: length-prefixed frames as on TCP, a sequence of"
                            + " envelopes as in a WebSocket message, or any CBOR sequence"
                            + " (RFC 8742). Default: as the first bytes look.")
    private Format format = Format.AUTO;

    @Option(
            names = "--short",
            description = "Cuts byte strings after " + SHORT_BYTES + " bytes, ids excepted.")
    private boolean abbreviate;

    @Override
    public Integer call() throws IOException {
        byte[] bytes = DecodeInput.read(source, System.in);
        Diagnostic notation =
                abbreviate ? Diagnostic.abbreviated(SHORT_BYTES) : Diagnostic.complete();
        new Dissection(bytes, notation, spec.commandLine().getOut()).print(format);
        return 0;
    }
}
