package dev.fluxar.tests.stranger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fluxar.ErrorCode;
import dev.fluxar.PeerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes to a WebSocket port and wants something else, or breaks the rules of WebSocket. */
@Timeout(120)
class WebSocketStrangersTest {

    private Hall hall;

    @BeforeEach
    void open(@TempDir Path directory) throws InterruptedException {
        hall = Hall.open("ws", directory, PeerOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        hall.close();
    }

    @Nested
    class BeforeTheUpgrade {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                    "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\nabc",
                    "HEAD / HTTP/1.0\r\n\r\n",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                })
        void anHttpClientIsAnsweredInHttp(String request) {
            for (boolean slowly : new boolean[] {false, true}) {
                try (RawClient client = hall.enterRaw()) {
                    byte[] bytes = Spoken.ascii(request);
                    String answer = text((slowly ? client.sendSlowly(bytes) : client.send(bytes)));
                    assertThat(answer).startsWith("HTTP/1.1 4").contains("This is a FLUXAR port");
                    assertThat(client.wasReset()).isFalse();
                }
            }
        }

        @Test
        void aPeerOverPlainTcpIsAnsweredInWords() {
            try (RawClient client = hall.enterRaw()) {
                assertThat(text(client.send(Spoken.framed(Spoken.hello()))))
                        .startsWith("HTTP/1.1 400 Bad Request\r\n")
                        .contains("needs a tcp: port");
            }
        }

        @Test
        void aTlsClientIsToldByAnAlert() throws IOException {
            try (SSLSocket socket =
                    (SSLSocket)
                            SSLSocketFactory.getDefault()
                                    .createSocket(hall.uri().getHost(), hall.uri().getPort())) {
                socket.setSoTimeout((int) Await.LIMIT.toMillis());
                assertThat(catchThrowable(socket::startHandshake))
                        .hasMessageContaining("protocol_version");
            }
        }

        /** §5.2-3 */
        @ParameterizedTest
        @ValueSource(strings = {"", "chat", "fluxar.2, chat", "FLUXAR.1"})
        void withoutTheSubprotocolItIsRefused(String subprotocol) {
            try (RawClient client = hall.enterRaw()) {
                byte[] answer =
                        client.send(WebSocketBytes.upgrade(hall.uri(), subprotocol)).readToEnd();
                int head = WebSocketBytes.endOfHead(answer);
                assertThat(head).isPositive();
                if (new String(answer, UTF_8).startsWith("HTTP/1.1 101")) {
                    WebSocketBytes.Message close =
                            WebSocketBytes.read(Arrays.copyOfRange(answer, head, answer.length));
                    assertThat(close).isNotNull();
                    assertThat(close.opcode()).isEqualTo(WebSocketBytes.CLOSE);
                    assertThat(close.content()).startsWith(0x03, 0xea); // 1002
                    assertThat(new String(close.content(), 2, close.content().length - 2, UTF_8))
                            .contains("fluxar.1");
                } else {
                    assertThat(new String(answer, UTF_8)).startsWith("HTTP/1.1 4");
                }
            }
        }

        /** §5.2-3 */
        @Test
        void fluxarIsChosenAmongOthers() {
            try (RawClient client = hall.enterRaw()) {
                client.send(WebSocketBytes.upgrade(hall.uri(), "chat, fluxar.1, other"));
                assertThat(new String(client.readSome(), UTF_8))
                        .startsWith("HTTP/1.1 101 ")
                        .containsIgnoringCase("Sec-WebSocket-Protocol: fluxar.1\r\n");
            }
        }

        @Test
        void anUpgradeCutAtEveryByteIsClosed() {
            byte[] request = WebSocketBytes.upgrade(hall.uri(), "fluxar.1");
            for (int cut = 0; cut < request.length; cut++) {
                try (RawClient client = hall.enterRaw()) {
                    String answer = text(client.send(Arrays.copyOf(request, cut)).endOutput());
                    assertThat(answer).as("cut at %d", cut).doesNotStartWith("HTTP/1.1 101");
                }
            }
        }

        @Test
        void randomBytesAreAnsweredOrClosed() {
            Random random = new Random(9);
            for (int round = 0; round < 200; round++) {
                byte[] bytes = new byte[1 + random.nextInt(3000)];
                random.nextBytes(bytes);
                try (RawClient client = hall.enterRaw()) {
                    byte[] answer = client.send(bytes).endOutput().readToEnd();
                    assertThat(new String(answer, UTF_8))
                            .as("round %d", round)
                            .matches(
                                    said ->
                                            said.isEmpty()
                                                    || said.startsWith("HTTP/1.1 4")
                                                    || answer[0] == 0x15);
                }
            }
        }

