package dev.fluxar.session.resume;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.ProtocolException;

/**
 * The numbers of what is read (spec §5.6 and §9.7): holds those of each frame against what was
 * received before, and tells what is new. Not thread-safe.
 */
public final class Receiving {

    private static final int NULL = 0xf6;

    private final CborReader in = new CborReader();
    private final AckClock acks;

    /** The highest number that was read; all lower ones were read too. */
    private long received;

    // Valid for a frame.
    private boolean numbered;
    private boolean tracked;
    private long next;

    /**
     * Starts with nothing received.
     *
     * @param acks is told what was read
     */
    public Receiving(AckClock acks) {
        this.acks = acks;
    }

    /**
     * The highest number that was read.
     *
     * @return 0 for nothing
     */
    public long received() {
        return received;
    }

    /**
     * When to ack.
     *
     * @return the same one always
     */
    public AckClock acks() {
        return acks;
    }

    /**
     * A frame begins: reads its number, if it has one. §5.6-1
     *
     * @param source holds the content
     * @param offset first byte
     * @param limit index after the last byte, behind {@code offset}
     * @return index of the first envelope
     * @throws ProtocolException when the number is 0, or leaves a gap
     */
    public int beginFrame(byte[] source, int offset, int limit) {
        tracked = false;
        numbered = (source[offset] & 0xff) >> 5 == CborReader.UNSIGNED;
        if (!numbered) {
            return offset;
        }
        next = in.reset(source, offset, limit).readUnsigned("number of a frame");
        if (next == 0 || Long.compareUnsigned(next, received + 1) > 0) {
            // §9.7-4
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR,
                    "number of a frame is "
                            + Long.toUnsignedString(next)
                            + ", expected 1 to "
                            + (received + 1));
        }
        return in.position();
    }

    /**
     * Takes a null in place of an envelope: it uses a number, and nothing else. §5.6-4
     *
     * @param initial the first byte of what comes next
     * @param now nanoseconds
     * @return whether it is such a null; in a frame without a number there are none
     */
    public boolean takesNull(byte initial, long now) {
        if (!numbered || (initial & 0xff) != NULL) {
            return false;
        }
        count(1, now);
        return true;
    }

    /**
     * Counts an envelope that was decoded.
     *
     * @param view the envelope
     * @param now nanoseconds
     * @return whether it is to be acted on; false for one that was received before. §9.7-5
     * @throws ProtocolException when it is tracked and its frame has no number
     */
    public boolean isNew(EnvelopeView view, long now) {
        if (view.type() == MessageType.HELLO) {
            return true;
        }
        if (!numbered) {
            // §5.6-2
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR,
                    "envelope of type "
                            + view.type().code()
                            + " in a frame without a number, expected one at its beginning");
        }
        return count(view.length(), now);
    }

    /** Whatever becomes of it. §9.7-6 */
    private boolean count(int length, long now) {
        tracked = true;
        acks.read(length, now);
        boolean fresh = next > received;
        if (fresh) {
            received = next;
        }
        next++;
        return fresh;
    }

    /**
     * The frame is read to its end.
     *
     * @throws ProtocolException when it has a number, and nothing that uses it
     */
    public void endFrame() {
        if (numbered && !tracked) {
            // §5.6-2
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR,
                    "number "
                            + next
                            + " in a frame without an envelope of types 2 to 7, expected one");
        }
    }
}
