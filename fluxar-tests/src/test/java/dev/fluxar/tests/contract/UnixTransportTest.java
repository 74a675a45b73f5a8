package dev.fluxar.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.transport.BoundEndpoint;
import dev.fluxar.transport.Transport;
import dev.fluxar.transport.netty.EventLoops;
import dev.fluxar.transport.netty.unix.UnixTransport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixTransportTest {

    @Nested
    class OnNio extends Contract {
        OnNio() {
            super(EventLoops.Kind.NIO);
        }
    }

    @Nested
    class OnEpoll extends Contract {
        OnEpoll() {
            super(EventLoops.Kind.EPOLL);
        }
    }

    abstract static class Contract implements TransportContract {

        @TempDir private Path directory;
        private final UnixTransport transport;
        private int sockets;

        Contract(EventLoops.Kind kind) {
            transport = new UnixTransport(Kinds.loops(kind));
        }

        @Override
        public Transport transport() {
            return transport;
        }

        @Override
        public URI freshUri() {
            return URI.create("unix:" + directory.resolve("s" + sockets++));
        }

        @Override
        public URI deadUri() {
            return URI.create("unix:" + directory.resolve("nobody"));
        }

        @Test
        void theFileGoesWithTheListener() {
            try (TransportFixture fixture = new TransportFixture(this)) {
                URI uri = freshUri();
                BoundEndpoint bound = fixture.bind(uri, new TransportEnd());
                assertThat(Path.of(uri.getPath())).exists();
                TransportEnd.get(bound.close().toCompletableFuture());
                assertThat(Path.of(uri.getPath())).doesNotExist();
            }
        }

        @Test
        void aFileThatAProcessLeftBehindIsReplaced() throws IOException {
            URI uri = freshUri();
            try (ServerSocketChannel gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                gone.bind(UnixDomainSocketAddress.of(uri.getPath()));
            }
            assertThat(Path.of(uri.getPath())).exists();
            try (TransportFixture fixture = new TransportFixture(this)) {
                assertThat(transport.connect(fixture.endpoint(uri), new TransportEnd()))
                        .failsWithin(TransportEnd.LIMIT)
                        .withThrowableThat()
                        .havingCause()
                        .withMessage("cannot connect to " + uri + ": connection refused");
                TransportEnd far = new TransportEnd();
                BoundEndpoint bound = fixture.bind(uri, far);
                TransportEnd near = new TransportEnd();
                TransportEnd.get(
                        transport.connect(fixture.endpoint(uri), near).toCompletableFuture());
                near.send(new byte[] {1});
                far.received(1);
                near.run(on -> on.close());
                far.closed();
                TransportEnd.get(bound.close().toCompletableFuture());
            }
        }

        @Test
        void aPathThatAnotherProcessListensOnIsLeftAlone() throws IOException {
            URI uri = freshUri();
            try (ServerSocketChannel alive = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                    TransportFixture fixture = new TransportFixture(this)) {
                alive.bind(UnixDomainSocketAddress.of(uri.getPath()));
                assertThat(transport.bind(fixture.endpoint(uri), new TransportEnd()))
                        .failsWithin(TransportEnd.LIMIT)
                        .withThrowableThat()
                        .havingCause()
                        .withMessage("cannot listen on " + uri + ": address already in use");
                assertThat(Path.of(uri.getPath())).exists();
            }
        }

        @Test
        void aFileThatIsNoSocketIsLeftAlone() throws IOException {
            URI uri = freshUri();
            Path file = Files.writeString(Path.of(uri.getPath()), "precious");
            try (TransportFixture fixture = new TransportFixture(this)) {
                assertThat(transport.bind(fixture.endpoint(uri), new TransportEnd()))
                        .failsWithin(TransportEnd.LIMIT)
                        .withThrowableThat()
                        .havingCause()
                        .withMessage(
                                "cannot listen on "
                                        + uri
                                        + ": a file that is no socket is in the way");
            }
            assertThat(file).hasContent("precious");
        }

        @Test
        void aDirectoryThatIsMissingIsToldInWords() {
            URI uri = URI.create("unix:" + directory.resolve("missing/socket"));
            try (TransportFixture fixture = new TransportFixture(this)) {
                assertThat(transport.bind(fixture.endpoint(uri), new TransportEnd()))
                        .failsWithin(TransportEnd.LIMIT)
                        .withThrowableThat()
                        .havingCause()
                        .withMessage("cannot listen on " + uri + ": no such file or directory");
            }
        }

        @Test
        void aPathThatIsTooLongIsRefusedWithBothLengths() {
            URI uri = URI.create("unix:/" + "x".repeat(200));
            try (TransportFixture fixture = new TransportFixture(this)) {
                assertThatThrownBy(() -> transport.bind(fixture.endpoint(uri), new TransportEnd()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageMatching(
                                "unix URI has a path of 201 bytes: unix:/x+; expected at most \\d+");
            }
        }

        @Test
        void aUriWithoutAnAbsolutePathIsRefused() {
            try (TransportFixture fixture = new TransportFixture(this)) {
                assertThatThrownBy(
                                () ->
                                        transport.connect(
                                                fixture.endpoint(URI.create("unix:a.sock")),
                                                new TransportEnd()))
                        .hasMessage(
                                "unix URI has no absolute path: unix:a.sock; expected unix:/path/to.sock");
                assertThatThrownBy(
                                () ->
                                        transport.connect(
                                                fixture.endpoint(URI.create("unix://a/b")),
                                                new TransportEnd()))
                        .hasMessage("unix URI has a host: unix://a/b; expected unix:/path/to.sock");
            }
        }
    }
}
