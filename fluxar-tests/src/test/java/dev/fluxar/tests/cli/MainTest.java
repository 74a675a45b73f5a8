package dev.fluxar.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine tool =
            Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void theVersionIsPrintedOnStandardOutput() {
        assertThat(tool.execute("--version")).isZero();
        assertThat(out.toString()).startsWith("fluxar ");
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(tool.execute()).isEqualTo(2);
        assertThat(err.toString()).contains("expected a command, got none", "Usage: fluxar");
    }
}
