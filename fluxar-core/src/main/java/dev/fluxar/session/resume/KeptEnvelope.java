package dev.fluxar.session.resume;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.MessageType;
import dev.fluxar.transport.WriteBuffer;
import java.util.Arrays;

/**
 * An envelope that is kept, looked at again: whose it is, and how long it may still take. Reusable;
 * not thread-safe.
 */
final class KeptEnvelope {

    private static final int ID = 0x50;
    private static final byte[] PART = "part".getBytes(US_ASCII);

    private final CborReader in = new CborReader();
    private byte[] bytes = new byte[256];
    private int length;

    // Where the target stands.
    private int target;
    private boolean hasId;
    private boolean hasRef;
    private long high;
    private long low;

    /** Takes the present envelope of a walk. */
    void read(ReplayBuffer.Walk walk) {
        length = 0;
        walk.read(this::add);
        // [type, id, ref, ...], the type in one byte. §1.1
        int at = 2;
        hasId = (bytes[at] & 0xff) == ID;
        high = 0;
        low = 0;
        if (hasId) {
            id(at + 1);
        }
        at += hasId ? 17 : 1;
        hasRef = (bytes[at] & 0xff) == ID;
        if (hasRef) {
            id(at + 1);
        }
        target = at + (hasRef ? 17 : 1);
    }

    private void add(byte[] source, int offset, int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    private void id(int at) {
        high = longAt(at);
        low = longAt(at + 8);
    }

    private long longAt(int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (bytes[at + i] & 0xff);
        }
        return value;
    }

    int length() {
        return length;
    }

    boolean isOpen() {
        return hasId && !hasRef;
    }

    /** Of the exchange: the id of an open, the ref of a continuation. */
    long high() {
        return high;
    }

    /** Likewise, the low half. */
    long low() {
        return low;
    }

    /** Whether it is part of what an open of a call or a publish has announced. §6.2 */
    boolean isPartOfOpen() {
        int type = bytes[1];
        return hasRef
                && (type == MessageType.CALL.code() || type == MessageType.PUBLISH.code())
                && bytes[target] == 0x60 + PART.length
                && Arrays.equals(bytes, target + 1, target + 1 + PART.length, PART, 0, PART.length);
    }

    /** Whether it is one of the verbs that a rate counts. §11.5 */
    boolean isLightVerb() {
        int head = bytes[target] & 0xff;
        return hasRef
                && head > 0x60
                && head < 0x78
                && EnvelopeRules.isLightVerb(
                        Arrays.copyOfRange(bytes, target + 1, target + 1 + head - 0x60));
    }

    /** States another timeout, no longer than the one that stands there. §9.13-3 */
    void timeout(long millis) {
        in.reset(bytes, target, length);
        in.skip(CborReader.MAX_DEPTH);
        int entries = in.readMap("meta");
        for (int i = 0; in.more(entries, i); i++) {
            boolean found = in.readText("key of meta").equals("timeout");
            int from = in.position();
            in.skip(CborReader.MAX_DEPTH);
            if (found) {
                int to = in.position();
                byte[] head = new byte[CborWriter.MAX_HEAD];
                int headLength = CborWriter.head(head, 0, CborReader.UNSIGNED, millis);
                if (headLength <= to - from) { // Time has passed, so it always is.
                    System.arraycopy(head, 0, bytes, from, headLength);
                    System.arraycopy(bytes, to, bytes, from + headLength, length - to);
                    length -= to - from - headLength;
                }
                return;
            }
        }
    }

    void write(WriteBuffer out) {
        // Copied even where it is long: the array is used again for the next one.
        int at = 0;
        while (at < length) {
            int piece = Math.min(length - at, WriteBuffer.SPLICE_THRESHOLD - 1);
            out.write(bytes, at, piece);
            at += piece;
        }
    }
}
