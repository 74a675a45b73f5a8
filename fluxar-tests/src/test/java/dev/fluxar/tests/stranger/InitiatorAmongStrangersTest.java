package dev.fluxar.tests.stranger;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that was given the address of something else is told so, in words and in time. */
@Timeout(120)
class InitiatorAmongStrangersTest {

    private static final PeerOptions IMPATIENT =
            PeerOptions.DEFAULT
                    .withConnectTimeout(Duration.ofMillis(700))
                    .withHandshakeTimeout(Duration.ofMillis(700));

    /** What a server does with one connection. */
    private interface Manners {
        void meet(Socket socket) throws IOException;
    }

    /** A server of another kind, on a port that the system chose. */
    private static final class Elsewhere implements AutoCloseable {

        private final ServerSocket server;
        private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();

        Elsewhere(ServerSocket server, Manners manners) {
            this.server = server;
            Thread thread =
                    new Thread(
                            () -> {
                                while (!server.isClosed()) {
                                    try {
                                        Socket socket = server.accept();
                                        open.add(socket);
                                        manners.meet(socket);
                                    } catch (IOException over) {
                                        // The client has left, or the test is done.
                                    }
                                }
                            });
            thread.setDaemon(true);
            thread.start();
        }

        static Elsewhere with(Manners manners) throws IOException {
            return new Elsewhere(
                    new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), manners);
        }

        /** Says something when it has heard something, and closes. */
        static Elsewhere answering(byte[] bytes) throws IOException {
            return with(
                    socket -> {
                        InputStream in = socket.getInputStream();
                        in.readNBytes(8);
                        socket.getOutputStream().write(bytes);
                        socket.shutdownOutput();
                        while (in.read() >= 0) {}
                        socket.close();
                    });
        }

