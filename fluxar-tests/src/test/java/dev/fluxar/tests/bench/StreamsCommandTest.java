package dev.fluxar.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsCommandTest {

    @Test
    void twoSystemsAreMeasuredInProcessesOfTheirOwn(@TempDir Path directory) throws IOException {
        Path csv = directory.resolve("figures.csv");
        BenchTool tool =
                BenchTool.run(
                        "streams",
                        "--systems=limit,per-item",
                        "--scenarios=64b",
                        "--reps=1",
                        "--seconds=0.2",
                        "--warmup=0.2",
                        "--csv=" + csv);
        assertThat(tool.code()).as(tool.err()).isZero();
        assertThat(tool.out())
                .contains("Items of 64 bytes, window of ", "one write an item", "x per-item")
                .doesNotContain("Not all arrived once");
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines)
                .hasSize(3)
                .first()
                .isEqualTo(
                        "system,scenario,items_per_s,mb_per_s,p50_us,p99_us,server_cpu_us,"
                                + "client_cpu_us,server_bytes,client_bytes,ratio_to_limit");
        assertThat(lines.get(1)).matches("limit,64b(,[0-9.]+){8},1\\.0000");
        assertThat(lines.get(2)).matches("per-item,64b(,[0-9.]+){9}");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aClassPathIsForASystemThatTakesPart() {
        BenchTool tool = BenchTool.run("streams", "--systems=limit", "--class-path=grpc=x.jar");
        assertThat(tool.code()).isEqualTo(2);
        assertThat(tool.err()).contains("--class-path: expected one of limit, got grpc");
    }
}
