package dev.fluxar.tests.stranger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fluxar.ErrorCode;
import dev.fluxar.PeerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes to a plain stream socket and does not speak FLUXAR. */
@ParameterizedClass
@ValueSource(strings = {"tcp", "unix"})
@Timeout(120)
class StreamStrangersTest {

    private static final String TLS_HELLO =
            "16030100310100002d0303"
                    + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                    + "00000613011302130301000000";

    private final String scheme;
    private Hall hall;

    StreamStrangersTest(String scheme) {
        this.scheme = scheme;
    }

    @BeforeEach
    void open(@TempDir Path directory) throws InterruptedException {
        hall = Hall.open(scheme, directory, PeerOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        hall.close();
    }

    /** §5.4-1 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /",
                "POST /submit HTTP/1.1\r\nContent-Length: 100000\r\n\r\n",
                "HEAD / HTTP/1.0\r\n\r\n",
                "PUT /x HTTP/1.1\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\n\r\n",
                "DELETE /x HTTP/1.1\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\n\r\n",
                "PATCH /x HTTP/1.1\r\n\r\n",
                "TRACE / HTTP/1.1\r\n\r\n"
            })
    void anHttpClientIsAnsweredInHttp(String request) {
        for (boolean slowly : new boolean[] {false, true}) {
            try (RawClient client = hall.enterRaw()) {
                byte[] bytes = Spoken.ascii(request);
                String answer =
                        new String(
                                (slowly ? client.sendSlowly(bytes) : client.send(bytes))
                                        .readToEnd(),
                                UTF_8);
                int body = answer.indexOf("\r\n\r\n") + 4;
                assertThat(answer)
                        .startsWith(
                                "HTTP/1.1 400 Bad Request\r\n"
                                        + "Content-Type: text/plain; charset=utf-8\r\n"
                                        + "Connection: close\r\n"
                                        + "Content-Length: "
                                        + answer.substring(body).getBytes(UTF_8).length
                                        + "\r\n\r\n"
                                        + "This is a FLUXAR port (fluxar/1 over "
                                        + (scheme.equals("tcp") ? "plain TCP" : "a Unix socket")
                                        + "), not an HTTP server. ");
                assertThat(client.wasReset()).isFalse();
            }
        }
    }

    /** §5.5: what it still sends is read and thrown away, so that the answer is not lost. */
    @Test
    void anHttpClientThatGoesOnSendingReadsTheAnswer() {
        try (RawClient client = hall.enterRaw()) {
            client.send(Spoken.ascii("POST / HTTP/1.1\r\nContent-Length: 300000\r\n\r\n"));
            for (int i = 0; i < 30; i++) {
                client.send(new byte[10_000]);
            }
            assertThat(new String(client.readToEnd(), UTF_8)).startsWith("HTTP/1.1 400 ");
        }
    }

    /** §5.4-2 */
    @Test
    void aTlsHelloIsAnsweredByAnAlert() {
        for (boolean slowly : new boolean[] {false, true}) {
            try (RawClient client = hall.enterRaw()) {
                byte[] hello = Spoken.hex(TLS_HELLO);
                if (slowly) {
                    client.sendSlowly(hello);
                } else {
                    client.send(hello);
                }
                assertThat(client.readToEnd())
                        .containsExactly(0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46);
                assertThat(client.wasReset()).isFalse();
            }
        }
    }

    /** §5.4-2 */
    @Test
    void aTlsClientIsToldByTheAlert() throws IOException {
        if (scheme.equals("unix")) {
            return; // The JDK has no TLS over Unix sockets.
        }
        try (SSLSocket socket =
                (SSLSocket)
                        SSLSocketFactory.getDefault()
                                .createSocket(hall.uri().getHost(), hall.uri().getPort())) {
            socket.setSoTimeout((int) Await.LIMIT.toMillis());
            assertThat(catchThrowable(socket::startHandshake))
                    .hasMessageContaining("protocol_version");
        }
    }

    /** §5.1-3 §5.1-4 §5.4-3 §9.3-1 */
    @ParameterizedTest
    @ValueSource(longs = {0, 16_385, 1L << 30, (1L << 31) - 1, 1L << 31, (1L << 32) - 1})
    void aLengthThatNoFrameMayHaveIsAnsweredByAFatalBye(long length) {
        for (byte[] more : List.of(new byte[0], new byte[1], new byte[200_000])) {
            try (Line line = hall.enter()) {
                line.raw().send(Spoken.join(Spoken.prefix(length), more));
                assertThat(line.hearOut())
                        .singleElement()
                        .satisfies(
                                bye -> {
                                    assertThat(bye.isFatalBye(ErrorCode.PROTOCOL_ERROR)).isTrue();
                                    assertThat(bye.error().message())
                                            .isEqualTo(
                                                    length == 0
                                                            ? "frame of 0 bytes announced, expected"
                                                                    + " at least 1"
                                                            : "frame of "
                                                                    + length
                                                                    + " bytes announced, at most"
                                                                    + " 16384 accepted");
                                });
                assertThat(line.raw().wasReset()).isFalse();
            }
        }
    }

    /** §5.1-4: words that are no HTTP are lengths like others, on the wire. */
    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.6\r\n", "EHLO example.com\r\n", "HTTP/1.1 200 OK"})
    void otherTextIsALengthThatIsTooGreat(String text) {
        try (Line line = hall.enter()) {
            line.raw().send(Spoken.ascii(text));
            assertThat(line.hearOut())
                    .singleElement()
                    .satisfies(
                            bye -> {
                                assertThat(bye.isFatalBye(ErrorCode.PROTOCOL_ERROR)).isTrue();
                                assertThat(bye.error().message())
                                        .matches(
                                                "frame of \\d+ bytes announced, at most 16384"
                                                        + " accepted");
                            });
        }
    }

    /** §5.4-3, for 400 strangers of which nobody has thought. */
    @Test
    void randomBytesAreAnsweredOrClosed() {
        Random random = new Random(20_261_101);
        int answered = 0;
        for (int round = 0; round < 400; round++) {
            byte[] bytes = new byte[1 + random.nextInt(round % 4 == 0 ? 5000 : 40)];
            random.nextBytes(bytes);
            if (round % 2 == 0 && bytes.length > 4) {
                // A length that is accepted: the content is what is wrong.
                System.arraycopy(Spoken.prefix(bytes.length - 4), 0, bytes, 0, 4);
            }
            try (Line line = hall.enter()) {
                line.raw().send(bytes).endOutput();
                List<Heard> heard = line.hearOut();
                answered += heard.size();
                assertThat(heard)
                        .as("round %d", round)
                        .hasSizeLessThanOrEqualTo(1)
                        .allMatch(
                                bye ->
                                        bye.isFatalBye(ErrorCode.PROTOCOL_ERROR)
                                                || bye.isFatalBye(ErrorCode.MALFORMED));
            }
        }
        assertThat(answered).isGreaterThan(250);
    }

    /** §5.1-2 §8.3-6: a second frame in the same read as the hello. */
    @Test
    void everythingInOneReadIsASession() {
        try (Line line = hall.enter()) {
            line.raw()
                    .send(
                            Spoken.join(
                                    line.framed(Spoken.hello()),
                                    line.framed(Spoken.call(2, "echo", "a")),
                                    line.framed(Spoken.bye(3))))
                    .endOutput();
            List<Heard> heard = line.hearOut();
            assertThat(heard.get(0).isAnswer()).isTrue();
            assertThat(heard.subList(1, heard.size()))
                    .hasSize(2)
                    .anyMatch(reply -> reply.payload().equals(Spoken.text("a")))
                    .anyMatch(answer -> answer.type() == 1 && answer.ref() != 0);
        }
    }

    /** §5.5-1 §5.5-2: frames that came before the end are acted on, then it is over. */
    @Test
    void anEndBehindAWholeFrameIsSeenAfterIt() {
        try (Line line = hall.enter()) {
            line.say(Spoken.hello());
            assertThat(line.hear().isAnswer()).isTrue();
            line.say(Spoken.call(2, "echo", "last")).raw().endOutput();
            assertThat(line.hear().payload()).isEqualTo(Spoken.text("last"));
            assertThat(line.hearOut()).isEmpty();
        }
    }

    /** §8.1-7 */
    @Test
    void whoNeverSaysAnythingIsToldThatTheTimeIsOver(@TempDir Path directory)
            throws InterruptedException {
        try (Hall impatient =
                Hall.open(
                        scheme,
                        directory,
                        PeerOptions.DEFAULT.withHandshakeTimeout(Duration.ofMillis(300)))) {
            for (byte[] begin :
                    List.of(
                            new byte[0],
                            new byte[3],
                            Spoken.framed(new byte[100]),
                            "GE".getBytes(UTF_8))) {
                byte[] cut = begin.length > 4 ? java.util.Arrays.copyOf(begin, 50) : begin;
                try (Line line = impatient.enter()) {
                    line.raw().send(cut);
                    assertThat(line.hearOut())
                            .singleElement()
                            .matches(bye -> bye.isFatalBye(ErrorCode.HANDSHAKE_TIMEOUT))
                            .satisfies(
                                    bye ->
                                            assertThat(bye.error().message())
                                                    .isEqualTo("no handshake within 300 ms"));
                }
            }
        }
    }

    /** §8.1-7: every byte in its time does not make it longer. */
    @Test
    void whoSendsAByteNowAndThenIsToldThatTheTimeIsOver(@TempDir Path directory)
            throws InterruptedException {
        try (Hall impatient =
                        Hall.open(
                                scheme,
                                directory,
                                PeerOptions.DEFAULT.withHandshakeTimeout(Duration.ofMillis(300)));
                Line line = impatient.enter()) {
            byte[] frame = Spoken.framed(new byte[16_384]);
            int sent = 0;
            while (!line.raw().hearsWithin(20) && sent < frame.length) {
                line.raw().send(new byte[] {frame[sent++]});
            }
            assertThat(line.hearOut())
                    .singleElement()
                    .matches(bye -> bye.isFatalBye(ErrorCode.HANDSHAKE_TIMEOUT));
            assertThat(sent).isLessThan(200);
        }
    }
}
