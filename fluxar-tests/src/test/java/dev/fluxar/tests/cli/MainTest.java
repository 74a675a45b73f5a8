package dev.fluxar.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @Test
    void theVersionIsPrintedOnStandardOutput() {
        Tool.Result result = Tool.run("--version");
        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("fluxar ");
    }

    @Test
    void noCommandIsWrongUsage() {
        Tool.Result result = Tool.run();
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("expected a command, got none", "Usage: fluxar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listen", "call", "stream", "sub", "pub", "decode", "demo", "proxy", "bench", "hash"
            })
    void everyCommandExplainsItself(String command) {
        Tool.Result result = Tool.run(command, "--help");
        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("Usage: fluxar " + command);
    }

    @Test
    void aDurationThatIsNoneIsWrongUsage() {
        Tool.Result result = Tool.run("call", "tcp://localhost:1", "x", "--timeout", "soon");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("'soon' is no duration, expected for example 50ms, 2s, 1m or 1h");
    }
}
