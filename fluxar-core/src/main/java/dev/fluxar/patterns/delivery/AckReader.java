package dev.fluxar.patterns.delivery;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ProtocolException;

/**
 * Reads the payloads of acks and nacks, range by range (spec §10.22-4 to §10.22-7). Reusable, not
 * thread-safe.
 */
public final class AckReader {

    private static final int ACK = 2;
    private static final int NACK = 4;

    private final CborReader in = new CborReader();

    // The payload.
    private int width;
    private int size;
    private int index;
    private long highest;

    // The range read last.
    private long first;
    private long last;
    private long attempt;
    private long delayMillis;

    /**
     * Begins with a payload.
     *
     * @param view an ack or a nack
     * @param nack which of the two
     * @param sent the highest seq that may be named
     * @throws ProtocolException MALFORMED where it is no array, or of another length
     */
    public void reset(EnvelopeView view, boolean nack, long sent) {
        int from = view.payloadOffset();
        in.reset(view.payloadSource(), from, from + view.payloadLength());
        width = nack ? NACK : ACK;
        highest = sent;
        index = 0;
        last = 0;
        size = in.readArray(what());
        if (size == 0 || (size > 0 && size % width != 0)) {
            throw malformed(size);
        }
    }

    private String what() {
        return width == ACK ? "payload of ack" : "payload of nack";
    }

    private ProtocolException malformed(int numbers) {
        return new ProtocolException(
                ErrorCode.MALFORMED, // §10.22-4 §10.22-5
                what() + " has " + numbers + " numbers, expected a multiple of " + width);
    }

    /**
     * Reads the next range.
     *
     * @return false at the end
     * @throws ProtocolException MALFORMED where it holds something else than unsigned integers;
     *     PROTOCOL_ERROR where ranges are out of order, or name what was not sent
     */
    public boolean next() {
        if (!in.more(size, index)) {
            if (index == 0) {
                throw malformed(0);
            }
            return false;
        }
        long before = last;
        first = number();
        last = number();
        if (width == NACK) {
            attempt = number();
            delayMillis = number();
        }
        if (first <= before || last < first) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR, // §10.22-6
                    what()
                            + " has range "
                            + first
                            + " to "
                            + last
                            + " behind "
                            + before
                            + ", expected ascending ranges");
        }
        if (last > highest) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR, // §10.22-7
                    what() + " names event " + last + ", the highest sent is " + highest);
        }
        return true;
    }

    private long number() {
        if (size < 0 && index % width != 0 && in.peek() == 0xff) {
            throw malformed(index);
        }
        index++;
        return in.readAtMost(what(), Long.MAX_VALUE);
    }

    /**
     * The lowest seq of the range read last.
     *
     * @return from 1
     */
    public long first() {
        return first;
    }

    /**
     * The highest seq of the range read last.
     *
     * @return at least {@link #first}
     */
    public long last() {
        return last;
    }

    /**
     * Which sending the range read last is about, in a nack.
     *
     * @return 0 or more
     */
    public long attempt() {
        return attempt;
    }

    /**
     * The delay of the range read last, in a nack.
     *
     * @return milliseconds, 0 or more
     */
    public long delayMillis() {
        return delayMillis;
    }
}
