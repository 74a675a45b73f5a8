package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs the tool in this process and keeps what it prints. */
final class Tool {

    private Tool() {}

    /** What one run left behind. */
    record Result(int code, String out, String err) {}

    static Result run(String... arguments) {
        return runWith("", arguments);
    }

    /** Runs it with something on standard input. */
    static Result runWith(String input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine tool =
                Main.commandLine(new ByteArrayInputStream(input.getBytes(UTF_8)), false)
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        int code = tool.execute(arguments);
        return new Result(code, out.toString(), err.toString());
    }
}
