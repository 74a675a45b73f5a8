package dev.fluxar.tests.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs the tool in this process and keeps what it prints. */
final class Tool {

    private Tool() {}

    /** What one run left behind. */
    record Result(int code, String out, String err) {}

    static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine tool =
                Main.commandLine(InputStream.nullInputStream())
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        int code = tool.execute(arguments);
        return new Result(code, out.toString(), err.toString());
    }
}
