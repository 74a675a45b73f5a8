package dev.fluxar.tests.topicrivals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HubProgramTest {

    @ParameterizedTest
    @EnumSource(HubProgram.class)
    void aHubListensUntilItIsClosedAndLeavesNothing(HubProgram program) throws Exception {
        assumeTrue(program.find().isPresent(), () -> program.program() + " is not installed");
        Set<Path> before = directories(program);
        assertThat(program.version()).containsPattern("[0-9]\\.[0-9]");
        ProcessHandle process;
        try (HubProcess hub = program.start(List.of())) {
            process = hub.handle();
            assertThat(process.isAlive()).isTrue();
            assertThat(process.info().totalCpuDuration()).isPresent();
            assertThat(directories(program)).hasSize(before.size() + 1);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
                assertThat(socket.isConnected()).isTrue();
            }
        }
        assertThat(process.isAlive()).isFalse();
        assertThat(directories(program)).isEqualTo(before);
    }

    private static Set<Path> directories(HubProgram program) throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return new TreeSet<>(
                    files.filter(
                                    file ->
                                            file.getFileName()
                                                    .toString()
                                                    .startsWith("fluxar-" + program.program()))
                            .toList());
        }
    }
}
