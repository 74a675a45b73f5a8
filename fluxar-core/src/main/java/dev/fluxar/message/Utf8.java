package dev.fluxar.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Text to bytes and back, strictly: what has no exact counterpart is refused. §1.2-5 */
public final class Utf8 {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    /**
     * Encodes a text that must not change on its way: Java would send a surrogate without its pair
     * as a question mark.
     *
     * @param what names the text in the error
     * @param text to encode
     * @return its UTF-8
     * @throws IllegalArgumentException when it has no encoding in UTF-8
     */
    public static byte[] encode(String what, String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        int lone = loneSurrogate(text);
        if (lone >= 0) {
            throw new IllegalArgumentException(
                    what + " has a surrogate without its pair at character " + lone);
        }
        return utf8;
    }

    /** The index of the first surrogate without its pair, or -1. */
    static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.isLowSurrogate(text.charAt(i))
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /**
     * Decodes UTF-8 strictly.
     *
     * @param source holds the bytes
     * @param offset first byte
     * @param length number of bytes
     * @param what names the item in the error
     * @return the text
     */
    static String decode(byte[] source, int offset, int length, String what) {
        require(source, offset, length, what);
        return new String(source, offset, length, UTF_8);
    }

    /** §1.2-5 */
    static void require(byte[] source, int offset, int length, String what) {
        if (!isValid(source, offset, offset + length)) {
            throw ProtocolException.malformed(what + " is not valid UTF-8");
        }
    }

    /** Whether bytes are UTF-8 by RFC 3629: shortest forms, no surrogates, up to U+10FFFF. */
    private static boolean isValid(byte[] source, int from, int limit) {
        int at = from;
        while (limit - at >= Long.BYTES && ((long) LONGS.get(source, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < limit) {
            int first = source[at++];
            if (first >= 0) {
                continue;
            }
            first &= 0xff;
            int more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
            if (first < 0xc2 || first > 0xf4 || limit - at < more) {
                return false;
            }
            int second = source[at] & 0xff;
            int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
            int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
            if (second < least || second > most) {
                return false;
            }
            for (int i = 1; i < more; i++) {
                if ((source[at + i] & 0xc0) != 0x80) {
                    return false;
                }
            }
            at += more;
        }
        return true;
    }
}
