package dev.fluxar.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallsCommandTest {

    @Test
    void twoSystemsAreMeasuredInProcessesOfTheirOwn(@TempDir Path directory) throws IOException {
        Path csv = directory.resolve("figures.csv");
        BenchTool tool =
                BenchTool.run(
                        "calls",
                        "--systems=fluxar,limit",
                        "--scenarios=64b-1",
                        "--reps=1",
                        "--seconds=0.2",
                        "--warmup=0.2",
                        "--csv=" + csv);
        assertThat(tool.code()).as(tool.err()).isZero();
        assertThat(tool.out()).contains("64 bytes, 1 outstanding", "bare Netty");
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines)
                .hasSize(3)
                .first()
                .isEqualTo(
                        "system,scenario,ops_per_s,p50_us,p99_us,cpu_us_per_op,"
                                + "alloc_bytes_per_op,ratio_to_limit");
        assertThat(lines.get(1)).matches("fluxar,64b-1(,[0-9.]+){6}");
        assertThat(lines.get(2)).matches("limit,64b-1(,[0-9.]+){5},1\\.0000");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void whatSurvivingCostsIsMeasuredBesideIt() {
        BenchTool tool =
                BenchTool.run(
                        "calls",
                        "--systems=fluxar",
                        "--resume",
                        "--scenarios=64b-1",
                        "--reps=1",
                        "--seconds=0.2",
                        "--warmup=0.2");
        assertThat(tool.code()).as(tool.err()).isZero();
        assertThat(tool.out())
                .contains("x resume", ", resume")
                .containsPattern("(?m)^resume +[1-9]");
    }

    @Test
    void aSystemThatCannotStartIsNamed() {
        BenchTool tool = BenchTool.run("calls", "--systems=limit", "--jvm=-Xnonsense");
        assertThat(tool.code()).isEqualTo(1);
        assertThat(tool.err()).contains("limit server: listen calls limit: ", "-Xnonsense");
    }
}
