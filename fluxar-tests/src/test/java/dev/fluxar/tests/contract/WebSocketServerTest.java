package dev.fluxar.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.transport.Transport;
import dev.fluxar.transport.TransportException;
import dev.fluxar.transport.netty.EventLoops;
import dev.fluxar.transport.netty.websocket.WebSocketTransport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A listener on WebSocket against clients that are not ours, proper ones and others. */
class WebSocketServerTest implements TransportSubject {

    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: fluxar.1\r\n";
    private static final String PORT = "This is a FLUXAR port (fluxar.1 over WebSocket)";

    private final WebSocketTransport transport =
            new WebSocketTransport(EventLoops.of(EventLoops.Kind.NIO));
    private TransportFixture fixture;

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public URI freshUri() {
        return URI.create("ws://127.0.0.1:0/fluxar");
    }

    @Override
    public URI deadUri() {
        throw new UnsupportedOperationException();
    }

    @BeforeEach
    void listen() {
        fixture = new TransportFixture(this);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private RawSocket dial() throws IOException {
        return RawSocket.to(fixture.listener().uri().getPort());
    }

    /** Hears what a client of the JDK hears. */
    private static final class Heard implements WebSocket.Listener {
        final CompletableFuture<String> closed = new CompletableFuture<>();
        final CompletableFuture<String> pong = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status + " " + reason);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer content) {
            pong.complete(StandardCharsets.UTF_8.decode(content).toString());
            socket.request(1);
            return null;
        }
    }

    private WebSocket jdkClient(Heard heard, String... subprotocols) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (subprotocols.length == 1) {
            builder.subprotocols(subprotocols[0]);
        } else if (subprotocols.length > 1) {
            builder.subprotocols(subprotocols[0], subprotocols[1]);
        }
        return TransportEnd.get(builder.buildAsync(fixture.listener().uri(), heard));
    }

    @Test
    void anotherClientsMessagesArriveWholeHoweverTheyAreFragmented() {
        Heard heard = new Heard();
        WebSocket client = jdkClient(heard, "chat", "fluxar.1");
        assertThat(client.getSubprotocol()).isEqualTo("fluxar.1");
        TransportEnd end = fixture.nextAccepted();
        byte[] large = new byte[300_000];
        large[299_999] = 9;
        TransportEnd.get(client.sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), false));
        TransportEnd.get(client.sendPing(ByteBuffer.wrap("between".getBytes())));
        TransportEnd.get(client.sendBinary(ByteBuffer.wrap(new byte[] {3}), false));
        TransportEnd.get(client.sendBinary(ByteBuffer.wrap(new byte[0]), true));
        TransportEnd.get(client.sendBinary(ByteBuffer.wrap(large), true));
        assertThat(end.messages(2)).containsExactly(3, 300_000);
        assertThat(end.received(300_003)).startsWith(1, 2, 3).endsWith(0, 9);
        assertThat(TransportEnd.get(heard.pong)).isEqualTo("between");
        TransportEnd.get(client.sendClose(WebSocket.NORMAL_CLOSURE, "done"));
        assertThat(end.closed()).isEmpty();
        assertThat(TransportEnd.get(heard.closed)).isEqualTo("1000 ");
    }

    /** §8.1-7: the time of a handshake runs from the acceptance of the TCP connection. */
    @Test
    void aConnectionIsAsOldAsItsSocketAndNotAsItsUpgrade() throws IOException {
        try (RawSocket socket = dial()) {
            // Whoever comes later is accepted later: by then every loop has accepted the first.
            for (int i = 0; i < 16; i++) {
                try (RawSocket later = dial()) {
                    assertThat(later.upgrade("/fluxar", SUBPROTOCOL)).startsWith("HTTP/1.1 101");
                    fixture.nextAccepted().connection();
                }
            }
            long before = System.nanoTime();
            assertThat(socket.upgrade("/fluxar", SUBPROTOCOL)).startsWith("HTTP/1.1 101");
            assertThat(fixture.nextAccepted().connection().openedAt() - before).isNegative();
        }
    }

    @Test
    void aPingIsAnsweredWithItsContent() {
        Heard heard = new Heard();
        WebSocket client = jdkClient(heard, "fluxar.1");
        TransportEnd.get(client.sendPing(ByteBuffer.wrap("are you there".getBytes())));
        assertThat(TransportEnd.get(heard.pong)).isEqualTo("are you there");
        client.abort();
        fixture.nextAccepted().closed();
    }

    @Test
    void ourCloseIsACloseFrame() {
        Heard heard = new Heard();
        WebSocket client = jdkClient(heard, "fluxar.1");
        TransportEnd end = fixture.nextAccepted();
        end.run(on -> on.close());
        assertThat(TransportEnd.get(heard.closed)).isEqualTo("1000 ");
        assertThat(end.closed()).isEmpty();
        client.abort();
    }

    @ParameterizedTest
    @CsvSource({"'',none", "'Sec-WebSocket-Protocol: mqtt\r\n',mqtt"})
    void aClientWithoutTheSubprotocolIsClosedWith1002(String header, String shown)
            throws IOException {
        try (RawSocket socket = dial()) {
            assertThat(socket.upgrade("/fluxar", header)).startsWith("HTTP/1.1 101 ");
            assertThat(socket.readClose())
                    .isEqualTo("1002 expected WebSocket subprotocol fluxar.1, got " + shown);
            assertThat(socket.readToEnd()).isEmpty();
        }
    }

    @Test
    void aTextMessageIsClosedWith1003() throws IOException {
        try (RawSocket socket = dial()) {
            socket.upgrade("/fluxar", SUBPROTOCOL);
            TransportEnd end = fixture.nextAccepted();
            socket.frame(0x81, "hello".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.readClose())
                    .isEqualTo("1003 expected binary messages, got a text message");
            assertThat(socket.readToEnd()).isEmpty();
            socket.hangUp();
            assertThat(end.closed().orElseThrow())
                    .isInstanceOf(TransportException.class)
                    .hasMessageEndingWith(
                            "was closed: expected binary messages, got a text message");
            assertThat(end.receivedSoFar()).isZero();
        }
    }

    @Test
    void aFrameThatIsTooLongIsClosedWith1009WhenItsLengthIsRead() throws IOException {
        try (RawSocket socket = dial()) {
            socket.upgrade("/fluxar", SUBPROTOCOL);
            TransportEnd end = fixture.nextAccepted();
            // Announces 1 MiB and one byte, and sends none of them.
            socket.write((byte) 0x82, (byte) 0xff, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
            socket.write((byte) 0, (byte) 0x10, (byte) 0, (byte) 1);
            assertThat(socket.readClose())
                    .isEqualTo("1009 message too long, at most 1048576 bytes are accepted");
            assertThat(socket.readToEnd()).isEmpty();
            socket.hangUp();
            assertThat(end.closed()).isPresent();
        }
    }

    @Test
    void fragmentsThatAddUpToTooMuchAreClosedWith1009() throws IOException {
        try (RawSocket socket = dial()) {
            socket.upgrade("/fluxar", SUBPROTOCOL);
            TransportEnd end = fixture.nextAccepted();
            byte[] half = new byte[0x8000];
            socket.frame(0x02, half);
            for (int i = 0; i < 32; i++) {
                socket.frame(0x00, half);
            }
            assertThat(socket.readClose()).startsWith("1009 message too long");
            socket.hangUp();
            assertThat(end.closed()).isPresent();
            assertThat(end.receivedSoFar()).isZero();
        }
    }

    @Test
    void aFrameWithoutAMaskIsClosedWith1002() throws IOException {
        try (RawSocket socket = dial()) {
            socket.upgrade("/fluxar", SUBPROTOCOL);
            TransportEnd end = fixture.nextAccepted();
            socket.write((byte) 0x82, (byte) 1, (byte) 7);
            assertThat(socket.readClose()).startsWith("1002 ");
            socket.hangUp();
            assertThat(end.closed()).isPresent();
        }
    }

    @Test
    void aCloseWithAnErrorIsTheCause() throws IOException {
        try (RawSocket socket = dial()) {
            socket.upgrade("/fluxar", SUBPROTOCOL);
            TransportEnd end = fixture.nextAccepted();
            socket.frame(0x88, new byte[] {0x03, (byte) 0xf3, 'b', 'u', 'g'});
            assertThat(socket.readClose()).isEqualTo("1011 ");
            assertThat(socket.readToEnd()).isEmpty();
            socket.hangUp();
            assertThat(end.closed().orElseThrow())
                    .hasMessageEndingWith("was closed by the other side: 1011 bug");
        }
    }

    @Test
    void pagesOfForeignOriginsAreRefused() {
        assertThatThrownBy(() -> fromPage(fixture, "https://evil.example"))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
        assertThatThrownBy(() -> fromPage(fixture, "null")).hasCauseInstanceOf(IOException.class);
        String own = "http://127.0.0.1:" + fixture.listener().uri().getPort();
        fromPage(fixture, own).abort();
        fixture.nextAccepted().closed();
    }

    /** A name that came to point here after its page was loaded is in both headers. */
    @ParameterizedTest
    @CsvSource({
        "http://rebound.example:7400,rebound.example:7400,403",
        "http://rebound.example,rebound.example,403",
        "http://127.0.0.1.rebound.example:7400,127.0.0.1.rebound.example:7400,403",
        "http://localhost.:7400,localhost.:7400,403",
        "http://127.0.0.1:7400,me@127.0.0.1:7400,403",
        "http://127.0.0.1:7401,127.0.0.1:7400,403",
        "https://localhost,localhost,403",
        "app://localhost,localhost,403",
        "http://localhost,localhost:80,101",
        "http://LOCALHOST:7400,localhost:7400,101",
        "http://[::1]:7400,[::1]:7400,101",
        "http://10.0.0.7:80,10.0.0.7,101"
    })
    void aPageIsOurOwnOnlyUnderAHostThatNobodyElseCanName(String origin, String host, String status)
            throws IOException {
        try (RawSocket socket = dial()) {
            assertThat(upgradeOfPage(socket, origin, host)).startsWith("HTTP/1.1 " + status + " ");
            if (status.equals("101")) {
                TransportEnd end = fixture.nextAccepted();
                socket.hangUp();
                end.closed();
            }
        }
    }

    private static String upgradeOfPage(RawSocket socket, String origin, String host)
            throws IOException {
        socket.write(
                "GET /fluxar HTTP/1.1\r\nHost: "
                        + host
                        + "\r\nOrigin: "
                        + origin
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + SUBPROTOCOL
                        + "\r\n");
        return socket.readHead();
    }

    @Test
    void aPropertyAllowsForeignOrigins() {
        System.setProperty("fluxar.websocket.origins", "https://a.example, https://App.example");
        try (TransportFixture open =
                new TransportFixture(
                        new WebSocketServerTest.Subject(
                                new WebSocketTransport(EventLoops.of(EventLoops.Kind.NIO))))) {
            fromPage(open, "https://app.example").abort();
            open.nextAccepted().closed();
            assertThatThrownBy(() -> fromPage(open, "https://evil.example"))
                    .isInstanceOf(CompletionException.class);
        } finally {
            System.clearProperty("fluxar.websocket.origins");
        }
    }

    private record Subject(Transport transport) implements TransportSubject {
        @Override
        public URI freshUri() {
            return URI.create("ws://127.0.0.1:0/fluxar");
        }

        @Override
        public URI deadUri() {
            throw new UnsupportedOperationException();
        }
    }

    private static WebSocket fromPage(TransportFixture listening, String origin) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("fluxar.1")
                .header("Origin", origin)
                .buildAsync(listening.listener().uri(), new Heard())
                .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    @Test
    void aBrowserIsToldWhatThisIs() throws IOException {
        try (RawSocket socket = dial()) {
            socket.write("GET / HTTP/1.1\r\nHost: example.com:8080\r\n\r\n");
            assertThat(text(socket))
                    .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
                    .contains("\r\nUpgrade: websocket\r\n", "\r\nConnection: close\r\n")
                    .endsWith(
                            PORT
                                    + ": not a web server: connect to it with a FLUXAR peer at"
                                    + " ws://example.com:8080/fluxar.\n");
        }
    }

    @Test
    void aPostWithALargeBodyIsAnsweredBeforeItIsRead() throws IOException {
        try (RawSocket socket = dial()) {
            socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
            socket.write(new byte[500_000]);
            assertThat(text(socket)).startsWith("HTTP/1.1 426 ");
        }
    }

    @Test
    void anotherPathIsNotFound() throws IOException {
        try (RawSocket socket = dial()) {
            assertThat(socket.upgrade("/chat?x=1", SUBPROTOCOL)).startsWith("HTTP/1.1 404 ");
            assertThat(text(socket)).isEqualTo(PORT + ": nothing at /chat, expected /fluxar.\n");
        }
    }

    /** Anybody may be refused as often as he likes. */
    @Test
    void aRefusalIsNotLoggedByDefault() throws IOException {
        java.io.ByteArrayOutputStream logged = new java.io.ByteArrayOutputStream();
        java.io.PrintStream before = System.err;
        System.setErr(new java.io.PrintStream(logged, true, StandardCharsets.UTF_8));
        try (RawSocket socket = dial()) {
            socket.upgrade("/not-here", SUBPROTOCOL);
            assertThat(text(socket)).contains("nothing at /not-here");
        } finally {
            System.setErr(before);
        }
        assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain("not-here");
    }

    @Test
    void anUpgradeWithoutAKeyIsABadRequest() throws IOException {
        try (RawSocket socket = dial()) {
            socket.write(
                    "GET /fluxar HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n");
            assertThat(text(socket))
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("expected GET with Connection: Upgrade and Sec-WebSocket-Key.\n");
        }
    }

    @Test
    void anotherVersionOfWebSocketIsToldTheRightOne() throws IOException {
        try (RawSocket socket = dial()) {
            socket.write(
                    "GET /fluxar HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\nSec-WebSocket-Version: 8\r\n\r\n");
            assertThat(text(socket))
                    .startsWith("HTTP/1.1 426 ")
                    .contains("\r\nSec-WebSocket-Version: 13\r\n");
        }
    }

    @Test
    void aTlsClientIsAnsweredWithAnAlert() throws IOException {
        try (RawSocket socket = dial()) {
            socket.write((byte) 0x16, (byte) 3, (byte) 1, (byte) 2, (byte) 0);
            assertThat(socket.readToEnd()).containsExactly(0x15, 3, 1, 0, 2, 2, 70);
        }
    }

    @Test
    void aFrameOfPlainTcpIsAnsweredInWords() throws IOException {
        try (RawSocket socket = dial()) {
            socket.write((byte) 0, (byte) 0, (byte) 0, (byte) 60, (byte) 0x87);
            assertThat(text(socket)).startsWith("HTTP/1.1 400 ").contains("needs a tcp: port");
        }
    }

    @Test
    void aLineWithoutEndIsABadRequest() throws IOException {
        try (RawSocket socket = dial()) {
            socket.write("A".repeat(20_000));
            assertThat(text(socket))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("no HTTP request that can be read");
        }
    }

    @Test
    void aClientThatNeverAsksIsSentAway() throws IOException {
        WebSocketTransport impatient = new WebSocketTransport(EventLoops.of(EventLoops.Kind.NIO));
        var bound =
                TransportEnd.get(
                        impatient
                                .bind(
                                        fixture.endpoint(freshUri(), Duration.ofMillis(100)),
                                        new TransportEnd())
                                .toCompletableFuture());
        try (RawSocket socket = RawSocket.to(bound.uri().getPort())) {
            socket.write("GET /fluxar HT");
            assertThat(text(socket))
                    .startsWith("HTTP/1.1 408 ")
                    .endsWith("no whole request within 100 ms.\n");
        }
        TransportEnd.get(bound.close().toCompletableFuture());
    }

    private static String text(RawSocket socket) throws IOException {
        return new String(socket.readToEnd(), StandardCharsets.UTF_8);
    }
}
