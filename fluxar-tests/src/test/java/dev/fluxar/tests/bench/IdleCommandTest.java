package dev.fluxar.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class IdleCommandTest {

    /** So few sessions that what a process needs beside them counts among them. */
    private static final String ANY = "--most=100000";

    @Test
    void listenersAreMeasuredWithAndWithoutSessions(@TempDir Path directory) throws IOException {
        Path csv = directory.resolve("figures.csv");
        BenchTool tool =
                BenchTool.run(
                        "idle",
                        "--sessions=200",
                        "--systems=fluxar,limit",
                        "--heartbeat=5",
                        "--quiet=0.5",
                        "--classes=1000",
                        ANY,
                        "--csv=" + csv);
        assertThat(tool.code()).as(tool.err()).isZero();
        assertThat(tool.out())
                .contains("200 connections over loopback", "bare Netty", "RSS KiB/session")
                .containsPattern("\\s200 +\\d+ +dev\\.fluxar\\.session\\.Session\\s");
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines)
                .hasSize(3)
                .first()
                .isEqualTo(
                        "system,sessions,heap_bytes_per_session,rss_bytes_per_session,heap_bytes,"
                                + "rss_bytes");
        assertThat(lines.get(1)).matches("fluxar,200,[1-9]\\d{3,},-?\\d+,\\d+,\\d+");
        assertThat(lines.get(2)).matches("limit,200,-?\\d+,-?\\d+,\\d+,\\d+");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aSessionThatCostsMoreThanItMayIsAFailure() {
        BenchTool tool =
                BenchTool.run(
                        "idle", "--sessions=200", "--systems=fluxar", "--quiet=0", "--most=0.5");
        assertThat(tool.code()).isEqualTo(1);
        assertThat(tool.err())
                .containsPattern("a session costs [0-9.]+ KiB, at most 0.50 expected");
    }

    @Test
    void moreSessionsThanFitAreRefused() {
        BenchTool tool = BenchTool.run("idle", "--sessions=28001");
        assertThat(tool.code()).isEqualTo(2);
        assertThat(tool.err()).contains("--sessions: expected 1 to 28000, got 28001");
        assertThat(BenchTool.run("idle", "--reps=0").err()).contains("--reps");
    }
}
