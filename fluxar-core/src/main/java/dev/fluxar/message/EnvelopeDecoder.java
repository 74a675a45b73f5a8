package dev.fluxar.message;

import dev.fluxar.ErrorCode;
import java.util.Arrays;

/**
 * Reads envelopes in place (spec §1). Accepts any well-formed encoding (§1.2-2), checks the kind of
 * every field and that what it skips is well-formed. Reusable, not thread-safe.
 */
public final class EnvelopeDecoder {

    private static final int MAX_META_KEYS = ProtocolMap.MAX_KEYS;

    /** The envelope's array has depth 1, the meta map depth 2. §1.2-4 */
    private static final int PAYLOAD_DEPTH = CborReader.MAX_DEPTH - 1;

    private static final int META_DEPTH = CborReader.MAX_DEPTH - 2;

    private final CborReader in = new CborReader();
    private final byte[][] keySource = new byte[MAX_META_KEYS][];
    private final int[] keyOffset = new int[MAX_META_KEYS];
    private final int[] keyLength = new int[MAX_META_KEYS];

    // The string read last.
    private byte[] textSource = new byte[0];
    private int textOffset;
    private int textLength;

    /**
     * Reads one envelope.
     *
     * @param source holds the bytes
     * @param offset first byte
     * @param limit index after the last byte; more than one envelope may be there
     * @param view is filled in
     * @return index after the envelope
     * @throws ProtocolException when there is no well-formed envelope
     */
    public int decode(byte[] source, int offset, int limit, EnvelopeView view) {
        in.reset(source, offset, limit);
        view.source = source;
        view.start = offset;
        int items = in.readArray("envelope");
        if (items >= 0 && items != 7) {
            throw ProtocolException.malformed("envelope has " + items + " fields, expected 7");
        }
        view.type = type();
        id("id", source, view, true);
        id("ref", source, view, false);
        target(source, view);
        meta(source, view);
        view.payloadSource = source;
        view.payloadOffset = in.position();
        in.skip(PAYLOAD_DEPTH);
        view.payloadLength = in.position() - view.payloadOffset;
        if (in.peek() == 0xf6) {
            in.position(in.position() + 1);
            view.error = null;
        } else {
            view.error = error();
        }
        if (items < 0 && !in.atBreak()) {
            throw ProtocolException.malformed("envelope has more than 7 fields");
        }
        view.end = in.position();
        return view.end;
    }

    private int type() {
        long type = in.readUnsigned("field type");
        if (type < 1 || type > 7) {
            // §2.1-1
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR,
                    "field type is " + Long.toUnsignedString(type) + ", expected 1 to 7");
        }
        return (int) type;
    }

    private void id(String field, byte[] source, EnvelopeView view, boolean isId) {
        long high;
        long low;
        int initial = in.peek();
        if (initial == 0xf6) {
            in.position(in.position() + 1);
            high = 0;
            low = 0;
        } else {
            byte[] from = source;
            int at;
            if (in.peekMajor() != CborReader.BYTES) {
                throw wrong(field, initial, "a byte string of 16 or null");
            }
            int length = in.tryDefinite(CborReader.BYTES);
            if (length >= 0) {
                at = in.position();
                in.position(at + length);
            } else {
                from = in.readBytes(field);
                at = 0;
                length = from.length;
            }
            if (length != 16) {
                throw ProtocolException.malformed(
                        "field " + field + " has " + length + " bytes, expected 16");
            }
            high = (long) CborReader.LONGS.get(from, at);
            low = (long) CborReader.LONGS.get(from, at + 8);
            // §1.3-2
            if ((high | low) == 0) {
                throw ProtocolException.malformed(
                        "field " + field + " is the nil UUID, expected a UUID or null");
            }
        }
        if (isId) {
            view.idHigh = high;
            view.idLow = low;
        } else {
            view.refHigh = high;
            view.refLow = low;
        }
    }

    private void target(byte[] source, EnvelopeView view) {
        int initial = in.peek();
        if (initial == 0xf6) {
            in.position(in.position() + 1);
            view.targetLength = -1;
            return;
        }
        if (in.peekMajor() != CborReader.TEXT) {
            throw wrong("target", initial, "a text string or null");
        }
        text(source, "field target");
        view.targetSource = textSource;
        view.targetOffset = textOffset;
        view.targetLength = textLength;
    }

    /** Reads a text string in place where it is definite, and checks that it is UTF-8. */
    private void text(byte[] source, String what) {
        int length = in.tryDefinite(CborReader.TEXT);
        byte[] from = source;
        int at;
        if (length >= 0) {
            at = in.position();
            in.position(at + length);
        } else {
            from = in.string(CborReader.TEXT, what);
            at = 0;
            length = from.length;
        }
        Utf8.require(from, at, length, what);
        textSource = from;
        textOffset = at;
        textLength = length;
    }

    private void meta(byte[] source, EnvelopeView view) {
        int initial = in.peek();
        view.metaOffset = in.position();
        if (initial == 0xf6) {
            in.position(in.position() + 1);
            view.metaLength = 0;
            return;
        }
        if (in.peekMajor() != CborReader.MAP) {
            throw wrong("meta", initial, "a map or null");
        }
        int size = in.readMap("field meta");
        for (int i = 0; in.more(size, i); i++) {
            key(source, i);
            in.skip(META_DEPTH);
        }
        view.metaLength = in.position() - view.metaOffset;
    }

    private void key(byte[] source, int index) {
        if (index == MAX_META_KEYS) {
            throw ProtocolMap.tooMany("field meta");
        }
        if (in.peekMajor() != CborReader.TEXT) {
            throw wrong("meta, a key", in.peek(), "a text string");
        }
        text(source, "key of field meta");
        for (int i = 0; i < index; i++) {
            if (keyLength[i] == textLength
                    && Arrays.equals(
                            keySource[i],
                            keyOffset[i],
                            keyOffset[i] + textLength,
                            textSource,
                            textOffset,
                            textOffset + textLength)) {
                throw ProtocolException.malformed("field meta has a key twice");
            }
        }
        keySource[index] = textSource;
        keyOffset[index] = textOffset;
        keyLength[index] = textLength;
    }

    private ErrorInfo error() {
        if (in.peekMajor() != CborReader.MAP) {
            throw wrong("error", in.peek(), "a map or null");
        }
        return ErrorInfo.read(in);
    }

    /** §1.1-2 */
    private static ProtocolException wrong(String field, int initial, String expected) {
        return ProtocolException.malformed(
                "field "
                        + field
                        + " is "
                        + CborReader.describe(initial)
                        + ", expected "
                        + expected);
    }
}
