package dev.fluxar.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.Transport;
import dev.fluxar.transport.netty.EventLoops;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class EventLoopsTest {

    /** The native library of io_uring is not on the class path of the tests. */
    @Test
    void aKindThatIsMissingNamesTheArtifactToAdd() {
        assertThatThrownBy(() -> EventLoops.of(EventLoops.Kind.IO_URING))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "IO_URING is not available here: add"
                                + " io.netty:netty-transport-native-io_uring ");
    }

    @Test
    void theLoopsOfAKindAreSharedByTheProcess() {
        assertThat(EventLoops.of(EventLoops.Kind.NIO)).isSameAs(EventLoops.of(EventLoops.Kind.NIO));
    }

    /** The choice belongs to the first use: a wrong one must not hide other transports. */
    @Test
    void anImpossibleChoiceIsToldByTheFirstConnection() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Dfluxar.netty.transport=kqueue",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Choosing.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(output)
                .contains(
                        "cannot connect to tcp://127.0.0.1:1: -Dfluxar.netty.transport=kqueue:"
                                + " expected nio, epoll or io_uring");
    }

    /** As modules, the classes of epoll are not resolved unless they are asked for. */
    @Test
    void onTheModulePathTheModulesToAddAreNamed() throws Exception {
        StringBuilder modules = new StringBuilder();
        StringBuilder classes = new StringBuilder();
        String separator = System.getProperty("path.separator");
        for (String entry : System.getProperty("java.class.path").split(separator)) {
            boolean tests = entry.contains("fluxar-tests");
            boolean module =
                    entry.matches(
                            ".*(fluxar-core|fluxar-transport-netty|jctools-core|slf4j-api"
                                    + "|jackson-|jspecify|netty-(buffer|codec|common|handler"
                                    + "|resolver|transport)).*");
            if (tests || module) {
                (tests ? classes : modules).append(entry).append(separator);
            }
        }
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Dfluxar.netty.transport=epoll",
                                "-p",
                                modules.toString(),
                                "--add-modules",
                                "dev.fluxar.transport.netty",
                                "--add-exports",
                                "dev.fluxar/dev.fluxar.transport=ALL-UNNAMED",
                                "-cp",
                                classes.toString(),
                                Choosing.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output)
                .contains("EPOLL is not available here")
                .contains("--add-modules io.netty.transport.classes.epoll,");
    }

    /** Loads all transports and connects with one of them. */
    static final class Choosing {
        public static void main(String[] args) throws Exception {
            for (Transport transport : ServiceLoader.load(Transport.class)) {
                if (transport.schemes().contains("tcp")) {
                    Endpoint nowhere =
                            new Endpoint(
                                    URI.create("tcp://127.0.0.1:1"),
                                    1024,
                                    Duration.ofSeconds(5),
                                    () -> {
                                        throw new AssertionError("it has loops of its own");
                                    });
                    transport
                            .connect(nowhere, new TransportEnd())
                            .whenComplete((none, failure) -> System.out.println(failure));
                }
            }
        }
    }
}
