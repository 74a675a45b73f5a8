package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.FluxarException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {

    private static final int MOST = 20_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8192})
    void linesEndWithALineFeedOrTheInput(int atOnce) throws IOException {
        assertThat(lines("a\nbü\r\n\n\nlast", atOnce)).containsExactly("a", "bü", "", "", "last");
        assertThat(lines("a\n", atOnce)).containsExactly("a");
        assertThat(lines("\n", atOnce)).containsExactly("");
        assertThat(lines("", atOnce)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256, 257, 8191, 8192, 8193, MOST})
    void aLineMayBeAsLongAsItMay(int length) throws IOException {
        String line = "x".repeat(length);
        assertThat(lines(line + "\n" + line, 5000)).containsExactly(line, line);
    }

    @Test
    void aLongerOneIsRefusedWithItsNumber() throws IOException {
        try (LineReader reader = reader("a\n" + "x".repeat(MOST + 1) + "\n", 8192)) {
            assertThat(reader.next()).isEqualTo("a");
            assertThatThrownBy(reader::next)
                    .isInstanceOf(FluxarException.class)
                    .hasMessage("line 2 of it is longer than 20000 bytes, expected at most that");
        }
    }

    @Test
    void anEndlessLineIsNotReadToItsEnd() {
        InputStream endless =
                new InputStream() {
                    private int read;

                    @Override
                    public int read() {
                        return 'x';
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        read += length;
                        assertThat(read).isLessThan(MOST + 2 * 8192);
                        java.util.Arrays.fill(target, offset, offset + length, (byte) 'x');
                        return length;
                    }
                };
        LineReader reader = new LineReader(endless, "it", MOST);
        assertThatThrownBy(reader::next).isInstanceOf(FluxarException.class);
    }

    @Test
    void whatIsNoUtf8IsReplaced() throws IOException {
        InputStream in = new ByteArrayInputStream(new byte[] {'a', (byte) 0xff, 'b'});
        assertThat(new LineReader(in, "it", MOST).next()).isEqualTo("a\ufffdb");
    }

    private static List<String> lines(String text, int atOnce) throws IOException {
        List<String> lines = new ArrayList<>();
        try (LineReader reader = reader(text, atOnce)) {
            String line;
            while ((line = reader.next()) != null) {
                lines.add(line);
                assertThat(reader.number()).isEqualTo(lines.size());
            }
        }
        return lines;
    }

    private static LineReader reader(String text, int atOnce) {
        InputStream in =
                new ByteArrayInputStream(text.getBytes(UTF_8)) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        return super.read(target, offset, Math.min(atOnce, length));
                    }
                };
        return new LineReader(in, "it", MOST);
    }
}
