package dev.fluxar.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HexFormat;

/**
 * CBOR items in diagnostic notation (RFC 8949 §8), for people: any well-formed item, whatever it
 * means. Output is printable and on one line. Values are shown as they stand, so a bignum is a
 * tagged byte string. Reusable, not thread-safe.
 */
public final class Diagnostic {

    /** How deep items may nest: more than the protocol allows, less than the stack does. */
    static final int MAX_DEPTH = 512;

    private final CborReader in = new CborReader();
    private final int maxBytes;
    private byte[] source = new byte[0];
    private StringBuilder out = new StringBuilder();

    /** Where the item being read begins. */
    private int at;

    private Diagnostic(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Shows every byte.
     *
     * @return a new one
     */
    public static Diagnostic complete() {
        return new Diagnostic(Integer.MAX_VALUE);
    }

    /**
     * Cuts long byte strings: {@code h'0011...'/ 2000 bytes /}.
     *
     * @param maxBytes how many bytes of a byte string are shown
     * @return a new one
     */
    public static Diagnostic abbreviated(int maxBytes) {
        return new Diagnostic(maxBytes);
    }

    /**
     * Writes exactly one item.
     *
     * @param item encoded
     * @return its notation
     * @throws ProtocolException when it is not well-formed, or more follows; the message begins
     *     with {@code offset n: }
     */
    public String of(byte[] item) {
        StringBuilder text = new StringBuilder();
        int end = append(item, 0, item.length, text);
        if (end < item.length) {
            throw ProtocolException.malformed(
                    "offset " + end + ": " + (item.length - end) + " bytes follow the item");
        }
        return text.toString();
    }

    /**
     * Appends the item at an offset.
     *
     * @param bytes hold the item
     * @param offset first byte
     * @param limit index after the last byte; more than the item may be there
     * @param text to append to
     * @return index after the item
     * @throws ProtocolException when there is no well-formed item; the message begins with {@code
     *     offset n: }, an index of {@code bytes}
     */
    public int append(byte[] bytes, int offset, int limit, StringBuilder text) {
        source = bytes;
        out = text;
        in.reset(bytes, offset, limit);
        try {
            item(MAX_DEPTH);
        } catch (ProtocolException e) {
            throw ProtocolException.malformed("offset " + at + ": " + e.getMessage());
        }
        return in.position();
    }

    private void item(int depth) {
        at = in.position();
        switch (in.peekMajor()) {
            case CborReader.UNSIGNED -> out.append(Long.toUnsignedString(in.readUnsigned("value")));
            case CborReader.NEGATIVE -> out.append(in.readNegative());
            case CborReader.BYTES, CborReader.TEXT -> string(in.peekMajor());
            case CborReader.ARRAY -> array(deeper(depth));
            case CborReader.MAP -> map(deeper(depth));
            case CborReader.TAG -> {
                out.append(Long.toUnsignedString(in.readTag())).append('(');
                item(deeper(depth));
                out.append(')');
            }
            default -> simple();
        }
    }

    private static int deeper(int depth) {
        if (depth == 0) {
            throw ProtocolException.malformed("nesting deeper than " + MAX_DEPTH + " levels");
        }
        return depth - 1;
    }

    private void array(int depth) {
        int size = in.readArray("array");
        out.append(size < 0 ? "[_ " : "[");
        for (int i = 0; more(size, i); i++) {
            out.append(i == 0 ? "" : ", ");
            item(depth);
        }
        out.append(']');
    }

    private void map(int depth) {
        int size = in.readMap("map");
        out.append(size < 0 ? "{_ " : "{");
        for (int i = 0; more(size, i); i++) {
            out.append(i == 0 ? "" : ", ");
            item(depth);
            out.append(": ");
            item(depth);
        }
        out.append('}');
    }

    private boolean more(int size, int index) {
        at = in.position();
        return in.more(size, index);
    }

    private void string(int kind) {
        if (definite(kind)) {
            return;
        }
        in.position(in.position() + 1);
        if (more(-1, 0)) {
            out.append("(_ ");
            int chunks = 0;
            do {
                out.append(chunks++ == 0 ? "" : ", ");
                chunk(kind);
            } while (more(-1, 0));
            out.append(')');
        } else {
            out.append(kind == CborReader.BYTES ? "''_" : "\"\"_");
        }
    }

    private void chunk(int kind) {
        if (in.peekMajor() != kind || !definite(kind)) {
            throw ProtocolException.malformed(
                    CborReader.describe(in.peek())
                            + " within an indefinite-length string, expected a chunk: "
                            + CborReader.describe(kind << 5)
                            + " of definite length");
        }
    }

    /** Reads a string of definite length; false, with nothing read, when it is another. */
    private boolean definite(int kind) {
        int length = in.tryDefinite(kind);
        if (length < 0) {
            return false;
        }
        int from = in.position();
        in.position(from + length);
        if (kind == CborReader.BYTES) {
            bytes(from, length);
        } else {
            text(from, length);
        }
        return true;
    }

    private void bytes(int from, int length) {
        int shown = Math.min(length, maxBytes);
        out.append("h'").append(HexFormat.of().formatHex(source, from, from + shown));
        out.append(shown < length ? "...'/ " + length + " bytes /" : "'");
    }

    private void text(int from, int length) {
        String text = new String(source, from, length, UTF_8);
        out.append('"');
        text.chars().forEach(unit -> escape((char) unit, out));
        out.append('"');
        try {
            Utf8.require(source, from, length, "text");
        } catch (ProtocolException notUtf8) {
            // Well-formed all the same (RFC 8949 §5.3.1): shown with what it really holds.
            out.append("/ not UTF-8: ");
            bytes(from, length);
            out.append(" /");
        }
    }

    private static void escape(char unit, StringBuilder out) {
        switch (unit) {
            case '"', '\\' -> out.append('\\').append(unit);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                switch (Character.getType(unit)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR ->
                            out.append(String.format("\\u%04x", (int) unit));
                    default -> out.append(unit);
                }
            }
        }
    }

