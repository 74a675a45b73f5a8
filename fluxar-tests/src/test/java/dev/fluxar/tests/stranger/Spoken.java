package dev.fluxar.tests.stranger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Cbor;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.transport.WriteBuffer;
import java.util.HexFormat;

/** What a peer says, put together by hand from the specification. */
final class Spoken {

    private static final HexFormat HEX = HexFormat.of();

    private Spoken() {}

    /** {@code {"versions": [1]}} */
    static byte[] offer() {
        return HEX.parseHex("a16876657273696f6e738101");
    }

    /** §8.2 */
    static byte[] hello() {
        return hello(offer());
    }

    static byte[] hello(byte[] offer) {
        WriteBuffer out = new WriteBuffer(64);
        CborWriter.head(out, CborReader.ARRAY, 7);
        CborWriter.integer(out, 1);
        CborWriter.bytes(out, id(1));
        nulls(out, 3);
        CborWriter.head(out, CborReader.MAP, 1);
        CborWriter.text(out, "offer");
        CborWriter.bytes(out, offer);
        nulls(out, 1);
        return out.toByteArray();
    }

    /** §10.1, with a text as its argument. */
    static byte[] call(int number, String target, String argument) {
        WriteBuffer out = new WriteBuffer(64);
        CborWriter.head(out, CborReader.ARRAY, 7);
        CborWriter.integer(out, 2);
        CborWriter.bytes(out, id(number));
        nulls(out, 1);
        CborWriter.text(out, target);
        nulls(out, 1);
        CborWriter.text(out, argument);
        nulls(out, 1);
        return out.toByteArray();
    }

    /** §9.1 */
    static byte[] ping(int number) {
        WriteBuffer out = new WriteBuffer(64);
        CborWriter.head(out, CborReader.ARRAY, 7);
        CborWriter.integer(out, 1);
        CborWriter.bytes(out, id(number));
        nulls(out, 1);
        CborWriter.text(out, "ping");
        nulls(out, 3);
        return out.toByteArray();
    }

    /** §9.2, with a grace of ten seconds. */
    static byte[] bye(int number) {
        WriteBuffer out = new WriteBuffer(64);
        CborWriter.head(out, CborReader.ARRAY, 7);
        CborWriter.integer(out, 1);
        CborWriter.bytes(out, id(number));
        nulls(out, 1);
        CborWriter.text(out, "bye");
        nulls(out, 1);
        CborWriter.head(out, CborReader.MAP, 2);
        CborWriter.text(out, "code");
        CborWriter.integer(out, 0);
        CborWriter.text(out, "grace");
        CborWriter.integer(out, 10_000);
        nulls(out, 1);
        return out.toByteArray();
    }

    static byte[] id(int number) {
        byte[] id = HEX.parseHex("0193a5c8f00070008000000000000000");
        id[14] = (byte) (number >>> 8);
        id[15] = (byte) number;
        return id;
    }

    private static void nulls(WriteBuffer out, int count) {
        for (int i = 0; i < count; i++) {
            CborWriter.nil(out);
        }
    }

    /** The text as a payload. */
    static Cbor text(String text) {
        WriteBuffer out = new WriteBuffer(64);
        CborWriter.text(out, text);
        return Cbor.of(out.toByteArray());
    }

    /** A frame of a byte stream. §5.1-1 */
    static byte[] framed(byte[] content) {
        return join(prefix(content.length), content);
    }

    static byte[] prefix(long length) {
        return new byte[] {
            (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        };
    }

    static byte[] join(byte[]... parts) {
        WriteBuffer out = new WriteBuffer(64);
        for (byte[] part : parts) {
            out.write(part, 0, part.length);
        }
        return out.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }

    static byte[] hex(String digits) {
        return HEX.parseHex(digits.replace(" ", ""));
    }
}
