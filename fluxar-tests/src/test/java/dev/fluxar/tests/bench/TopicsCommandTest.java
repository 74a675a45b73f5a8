package dev.fluxar.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.tests.topicrivals.HubProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsCommandTest {

    private static final String[] SHORT = {"--reps=1", "--seconds=0.2", "--warmup=0.2"};

    @Test
    void aHubAndItsClientsAreMeasuredInProcessesOfTheirOwn(@TempDir Path directory)
            throws IOException {
        Path csv = directory.resolve("figures.csv");
        BenchTool tool =
                BenchTool.run(
                        "topics", "--systems=limit", "--csv=" + csv, SHORT[0], SHORT[1], SHORT[2]);
        assertThat(tool.code()).as(tool.err()).isZero();
        assertThat(tool.out())
                .contains("16 subscribers, at most once", "Durability: ")
                .doesNotContain("Not all arrived once");
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines)
                .hasSize(4)
                .first()
                .isEqualTo(
                        "system,scenario,events_per_s,p50_us,p99_us,server_cpu_us,client_cpu_us,"
                                + "client_bytes,ratio_to_limit");
        assertThat(lines.get(1)).matches("limit,fanout-16(,[0-9.]+){6},1\\.0000");
        assertThat(lines.get(2)).matches("limit,acked(,[0-9.]+){6},1\\.0000");
        assertThat(lines.get(3)).matches("limit,exactly-once(,[0-9.]+){6},1\\.0000");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aProgramIsAHubOrIsNamedAsMissing() {
        BenchTool tool =
                BenchTool.run(
                        "topics",
                        "--systems=nats",
                        "--scenarios=fanout-16",
                        SHORT[0],
                        SHORT[1],
                        SHORT[2]);
        assertThat(tool.code()).as(tool.err()).isZero();
        assertThat(tool.out())
                .contains(
                        HubProgram.NATS.find().isPresent()
                                ? "nats: nats-server: v"
                                : "nats is left out: nats-server is neither on the path nor in");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void whatMatchingCostsIsToldWithFewAndManyPatterns() {
        BenchTool tool = BenchTool.run("matching", "--patterns=1500", "--reps=1", "--seconds=0.05");
        assertThat(tool.err()).isEmpty();
        assertThat(tool.out())
                .matches(
                        "a publish costs \\d+ ns with 1000 patterns and \\d+ ns with 1500:"
                                + " \\d+\\.\\d\\d times as much, at most 2 expected\\s+");
        BenchTool wrong = BenchTool.run("matching", "--patterns=10");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--patterns: expected 1000 to 1000000, got 10");
    }
}
