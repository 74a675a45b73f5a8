package dev.fluxar.message;

import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A payload on its way out: one encoded CBOR item, or the content of a byte string that is encoded
 * with its head when it is written. Holds its array by reference.
 */
public final class Payload {

    /** No payload: CBOR null. */
    public static final Payload NULL = new Payload(new byte[] {CborReader.NULL}, false);

    private final byte[] content;
    private final boolean byteString;

    private Payload(byte[] content, boolean byteString) {
        this.content = content;
        this.byteString = byteString;
    }

    /**
     * An item that is encoded already.
     *
     * @param encoded exactly one well-formed CBOR item, which the caller vouches for
     * @return never null
     */
    public static Payload item(byte[] encoded) {
        return new Payload(encoded, false);
    }

    /**
     * A byte string.
     *
     * @param content its bytes, which must not change while the payload is in use
     * @return never null
     */
    public static Payload bytes(byte[] content) {
        return new Payload(content, true);
    }

    /**
     * The payload of a value that may be absent.
     *
     * @param payload or null
     * @return {@link #NULL} for null
     */
    public static Payload orNull(@Nullable Payload payload) {
        return payload == null ? NULL : payload;
    }

    /**
     * How many bytes it takes in an envelope.
     *
     * @return at least 1
     */
    public int encodedLength() {
        return content.length + (byteString ? CborWriter.headLength(content.length) : 0);
    }

    /**
     * Appends the encoded item.
     *
     * @param out to append to
     */
    public void write(WriteBuffer out) {
        if (byteString) {
            CborWriter.head(out, CborReader.BYTES, content.length);
        }
        out.write(content, 0, content.length);
    }

    /**
     * Appends some of the encoded item's bytes: what travels in parts. §6.2-3
     *
     * @param out to append to
     * @param from how many of its bytes are left out
     * @param length how many follow, within {@link #encodedLength}
     */
    public void write(WriteBuffer out, int from, int length) {
        int head = encodedLength() - content.length;
        int at = from;
        int left = length;
        if (at < head) {
            byte[] bytes = new byte[CborWriter.MAX_HEAD];
            CborWriter.head(bytes, 0, CborReader.BYTES, content.length);
            int some = Math.min(left, head - at);
            out.write(bytes, at, some);
            at += some;
            left -= some;
        }
        if (left > 0) {
            out.write(content, at - head, left);
        }
    }
}
