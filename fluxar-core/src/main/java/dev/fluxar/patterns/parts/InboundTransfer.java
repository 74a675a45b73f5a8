package dev.fluxar.patterns.parts;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ProtocolException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A payload that arrives in parts (spec §6.2 and §6.3). What it may take is reserved from the
 * beginning; memory is taken as bytes arrive. Confined to the session's thread.
 */
public final class InboundTransfer {

    private final Parts parts;
    private final int size;

    /** Null where the payload is read past. */
    private @Nullable EnvelopeView announced;

    /** What is reserved; 0 once given back. */
    private long held;

    /** Full ones, but for the last. */
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>(2);

    /** How much of the last chunk is filled. */
    private int filled;

    /** How many bytes were read. */
    private int read;

    InboundTransfer(Parts parts, @Nullable EnvelopeView announced, int size, long held) {
        this.parts = parts;
        this.announced = announced;
        this.size = size;
        this.held = held;
    }

    /**
     * Whether the bytes are read past: nobody wants them any more.
     *
     * @return true after {@link #discard}
     */
    public boolean discards() {
        return announced == null;
    }

    /**
     * The envelope that announced the payload: what abandons it may be about that.
     *
     * @return null where it is read past
     */
    public @Nullable EnvelopeView announced() {
        return announced;
    }

    /**
     * Takes the next part.
     *
     * @param part has a byte string
     * @return whether it was the last
     * @throws ProtocolException when it is empty, too long or too much
     */
    public boolean read(EnvelopeView part) {
        byte[] source = part.payloadSource();
        int from = part.payloadOffset();
        CborReader in = parts.reader().reset(source, from, from + part.payloadLength());
        int length = in.tryDefinite(CborReader.BYTES);
        from = in.position();
        if (length < 0) {
            source = in.readBytes("payload of a part");
            from = 0;
            length = source.length;
        }
        if (length == 0 || length > parts.maxPart()) {
            // §6.2-2
            throw Parts.violation("part of " + length + " bytes, expected 1 to " + parts.maxPart());
        }
        if (length > size - read) {
            // §6.2-4
            throw Parts.violation(
                    "part of "
                            + length
                            + " bytes where "
                            + (size - read)
                            + " are left of the "
                            + size
                            + " announced");
        }
        if (!discards()) {
            store(source, from, length);
        }
        read += length;
        return read == size;
    }

    /**
     * Chunks are filled one after the other, however short the parts: beyond what has arrived there
     * is never more than the rest of one. §6.3-8 §11.3-1
     */
    private void store(byte[] source, int offset, int length) {
        int from = offset;
        int left = length;
        int stored = read;
        while (left > 0) {
            byte[] last = chunks.peekLast();
            if (last == null || filled == last.length) {
                int most = Math.min(parts.maxPart(), Parts.LONGEST_PART);
                last = new byte[Math.min(most, size - stored)];
                chunks.add(last);
                filled = 0;
            }
            int some = Math.min(left, last.length - filled);
            System.arraycopy(source, from, last, filled, some);
            filled += some;
            stored += some;
            from += some;
            left -= some;
        }
    }

    /**
     * The announced envelope with the payload in its place, once the last part was read. §6.2-6
     *
     * @return stays valid, and is not kept here
     * @throws ProtocolException when the bytes are no payload
     */
    public EnvelopeView whole() {
        EnvelopeView view = announced;
        if (view == null || read != size) {
            throw new IllegalStateException(
                    read + " of " + size + " bytes are here, expected all of them");
        }
        byte[] whole = join();
        parts.requireItem(whole);
        view.payload(whole);
        announced = null;
        return view;
    }

    private byte[] join() {
        byte[] first = chunks.pollFirst();
        if (first != null && first.length == size) {
            return first;
        }
        byte[] whole = new byte[size];
        int at = 0;
        for (byte[] chunk = first; chunk != null; chunk = chunks.pollFirst()) {
            System.arraycopy(chunk, 0, whole, at, chunk.length);
            at += chunk.length;
        }
        return whole;
    }

    /** Nobody wants the payload any more: what is here is forgotten, what comes is read past. */
    public void discard() {
        announced = null;
        chunks.clear();
        giveBack();
    }

    /** The application has taken the payload. §6.3-1 */
    public void giveBack() {
        parts.release(held);
        held = 0;
    }
}
