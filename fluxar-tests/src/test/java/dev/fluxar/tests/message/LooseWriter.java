package dev.fluxar.tests.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes CBOR in every well-formed way but the preferred one: heads of any width, indefinite
 * lengths, strings in chunks. Shares no code with what it tests.
 */
final class LooseWriter {

    private final Random random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    LooseWriter(Random random) {
        this.random = random;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }

    int size() {
        return out.size();
    }

    void raw(String hex) {
        out.writeBytes(Fields.bytes(hex));
    }

    /** A head of any width that holds the argument. */
    void head(int major, long argument) {
        int least =
                argument < 0 || argument > 0xffff_ffffL
                        ? 4
                        : argument > 0xffff ? 3 : argument > 0xff ? 2 : argument > 23 ? 1 : 0;
        int width = least + random.nextInt(5 - least);
        out.write(major << 5 | (width == 0 ? (int) argument : 23 + width));
        for (int i = width == 0 ? -1 : (1 << width - 1) - 1; i >= 0; i--) {
            out.write((int) (argument >>> 8 * i));
        }
    }

    private boolean indefinite(int major) {
        if (random.nextInt(3) > 0) {
            return false;
        }
        out.write(major << 5 | 31);
        return true;
    }

    private void end() {
        out.write(0xff);
    }

    /** The head of a container; the result is to be given to {@link #close}. */
    boolean open(int major, int size) {
        boolean indefinite = indefinite(major);
        if (!indefinite) {
            head(major, size);
        }
        return indefinite;
    }

    void close(boolean indefinite) {
        if (indefinite) {
            end();
        }
    }

    void integer(long value) {
        head(value < 0 ? 1 : 0, value < 0 ? ~value : value);
    }

    void bytes(byte[] value) {
        if (!indefinite(2)) {
            head(2, value.length);
            out.writeBytes(value);
            return;
        }
        for (int at = 0; at < value.length || random.nextInt(4) == 0; ) {
            int length = random.nextInt(value.length - at + 1);
            head(2, length);
            out.write(value, at, length);
            at += length;
        }
        end();
    }

    void text(String value) {
        if (!indefinite(3)) {
            byte[] utf8 = value.getBytes(UTF_8);
            head(3, utf8.length);
            out.writeBytes(utf8);
            return;
        }
        // Chunks end between characters.
        int[] points = value.codePoints().toArray();
        for (int at = 0; at < points.length || random.nextInt(4) == 0; ) {
            int length = random.nextInt(points.length - at + 1);
            byte[] utf8 = new String(points, at, length).getBytes(UTF_8);
            head(3, utf8.length);
            out.writeBytes(utf8);
            at += length;
        }
        end();
    }

    void value(Object value) {
        if (value == null) {
            out.write(0xf6);
        } else if (value instanceof Boolean bool) {
            out.write(bool ? 0xf5 : 0xf4);
        } else if (value instanceof byte[] bytes) {
            bytes(bytes);
        } else if (value instanceof String text) {
            text(text);
        } else if (value instanceof Double number) {
            out.write(0xfb);
            long bits = Double.doubleToRawLongBits(number);
            for (int i = 7; i >= 0; i--) {
                out.write((int) (bits >>> 8 * i));
            }
        } else if (value instanceof Number number) {
            integer(number.longValue());
        } else if (value instanceof List<?> list) {
            boolean open = open(4, list.size());
            list.forEach(this::value);
            close(open);
        } else {
            map((Map<?, ?>) value);
        }
    }

    void map(Map<?, ?> map) {
        boolean open = open(5, map.size());
        map.forEach(
                (key, value) -> {
                    value(key);
                    value(value);
                });
        close(open);
    }
}