        /** §5.4-4 */
        @ParameterizedTest
        @ValueSource(strings = {"GET /", "GET / HTTP/1.1\r\nX: ", "GET / HTTP/1.1\r\n"})
        void aHeadWithoutAnEndIsAnsweredBeforeItGrowsLong(String begin) {
            try (RawClient client = hall.enterRaw()) {
                client.send(Spoken.ascii(begin));
                String line = begin.endsWith("\n") ? "Name: value\r\n" : "aaaaaaaaaaaaa";
                int sent = 0;
                while (!client.hearsWithin(0) && sent < 1 << 20) {
                    client.send(Spoken.ascii(line));
                    sent += line.length();
                }
                assertThat(text(client)).startsWith("HTTP/1.1 400 ");
                assertThat(sent).isLessThan(1 << 20);
            }
        }

        /** §8.1-7: the time of the upgrade is part of the handshake's. */
        @Test
        void whoNeverFinishesTheRequestIsToldThatTheTimeIsOver(@TempDir Path directory)
                throws InterruptedException {
            try (Hall impatient = Hall.open("ws", directory, impatience())) {
                for (String begin : List.of("", "G", "GET /fluxar HTTP/1.1\r\nHost: a\r\n")) {
                    try (RawClient client = impatient.enterRaw()) {
                        assertThat(text(client.send(Spoken.ascii(begin))))
                                .startsWith("HTTP/1.1 408 ")
                                .contains("within 400 ms");
                    }
                }
            }
        }
    }

    @Nested
    class AfterTheUpgrade {

        /** §5.2-5 */
        @Test
        void aTextMessageClosesWith1003() {
            assertClosesWith(1003, WebSocketBytes.frame(WebSocketBytes.TEXT, true, new byte[5]));
        }

        /** §5.2-6 §5.4-4: long before it is there. */
        @ParameterizedTest
        @ValueSource(longs = {16_385, 65_536, 1 << 20, 1L << 31, 1L << 40})
        void aMessageThatIsTooLongForAHandshakeClosesWith1009(long length) {
            assertClosesWith(
                    1009,
                    Spoken.join(
                            WebSocketBytes.head(WebSocketBytes.BINARY, true, length), new byte[4]));
        }

        /** §5.2-6 §5.4-4 */
        @Test
        void fragmentsThatAreTooLongTogetherCloseWith1009() {
            byte[] some = WebSocketBytes.frame(WebSocketBytes.BINARY, false, new byte[16_000]);
            byte[] more = WebSocketBytes.frame(WebSocketBytes.CONTINUATION, false, new byte[385]);
            assertClosesWith(1009, Spoken.join(some, more));
        }

        /** §5.2-6: the limit that was announced, once there is a session. */
        @Test
        void inASessionTheAnnouncedLimitHolds() {
            try (Line line = hall.enter()) {
                line.say(Spoken.hello());
                assertThat(line.hear().isAnswer()).isTrue();
                String text = "x".repeat(1_000_000);
                line.say(Spoken.call(2, "echo", text));
                assertThat(line.hear().payload()).isEqualTo(Spoken.text(text));
                line.raw().send(WebSocketBytes.head(WebSocketBytes.BINARY, true, 1_114_113));
                assertThat(line.hearOut()).isEmpty();
                assertThat(line.closeStatus()).isEqualTo(1009);
            }
        }

        /** §8.3-6: a long message in the same read as the hello is decoded by the new limit. */
        @Test
        void aLongCallRightBehindTheHelloIsAccepted() {
            try (Line line = hall.enter()) {
                String text = "y".repeat(100_000);
                line.raw()
                        .send(
                                Spoken.join(
                                        line.framed(Spoken.hello()),
                                        line.framed(Spoken.call(2, "echo", "short")),
                                        line.framed(Spoken.call(3, "echo", text))));
                assertThat(line.hear().isAnswer()).isTrue();
                assertThat(line.hear().payload()).isEqualTo(Spoken.text("short"));
                assertThat(line.hear().payload()).isEqualTo(Spoken.text(text));
            }
        }

        /** §5.1-3 by way of §5.2 */
        @Test
        void anEmptyMessageIsAnsweredByAFatalBye() {
            try (Line line = hall.enter()) {
                line.raw().send(WebSocketBytes.message(new byte[0]));
                assertThat(line.hearOut())
                        .singleElement()
                        .matches(bye -> bye.isFatalBye(ErrorCode.PROTOCOL_ERROR));
                assertThat(line.closeStatus()).isEqualTo(1002);
            }
        }

        @Test
        void framesThatBreakTheRulesOfWebSocketCloseWith1002() {
            byte[] unmasked = {(byte) 0x82, 1, 0};
            byte[] reserved = WebSocketBytes.frame(3, true, new byte[1]);
            byte[] extension = WebSocketBytes.frame(0x42, true, new byte[1]);
            byte[] orphan = WebSocketBytes.frame(WebSocketBytes.CONTINUATION, true, new byte[1]);
            byte[] longPing = WebSocketBytes.frame(WebSocketBytes.PING, true, new byte[126]);
            byte[] negative = Spoken.hex("82ff" + "ffffffffffffffff" + "00000000");
            for (byte[] frame :
                    List.of(unmasked, reserved, extension, orphan, longPing, negative)) {
                assertClosesWith(1002, frame);
            }
        }

        /** §5.2-1: how WebSocket fragments a message has no meaning. */
        @Test
        void aHelloInFragmentsOfOneByteWithPingsBetweenThemIsAHello() {
            try (Line line = hall.enter()) {
                byte[] hello = Spoken.hello();
                for (int i = 0; i < hello.length; i++) {
                    line.raw()
                            .send(
                                    Spoken.join(
                                            WebSocketBytes.frame(
                                                    i == 0
                                                            ? WebSocketBytes.BINARY
                                                            : WebSocketBytes.CONTINUATION,
                                                    i == hello.length - 1,
                                                    new byte[] {hello[i]}),
                                            WebSocketBytes.frame(
                                                    WebSocketBytes.PING, true, new byte[2])));
                }
                assertThat(line.hear().isAnswer()).isTrue();
                line.say(Spoken.call(2, "echo", "z"));
                assertThat(line.hear().payload()).isEqualTo(Spoken.text("z"));
            }
        }

        /** §5.2-1: neither have empty fragments, of which there may be any number. */
        @Test
        void emptyFragmentsHoldNothing() {
            try (Line line = hall.enter()) {
                line.raw().send(WebSocketBytes.frame(WebSocketBytes.BINARY, false, new byte[0]));
                byte[] empty =
                        WebSocketBytes.frame(WebSocketBytes.CONTINUATION, false, new byte[0]);
                for (int i = 0; i < 20_000; i++) {
                    line.raw().send(empty);
                }
                line.raw()
                        .send(
                                WebSocketBytes.frame(
                                        WebSocketBytes.CONTINUATION, true, Spoken.hello()));
                assertThat(line.hear().isAnswer()).isTrue();
            }
        }

        /** §8.1-7 §5.2 */
        @Test
        void whoNeverSaysHelloIsToldThatTheTimeIsOver(@TempDir Path directory)
                throws InterruptedException {
            try (Hall impatient = Hall.open("ws", directory, impatience());
                    Line line = impatient.enter()) {
                assertThat(line.hearOut())
                        .singleElement()
                        .matches(bye -> bye.isFatalBye(ErrorCode.HANDSHAKE_TIMEOUT));
                assertThat(line.closeStatus()).isEqualTo(1002);
            }
        }

        /** §5.5: who does not answer the close is cut off. */
        @Test
        void whoDoesNotAnswerACloseIsCutOff() {
            try (Line line = hall.enter()) {
                byte[] said = line.raw().send(line.framed(new byte[1])).readToEnd();
                assertThat(said).isNotEmpty();
            }
        }

        @Test
        void bytesBeforeTheAnswerToTheUpgradeCloseWith1002() {
            try (RawClient client = hall.enterRaw()) {
                byte[] answer =
                        client.send(
                                        Spoken.join(
                                                WebSocketBytes.upgrade(hall.uri(), "fluxar.1"),
                                                WebSocketBytes.message(Spoken.hello())))
                                .readToEnd();
                assertThat(new String(answer, UTF_8))
                        .startsWith("HTTP/1.1 101 ")
                        .endsWith("bytes came before the upgrade was done");
            }
        }

        private void assertClosesWith(int status, byte[] bytes) {
            try (Line line = hall.enter()) {
                line.raw().send(bytes);
                assertThat(line.hearOut()).isEmpty();
                assertThat(line.closeStatus()).isEqualTo(status);
            }
        }
    }

    private static PeerOptions impatience() {
        return PeerOptions.DEFAULT.withHandshakeTimeout(Duration.ofMillis(400));
    }

    private static String text(RawClient client) {
        return new String(client.readToEnd(), UTF_8);
    }
}