        String uri(String scheme) {
            return scheme + "://127.0.0.1:" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static FluxarException connect(String uri) {
        Throwable failure = Await.failure(Peer.connect(uri).options(IMPATIENT).start());
        assertThat(failure).isInstanceOf(FluxarException.class);
        return (FluxarException) failure;
    }

    /** §5.4 */
    @Test
    void anHttpServerIsNamed() throws IOException {
        try (Elsewhere http =
                Elsewhere.answering(
                        Spoken.ascii("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"))) {
            FluxarException told = connect(http.uri("tcp"));
            assertThat(told.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
            assertThat(told).hasMessageEndingWith(": an HTTP response?");
            assertThat(connect(http.uri("ws")))
                    .hasMessageContaining("the upgrade was refused with 400 Bad Request");
        }
    }

    @Test
    void anHttpServerThatWaitsForTheRestOfARequestIsGivenUp() throws IOException {
        HttpServer http =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        http.start();
        try {
            String authority = "127.0.0.1:" + http.getAddress().getPort();
            FluxarException told = connect("tcp://" + authority);
            assertThat(told.code())
                    .isIn(ErrorCode.HANDSHAKE_TIMEOUT.code(), ErrorCode.PROTOCOL_ERROR.code());
            assertThat(connect("ws://" + authority))
                    .hasMessageContaining("the upgrade was refused with 404 Not Found");
        } finally {
            http.stop(0);
        }
    }

    /** §5.4 */
    @Test
    void aTlsServerIsNamed() throws IOException {
        try (Elsewhere tls =
                new Elsewhere(
                        SSLServerSocketFactory.getDefault()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                        socket -> {
                            try {
                                socket.getInputStream().read();
                            } finally {
                                socket.close();
                            }
                        })) {
            assertThat(connect(tls.uri("tcp"))).hasMessageEndingWith(": a TLS alert?");
            assertThat(connect(tls.uri("ws")).getMessage())
                    .contains("cannot connect to " + tls.uri("ws"))
                    .contains("no HTTP");
        }
    }

    @Test
    void aBannerIsNamed() throws IOException {
        try (Elsewhere ssh =
                        Elsewhere.with(
                                socket ->
                                        socket.getOutputStream()
                                                .write(Spoken.ascii("SSH-2.0-OpenSSH_9.6\r\n")));
                Elsewhere smtp =
                        Elsewhere.with(
                                socket ->
                                        socket.getOutputStream()
                                                .write(Spoken.ascii("220 mail ESMTP\r\n")))) {
            assertThat(connect(ssh.uri("tcp"))).hasMessageEndingWith(": an SSH banner?");
            assertThat(connect(smtp.uri("tcp")))
                    .hasMessageEndingWith(": text that begins with '220 '?");
            assertThat(connect(ssh.uri("ws")).getMessage()).contains("no HTTP");
            assertThat(connect(smtp.uri("ws")).getMessage()).contains("no HTTP");
        }
    }

    @Test
    void garbageIsToldAsWhatItIs() throws IOException {
        try (Elsewhere tooLong = Elsewhere.answering(Spoken.prefix(1L << 31));
                Elsewhere empty = Elsewhere.answering(Spoken.prefix(0));
                Elsewhere noEnvelope = Elsewhere.answering(Spoken.framed(new byte[10]));
                Elsewhere echo = Elsewhere.answering(Spoken.framed(Spoken.hello()));
                Elsewhere call = Elsewhere.answering(Spoken.framed(Spoken.call(1, "echo", "x")))) {
            assertThat(connect(tooLong.uri("tcp")))
                    .hasMessage("frame of 2147483648 bytes announced, at most 16384 accepted");
            assertThat(connect(empty.uri("tcp")))
                    .hasMessage("frame of 0 bytes announced, expected at least 1");
            assertThat(connect(noEnvelope.uri("tcp")).code()).isEqualTo(ErrorCode.MALFORMED.code());
            // §8.1-5 §8.1-6
            for (Elsewhere server : List.of(echo, call)) {
                FluxarException told = connect(server.uri("tcp"));
                assertThat(told.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
                assertThat(told).hasMessageContaining("expected the answer to the hello");
            }
        }
    }

    @Test
    void whoClosesAtOnceIsNamed() throws IOException {
        try (Elsewhere closing = Elsewhere.with(Socket::close);
                Elsewhere resetting =
                        Elsewhere.with(
                                socket -> {
                                    socket.setSoLinger(true, 0);
                                    socket.close();
                                })) {
            assertThat(connect(closing.uri("tcp")).getMessage())
                    .contains("the connection was lost")
                    .endsWith("before the handshake was done");
            assertThat(connect(closing.uri("ws")).getMessage())
                    .contains("cannot connect to " + closing.uri("ws"));
            assertThat(connect(resetting.uri("tcp")).getMessage()).isNotEmpty();
            assertThat(connect(resetting.uri("ws")).getMessage())
                    .contains("cannot connect to " + resetting.uri("ws"));
        }
    }

    /** §8.1-7 */
    @Test
    void whoSaysNothingIsGivenUp() throws IOException {
        try (Elsewhere silent = Elsewhere.with(socket -> {})) {
            FluxarException told = connect(silent.uri("tcp"));
            assertThat(told.code()).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT.code());
            assertThat(told).hasMessage("no handshake within 700 ms");
            assertThat(connect(silent.uri("ws"))).hasMessageContaining("no answer within 700 ms");
        }
    }

    /** §8.1-7: also who says something all the time and never finishes. */
    @Test
    void whoTricklesIsGivenUp() throws IOException {
        try (Elsewhere trickle =
                Elsewhere.with(
                        socket -> {
                            socket.getOutputStream().write(Spoken.prefix(16_384));
                            socket.setSoTimeout(20);
                            for (int i = 0; i < 2000; i++) {
                                socket.getOutputStream().write(0x40);
                                try {
                                    while (socket.getInputStream().read() >= 0) {}
                                    return;
                                } catch (java.net.SocketTimeoutException stillThere) {
                                    // Another byte.
                                }
                            }
                        })) {
            assertThat(connect(trickle.uri("tcp")).code())
                    .isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT.code());
        }
    }

    /** Whoever has stopped waiting leaves no connection behind. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void whoGivesUpConnectingHangsUp(String scheme) throws IOException {
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        CompletableFuture<Boolean> hungUp = new CompletableFuture<>();
        try (Elsewhere silent =
                Elsewhere.with(
                        socket -> {
                            socket.setSoTimeout((int) Await.LIMIT.toMillis());
                            heard.complete(socket.getInputStream().read() >= 0);
                            try {
                                while (socket.getInputStream().read() >= 0) {}
                            } catch (SocketException reset) {
                                // That is hanging up too.
                            }
                            hungUp.complete(true);
                        })) {
            CompletableFuture<Peer> connecting =
                    Peer.connect(silent.uri(scheme))
                            .options(
                                    PeerOptions.DEFAULT
                                            .withConnectTimeout(Duration.ofHours(1))
                                            .withHandshakeTimeout(Duration.ofHours(1)))
                            .start();
            assertThat(Await.value(heard)).isTrue();
            connecting.completeExceptionally(new TimeoutException());
            assertThat(Await.value(hungUp)).isTrue();
        }
    }

    @Test
    void anUpgradeThatDoesNotChooseFluxarIsRefused() throws IOException {
        // §5.2-4
        try (Elsewhere other =
                Elsewhere.with(
                        socket -> {
                            String request = "";
                            while (!request.endsWith("\r\n\r\n")) {
                                request += (char) socket.getInputStream().read();
                            }
                            String key =
                                    request.replaceAll(
                                            "(?is).*sec-websocket-key: *([^\r]*)\r.*", "$1");
                            socket.getOutputStream()
                                    .write(
                                            Spoken.ascii(
                                                    "HTTP/1.1 101 Switching Protocols\r\n"
                                                            + "Upgrade: websocket\r\n"
                                                            + "Connection: Upgrade\r\n"
                                                            + "Sec-WebSocket-Accept: "
                                                            + accept(key)
                                                            + "\r\n\r\n"));
                        })) {
            assertThat(connect(other.uri("ws")).getMessage())
                    .contains("cannot connect to " + other.uri("ws"))
                    .containsIgnoringCase("subprotocol");
        }
    }

    private static String accept(String key) {
        try {
            return java.util.Base64.getEncoder()
                    .encodeToString(
                            java.security.MessageDigest.getInstance("SHA-1")
                                    .digest(
                                            Spoken.ascii(
                                                    key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
