package dev.fluxar.message;

import dev.fluxar.transport.WriteBuffer;

/** Writes envelopes (spec §1): an array of seven items in preferred serialisation. */
public final class EnvelopeEncoder {

    private static final byte ARRAY_OF_SEVEN = (byte) 0x87;
    private static final byte BYTES_OF_SIXTEEN = 0x50;

    /** Array head, type, id, ref and the longest target head. */
    private static final int FIXED = 2 + 17 + 17 + 5;

    private EnvelopeEncoder() {}

    /**
     * Appends an envelope.
     *
     * @param envelope to write
     * @param out to append to
     * @param now the session's time, in nanoseconds
     */
    public static void encode(Envelope envelope, WriteBuffer out, long now) {
        byte[] target = envelope.target;
        byte[] meta = envelope.meta(now);
        byte[] array = out.reserve(FIXED + target.length + 1);
        int at = out.position();
        array[at] = ARRAY_OF_SEVEN; // §1.1-1
        array[at + 1] = (byte) envelope.type;
        at = id(array, at + 2, envelope.idHigh, envelope.idLow);
        at = id(array, at, envelope.refHigh, envelope.refLow);
        if (target.length == 0) {
            array[at++] = CborReader.NULL;
        } else {
            at = CborWriter.head(array, at, CborReader.TEXT, target.length);
            System.arraycopy(target, 0, array, at, target.length);
            at += target.length;
        }
        if (meta.length == 0) {
            array[at++] = CborReader.NULL;
            out.advance(at);
        } else {
            out.advance(at);
            out.write(meta, 0, meta.length);
        }
        envelope.payload.write(out);
        ErrorInfo error = envelope.error;
        if (error == null) {
            out.writeByte(CborReader.NULL);
        } else {
            error.write(out);
        }
    }

    private static int id(byte[] array, int at, long high, long low) {
        if ((high | low) == 0) {
            array[at] = CborReader.NULL;
            return at + 1;
        }
        array[at] = BYTES_OF_SIXTEEN;
        CborReader.LONGS.set(array, at + 1, high);
        CborReader.LONGS.set(array, at + 9, low);
        return at + 17;
    }
}
