package dev.fluxar.tests.framing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.framing.Stranger;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrangerTest {

    /** §5.4-1 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET ", "POST", "HEAD", "PUT ", "OPTI", "DELE", "PRI ", "CONN", "PATC", "TRAC"
            })
    void aMethodOfHttpIsAnHttpRequest(String begin) {
        assertThat(of(begin)).isEqualTo(Stranger.HTTP_REQUEST);
    }

    /** §5.4-2 */
    @Test
    void aTlsHandshakeRecordIsATlsHello() {
        assertThat(Stranger.of(0x1603_0100)).isEqualTo(Stranger.TLS_HELLO);
        assertThat(Stranger.of(0x1603_03ff)).isEqualTo(Stranger.TLS_HELLO);
        assertThat(Stranger.of(0x1602_0300)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP, ': an HTTP response?'",
        "SSH-, ': an SSH banner?'",
        "GET , ': an HTTP request?'",
        "220 , ': text that begins with ''220 ''?'",
        "EHLO, ': text that begins with ''EHLO''?'"
    })
    void whatBeginsLikeTextIsNamed(String begin, String words) {
        int prefix = ByteBuffer.wrap((begin + "    ").getBytes(US_ASCII)).getInt();
        assertThat(Stranger.describe(prefix)).isEqualTo(words);
    }

    @Test
    void whatLooksLikeNothingIsNotNamed() {
        assertThat(Stranger.describe(0x8000_0000)).isEmpty();
        assertThat(Stranger.describe(-1)).isEmpty();
        assertThat(Stranger.describe(0)).isEmpty();
        assertThat(Stranger.describe(0x1503_0300)).isEqualTo(": a TLS alert?");
    }

    /** §5.4: a valid first prefix is nobody else's. */
    @Test
    void noValidFirstPrefixIsAStranger() {
        for (int length = 0; length <= 16_384; length++) {
            assertThat(Stranger.of(length)).isNull();
        }
    }

    /** §5.4-1 */
    @ParameterizedTest
    @ValueSource(strings = {"plain TCP", "a Unix socket"})
    void anHttpRequestIsAnsweredInHttp(String transport) {
        String answer = new String(Stranger.HTTP_REQUEST.answer(transport), UTF_8);
        int blank = answer.indexOf("\r\n\r\n");
        String body = answer.substring(blank + 4);
        assertThat(answer.substring(0, blank))
                .isEqualTo(
                        "HTTP/1.1 400 Bad Request\r\n"
                                + "Content-Type: text/plain; charset=utf-8\r\n"
                                + "Connection: close\r\n"
                                + "Content-Length: "
                                + body.getBytes(UTF_8).length);
        assertThat(body)
                .startsWith(
                        "This is a FLUXAR port (fluxar/1 over "
                                + transport
                                + "), not an HTTP server. ");
    }

    /** §5.4-2 */
    @Test
    void aTlsHelloIsAnsweredByAnAlert() {
        assertThat(Stranger.TLS_HELLO.answer("plain TCP"))
                .containsExactly(0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46);
    }

    /** §5.4-3: the others get a fatal bye, which is not made here. */
    @Test
    void othersHaveNoAnswerOfTheirOwn() {
        assertThat(Stranger.SSH.answer("plain TCP")).isEmpty();
        assertThat(Stranger.HTTP_RESPONSE.answer("plain TCP")).isEmpty();
        assertThat(Stranger.TLS_ALERT.answer("plain TCP")).isEmpty();
    }

    private static Stranger of(String begin) {
        return Stranger.of(ByteBuffer.wrap(begin.getBytes(US_ASCII)).getInt());
    }
}
