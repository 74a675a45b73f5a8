package dev.fluxar.message;

import dev.fluxar.Credit;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Credit as CBOR, {@code [items, bytes]}: in limits, in the meta of opens and as the payload of
 * {@code resume} (spec §10.12 and §11.4).
 */
public final class CreditCodec {

    /** How many bytes it takes at most. */
    public static final int MAX_LENGTH = 1 + 2 * CborWriter.MAX_HEAD;

    private CreditCodec() {}

    /**
     * Appends credit; {@link Long#MAX_VALUE} is written as it is.
     *
     * @param out to append to
     * @param items how many
     * @param bytes how many
     */
    public static void write(WriteBuffer out, long items, long bytes) {
        byte[] array = out.reserve(MAX_LENGTH);
        int at = CborWriter.head(array, out.position(), CborReader.ARRAY, 2);
        at = CborWriter.head(array, at, CborReader.UNSIGNED, items);
        out.advance(CborWriter.head(array, at, CborReader.UNSIGNED, bytes));
    }

    /**
     * Appends credit.
     *
     * @param out to append to
     * @param credit any
     */
    public static void write(WriteBuffer out, Credit credit) {
        write(out, credit.items(), credit.bytes());
    }

    /**
     * Reads credit.
     *
     * @param in stands at the value
     * @param what names it in the error
     * @return numbers beyond {@link Long#MAX_VALUE} as that
     * @throws ProtocolException MALFORMED when it is no array of exactly two unsigned integers
     */
    public static Credit read(CborReader in, String what) {
        return readPair(in, what, "credit");
    }

    /**
     * Reads two numbers that are written as credit is.
     *
     * @param in stands at the value
     * @param what names it in the error
     * @param kind says in the error what it should be
     * @return numbers beyond {@link Long#MAX_VALUE} as that
     * @throws ProtocolException MALFORMED when it is no array of exactly two unsigned integers
     */
    public static Credit readPair(CborReader in, String what, String kind) {
        Credit pair = tryRead(in);
        if (pair == null) {
            throw malformed(what, kind);
        }
        return pair;
    }

    static ProtocolException malformed(String what) {
        return malformed(what, "credit");
    }

    private static ProtocolException malformed(String what, String kind) {
        return ProtocolException.malformed(
                what + " is no " + kind + ", expected an array of two unsigned integers");
    }

    /** Returns null when it is something else; the cursor stands anywhere then. */
    static @Nullable Credit tryRead(CborReader in) {
        if (in.peekMajor() != CborReader.ARRAY) {
            return null;
        }
        int size = in.readArray("credit");
        if ((size != 2 && size >= 0) || !isUnsigned(in)) {
            return null;
        }
        long items = in.readAtMost("items", Long.MAX_VALUE);
        if (!isUnsigned(in)) {
            return null;
        }
        long bytes = in.readAtMost("bytes", Long.MAX_VALUE);
        return size < 0 && !in.atBreak() ? null : new Credit(items, bytes);
    }

    private static boolean isUnsigned(CborReader in) {
        return in.peekMajor() == CborReader.UNSIGNED;
    }

    /**
     * Reads the payload of a {@code resume} that the rules let through.
     *
     * @param view a valid {@code resume}
     * @return null where it has no payload
     */
    public static @Nullable Credit ofResume(EnvelopeView view) {
        if (!view.hasPayload()) {
            return null;
        }
        int from = view.payloadOffset();
        CborReader in =
                new CborReader().reset(view.payloadSource(), from, from + view.payloadLength());
        return read(in, "payload of resume"); // §10.12-11
    }
}
