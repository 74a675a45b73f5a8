package dev.fluxar.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.transport.Transport;
import dev.fluxar.transport.netty.EventLoops;
import dev.fluxar.transport.netty.websocket.WebSocketTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection over WebSocket to servers that do not do what they should. */
class WebSocketClientTest implements TransportSubject {

    private final WebSocketTransport transport =
            new WebSocketTransport(EventLoops.of(EventLoops.Kind.NIO));
    private ServerSocket server;
    private TransportFixture fixture;

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public URI freshUri() {
        return URI.create("ws://127.0.0.1:0");
    }

    @Override
    public URI deadUri() {
        throw new UnsupportedOperationException();
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) TransportEnd.LIMIT.toMillis());
        fixture = new TransportFixture(this);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        fixture.close();
    }

    private URI uri() {
        return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/a?token=secret");
    }

    private CompletableFuture<Void> connect(TransportEnd end) {
        return transport.connect(fixture.endpoint(uri()), end).toCompletableFuture();
    }

    private RawSocket accept() throws IOException {
        return new RawSocket(server.accept());
    }

    private void assertRefused(CompletableFuture<Void> connecting, String words) {
        String shown = "ws://127.0.0.1:" + server.getLocalPort() + "/a";
        assertThat(connecting)
                .failsWithin(TransportEnd.LIMIT)
                .withThrowableThat()
                .havingCause()
                .withMessage("cannot connect to " + shown + ": " + words);
    }

    // §5.2-2
    @Test
    void theRequestAsksForTheSubprotocolAndSaysNoOrigin() throws IOException {
        CompletableFuture<Void> connecting = connect(new TransportEnd());
        try (RawSocket socket = accept()) {
            String request = socket.readHead();
            assertThat(request)
                    .startsWith("GET /a?token=secret HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nsec-websocket-protocol: fluxar.1\r\n")
                    .containsIgnoringCase("\r\nhost: 127.0.0.1:" + server.getLocalPort())
                    .doesNotContainIgnoringCase("\r\norigin:");
        }
        assertRefused(connecting, "the other side closed before it answered the upgrade");
    }

    @Test
    void aRefusalIsToldWithItsStatus() throws IOException {
        CompletableFuture<Void> connecting = connect(new TransportEnd());
        try (RawSocket socket = accept()) {
            socket.readHead();
            socket.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            assertRefused(connecting, "the upgrade was refused with 403 Forbidden");
        }
    }

    @Test
    void aServerWithoutTheSubprotocolIsRefused() throws IOException {
        CompletableFuture<Void> connecting = connect(new TransportEnd());
        try (RawSocket socket = accept()) {
            answer(socket, "");
            assertRefused(connecting, "expected WebSocket subprotocol fluxar.1, got none");
        }
    }

    @Test
    void aServerThatIsNoHttpServerIsRefused() throws IOException {
        CompletableFuture<Void> connecting = connect(new TransportEnd());
        try (RawSocket socket = accept()) {
            socket.readHead();
            socket.write("220 mail.example ESMTP\r\n");
            assertRefused(connecting, "the answer to the upgrade is no HTTP");
        }
    }

    @Test
    void framesThatComeWithTheAnswerAreReadAndOneTooLongIsRefused() throws IOException {
        TransportEnd end = new TransportEnd();
        CompletableFuture<Void> connecting = connect(end);
        try (RawSocket socket = accept()) {
            String head = upgraded(socket.readHead(), "Sec-WebSocket-Protocol: fluxar.1\r\n");
            byte[] answer = (head + "~~12").getBytes(StandardCharsets.ISO_8859_1);
            answer[answer.length - 4] = (byte) 0x82;
            answer[answer.length - 3] = 2;
            socket.write(answer);
            TransportEnd.get(connecting);
            assertThat(end.received(2)).isEqualTo("12".getBytes(StandardCharsets.UTF_8));
            socket.write((byte) 0x82, (byte) 127, (byte) 0, (byte) 0, (byte) 0, (byte) 1);
            socket.write((byte) 0, (byte) 0, (byte) 0, (byte) 0);
            byte[] close = socket.read(8);
            assertThat(close[0]).isEqualTo((byte) 0x88);
            int status = ((close[6] ^ close[2]) & 0xff) << 8 | ((close[7] ^ close[3]) & 0xff);
            assertThat(status).isEqualTo(1009);
            socket.readToEnd();
        }
        assertThat(end.closed()).isPresent();
    }

    @Test
    void aUriWithASecretIsNotRepeated() {
        URI secret = URI.create("ws://me:password@127.0.0.1:1/");
        assertThatThrownBy(() -> transport.connect(fixture.endpoint(secret), new TransportEnd()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ws URI has a user: ws://127.0.0.1/…; expected ws://host:port/path");
        assertThatThrownBy(
                        () ->
                                transport.connect(
                                        fixture.endpoint(URI.create("ws:///path")),
                                        new TransportEnd()))
                .hasMessage("ws URI has no host: ws:///path; expected ws://host:port/path");
    }

    private static void answer(RawSocket socket, String headers) throws IOException {
        socket.write(upgraded(socket.readHead(), headers));
    }

    /** The head of an answer that accepts the upgrade; the extra headers are whole lines. */
    private static String upgraded(String request, String headers) {
        String key =
                request.lines()
                        .filter(line -> line.toLowerCase().startsWith("sec-websocket-key:"))
                        .map(line -> line.substring(line.indexOf(':') + 1).trim())
                        .findFirst()
                        .orElseThrow();
        try {
            byte[] accept =
                    MessageDigest.getInstance("SHA-1")
                            .digest(
                                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                            .getBytes(StandardCharsets.US_ASCII));
            return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                    + Base64.getEncoder().encodeToString(accept)
                    + "\r\n"
                    + headers
                    + "\r\n";
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
