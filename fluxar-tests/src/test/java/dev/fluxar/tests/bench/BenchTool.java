package dev.fluxar.tests.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What one run of {@code bench} left behind. */
record BenchTool(int code, String out, String err) {

    static BenchTool run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                new CommandLine(new BenchCommand())
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(arguments);
        return new BenchTool(code, out.toString(), err.toString());
    }
}
