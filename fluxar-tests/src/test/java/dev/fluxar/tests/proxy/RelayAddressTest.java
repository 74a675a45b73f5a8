package dev.fluxar.tests.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayAddressTest {

    @TempDir private Path directory;

    @Test
    void webSocketIsTcpUnderneath() throws IOException {
        assertThat(
                        ((InetSocketAddress) RelayAddress.of("ws://127.0.0.1:81/a?b=c").resolve())
                                .getPort())
                .isEqualTo(81);
        assertThat(((InetSocketAddress) RelayAddress.of("ws://127.0.0.1").resolve()).getPort())
                .isEqualTo(80);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://127.0.0.1, has no port",
        "tcp://:7400, has no host",
        "tcp://127.0.0.1:65536, has a port over 65535",
        "tcp://127.0.0.1:1/path, has a path",
        "tcp://me@127.0.0.1:1, has a user or a fragment",
        "unix:relative, has no absolute path",
        "unix://host/path, has no absolute path",
        "unix:/path?query, has more than a path",
        "wss://127.0.0.1:1, is no address that can be relayed",
        "mem:here, is no address that can be relayed",
        "7400, is no address that can be relayed",
        "tcp://a b:1, is no URI"
    })
    void whatCannotBeRelayedIsTold(String text, String fault) {
        assertThatThrownBy(() -> RelayAddress.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'%s' %s, expected tcp://host:port, unix:/path or ws://host:port/path",
                        text, fault);
    }

    @Test
    void aFileThatNobodyAnswersAtIsReplacedAndALivingOneIsNot() throws IOException {
        RelayAddress address = RelayAddress.of("unix:" + directory.resolve("a.sock"));
        try (ServerSocketChannel first = address.bind()) {
            assertThat(first.isOpen()).isTrue();
            assertThatThrownBy(address::bind)
                    .isInstanceOf(IOException.class)
                    .hasMessage("address already in use");
        }
        assertThat(directory.resolve("a.sock")).exists();
        try (ServerSocketChannel second = address.bind()) {
            assertThat(second.isOpen()).isTrue();
        }
    }

    @Test
    void aFileThatIsNoSocketStays() throws IOException {
        Path file = Files.writeString(directory.resolve("b.sock"), "kept");
        assertThatThrownBy(RelayAddress.of("unix:" + file)::bind)
                .isInstanceOf(IOException.class)
                .hasMessage("a file that is no socket is in the way");
        assertThat(file).hasContent("kept");
    }

    @Test
    void onlyItsOwnFileIsDeleted() throws IOException {
        Path file = directory.resolve("c.sock");
        RelayAddress address = RelayAddress.of("unix:" + file);
        Object identity;
        try (ServerSocketChannel server = address.bind()) {
            assertThat(server.isOpen()).isTrue();
            identity = address.identity();
        }
        address.deleteOwn(new Object());
        assertThat(file).exists();
        address.deleteOwn(identity);
        assertThat(file).doesNotExist();
    }
}
