package dev.fluxar.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.transport.Connection;
import dev.fluxar.transport.Transport;
import dev.fluxar.transport.TransportException;
import dev.fluxar.transport.WriteBuffer;
import dev.fluxar.transport.netty.EventLoops;
import dev.fluxar.transport.netty.tcp.TcpTransport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** TCP connections to sockets that do not behave. */
class TcpStrangerTest implements TransportSubject {

    private TcpTransport transport = new TcpTransport(EventLoops.of(EventLoops.Kind.NIO));
    private ServerSocket server;

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public URI freshUri() {
        return URI.create("tcp://127.0.0.1:0");
    }

    @Override
    public URI deadUri() {
        throw new UnsupportedOperationException();
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) TransportEnd.LIMIT.toMillis());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void on(EventLoops.Kind kind) {
        transport = new TcpTransport(Kinds.loops(kind));
    }

    private TransportEnd connect(TransportFixture fixture) {
        TransportEnd end = new TransportEnd();
        URI uri = URI.create("tcp://127.0.0.1:" + server.getLocalPort());
        TransportEnd.get(transport.connect(fixture.endpoint(uri), end).toCompletableFuture());
        return end;
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aResetIsACauseInWords(EventLoops.Kind kind) throws IOException {
        on(kind);
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportEnd end = connect(fixture);
            Socket socket = server.accept();
            socket.setSoLinger(true, 0);
            socket.close();
            assertThat(end.closed().orElseThrow())
                    .isInstanceOf(TransportException.class)
                    .hasMessage(
                            "connection to tcp://127.0.0.1:"
                                    + server.getLocalPort()
                                    + " broke: connection reset");
            assertThat(end.faults()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void theEndOfTheStreamIsNoFault(EventLoops.Kind kind) throws IOException {
        on(kind);
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportEnd end = connect(fixture);
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(new byte[] {1, 2, 3});
                socket.shutdownOutput();
                assertThat(end.received(3)).containsExactly(1, 2, 3);
                assertThat(end.closed()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aCloseGivesUpOnASideThatDoesNotReadOrDoesNotClose(EventLoops.Kind kind)
            throws IOException {
        on(kind);
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportEnd unread = connect(fixture);
            try (Socket deaf = server.accept()) {
                TransportEnd unclosed = connect(fixture);
                try (Socket open = server.accept()) {
                    unread.run(
                            on -> {
                                while (on.writable()) {
                                    on.write(TransportEnd.buffer(new byte[100_000]));
                                    on.flush();
                                }
                                on.close();
                            });
                    unclosed.run(
                            on -> {
                                on.write(TransportEnd.buffer(new byte[] {1, 2, 3}));
                                on.close();
                            });
                    assertThat(open.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
                    assertThat(unclosed.isClosed()).isFalse();
                    assertThat(unclosed.closed()).isEmpty();
                    assertThat(unread.closed().orElseThrow())
                            .isInstanceOf(TransportException.class)
                            .hasMessageMatching(
                                    "connection to tcp://127.0.0.1:\\d+ was cut: the other side did"
                                            + " not read the last \\d+ bytes before the close");
                }
                assertThat(deaf.isConnected()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void smallWritesThatWaitHoldSmallBuffers(EventLoops.Kind kind) throws IOException {
        on(kind);
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportEnd end = connect(fixture);
            try (Socket deaf = server.accept()) {
                long before = directMemory();
                WriteBuffer small = TransportEnd.buffer(new byte[80]);
                end.run(
                        on -> {
                            while (on.writable()) {
                                on.write(small);
                                on.flush();
                            }
                        });
                assertThat(directMemory() - before).isLessThan(8 << 20);
                end.run(Connection::abort);
                end.closed();
                assertThat(deaf.isConnected()).isTrue();
            }
        }
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    /** Bytes that nobody reads any more would turn a plain close into a reset. */
    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void lastWordsReachAStrangerThatIsStillSending(EventLoops.Kind kind) throws Exception {
        on(kind);
        try (TransportFixture fixture =
                new TransportFixture(
                        this,
                        () -> {
                            TransportEnd end = new TransportEnd();
                            return end.onBytes(
                                    bytes -> {
                                        Connection connection = end.connection();
                                        connection.write(
                                                TransportEnd.buffer(
                                                        "no".getBytes(StandardCharsets.UTF_8)));
                                        connection.close();
                                    });
                        })) {
            for (int round = 0; round < 20; round++) {
                try (RawSocket socket = RawSocket.to(fixture.listener().uri().getPort())) {
                    socket.write(new byte[1_000_000]);
                    assertThat(socket.readToEnd()).isEqualTo("no".getBytes(StandardCharsets.UTF_8));
                }
                assertThat(fixture.nextAccepted().closed()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://127.0.0.1,has no port",
        "tcp://127.0.0.1:,has no port",
        "tcp://a_b:7400,has no host",
        "tcp:///x,has a path",
        "tcp://127.0.0.1:70000,has a port over 65535",
        "tcp://127.0.0.1:7400/path,has a path",
        "tcp://127.0.0.1:7400#part,has a fragment"
    })
    void aUriThatDoesNotFitIsRefusedInWords(String uri, String fault) {
        try (TransportFixture fixture = new TransportFixture(this)) {
            assertThatThrownBy(
                            () ->
                                    transport.connect(
                                            fixture.endpoint(URI.create(uri)), new TransportEnd()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("tcp URI " + fault + ": " + uri + "; expected tcp://host:port");
        }
    }

    @Test
    void anUnknownHostIsToldInWords() {
        URI uri = URI.create("tcp://no-such-host.invalid:7400");
        try (TransportFixture fixture = new TransportFixture(this)) {
            assertThat(transport.connect(fixture.endpoint(uri), new TransportEnd()))
                    .failsWithin(TransportEnd.LIMIT)
                    .withThrowableThat()
                    .havingCause()
                    .withMessage("cannot connect to " + uri + ": unknown host");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aNameIsLookedUp(EventLoops.Kind kind) {
        on(kind);
        try (TransportFixture fixture = new TransportFixture(this)) {
            URI named = URI.create("tcp://localhost:" + fixture.listener().uri().getPort());
            TransportEnd near = new TransportEnd();
            TransportEnd.get(
                    transport.connect(fixture.endpoint(named), near).toCompletableFuture());
            assertThat(near.connection().remote()).isEqualTo(named.toString());
            near.run(Connection::close);
            assertThat(near.closed()).isEmpty();
            assertThat(fixture.nextAccepted().closed()).isEmpty();
        }
    }
}