    private void simple() {
        int from = in.position();
        in.skip(0);
        int initial = source[from] & 0xff;
        switch (initial) {
            case 0xf4 -> out.append("false");
            case 0xf5 -> out.append("true");
            case 0xf6 -> out.append("null");
            case 0xf7 -> out.append("undefined");
            case 0xf9, 0xfa, 0xfb -> out.append(number(floating(initial, from + 1)));
            default -> {
                int value = initial == 0xf8 ? source[from + 1] & 0xff : initial & 31;
                out.append("simple(").append(value).append(')');
            }
        }
    }

    private double floating(int initial, int from) {
        return switch (initial) {
            case 0xf9 -> Meta.halfToDouble((short) CborReader.SHORTS.get(source, from));
            case 0xfa -> Float.intBitsToFloat((int) CborReader.INTS.get(source, from));
            default -> Double.longBitsToDouble((long) CborReader.LONGS.get(source, from));
        };
    }

    /** As JavaScript writes numbers, with a point always: RFC 8949 appendix A. */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal digits = shortest(value);
        String text = digits.unscaledValue().abs().toString();
        // The value is 0.text × 10^point.
        int point = text.length() - digits.scale();
        String sign = value < 0 ? "-" : "";
        if (point > 21 || point < -5) {
            String fraction = text.length() == 1 ? "0" : text.substring(1);
            int exponent = point - 1;
            return sign
                    + text.charAt(0)
                    + "."
                    + fraction
                    + "e"
                    + (exponent < 0 ? "" : "+")
                    + exponent;
        }
        if (point <= 0) {
            return sign + "0." + "0".repeat(-point) + text;
        }
        if (point >= text.length()) {
            return sign + text + "0".repeat(point - text.length()) + ".0";
        }
        return sign + text.substring(0, point) + "." + text.substring(point);
    }

    /** The fewest digits that read back as the value; Double.toString has more on JDK 17. */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal rounded = exact;
        for (int digits = 17; digits > 0; digits--) {
            BigDecimal fewer = exact.round(new MathContext(digits));
            if (fewer.doubleValue() != value) {
                break;
            }
            rounded = fewer;
        }
        return rounded.stripTrailingZeros();
    }
}
