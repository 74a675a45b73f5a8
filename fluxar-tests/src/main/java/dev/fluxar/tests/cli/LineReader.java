package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines of text in UTF-8 as they come, each of bounded length. For one thread. */
final class LineReader implements Closeable {

    private final InputStream in;
    private final String name;
    private final int mostBytes;

    private final byte[] buffer = new byte[8192];
    private int position;
    private int limit;

    private byte[] line = new byte[256];
    private int length;
    private long number;

    /**
     * Reads a source.
     *
     * @param name for people
     * @param mostBytes how long a line may be, without its end
     */
    LineReader(InputStream in, String name, int mostBytes) {
        this.in = in;
        this.name = name;
        this.mostBytes = mostBytes;
    }

    /** The next line without its end, or null behind the last one; waits for it. */
    @Nullable String next() throws IOException {
        number++;
        length = 0;
        while (true) {
            if (position == limit && !fill()) {
                return length == 0 ? null : text();
            }
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            take(end);
            if (position < limit) {
                position++;
                return text();
            }
        }
    }

    private boolean fill() throws IOException {
        int read = in.read(buffer);
        position = 0;
        limit = Math.max(0, read);
        return limit > 0;
    }

    private void take(int end) {
        int more = end - position;
        if (length + more > mostBytes) {
            throw new FluxarException(
                    ErrorCode.TOO_LARGE,
                    "line "
                            + number
                            + " of "
                            + name
                            + " is longer than "
                            + mostBytes
                            + " bytes, expected at most that");
        }
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.min(mostBytes, Math.max(length + more, 2 * length)));
        }
        System.arraycopy(buffer, position, line, length, more);
        length += more;
        position = end;
    }

    private String text() {
        int visible = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, visible, UTF_8);
    }

    /** Which line was returned last, from 1. */
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
