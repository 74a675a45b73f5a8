package dev.fluxar.patterns.delivery;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Payload;
import java.util.Arrays;

/**
 * What a subscriber has to ack, gathered into ranges (spec §10.22-2), and the payloads of ack and
 * nack. Not thread-safe.
 */
public final class Acks {

    /** What an ack takes beside its ranges, in bytes: 4 + 17 + the verb and the array's head. */
    private static final int ENVELOPE = 40;

    private final SeqRanges ranges = new SeqRanges();
    private int count;

    /**
     * An event is to be acked.
     *
     * @param seq of the event
     */
    public void add(long seq) {
        count++;
        ranges.add(seq);
    }

    /**
     * How many events were gathered.
     *
     * @return 0 when there is nothing to write
     */
    public int count() {
        return count;
    }

    /**
     * Takes as many ranges as go into one envelope.
     *
     * @param envelope bytes of the longest one that the other side accepts, at least 1024
     * @return the payload of an ack. §10.22-4
     */
    public Payload take(long envelope) {
        int most =
                (int) Math.min(ranges.count(), (envelope - ENVELOPE) / (2 * CborWriter.MAX_HEAD));
        byte[] encoded = new byte[CborWriter.MAX_HEAD * (1 + 2 * most)];
        int at = CborWriter.head(encoded, 0, CborReader.ARRAY, 2L * most);
        for (int i = 0; i < most; i++) {
            at = CborWriter.head(encoded, at, CborReader.UNSIGNED, ranges.first(i));
            at = CborWriter.head(encoded, at, CborReader.UNSIGNED, ranges.last(i));
        }
        ranges.removeFirst(most);
        if (ranges.count() == 0) {
            count = 0;
        }
        return Payload.item(Arrays.copyOf(encoded, at));
    }

    /**
     * The payload of a nack of one event. §10.22-5
     *
     * @param seq of the event
     * @param attempt the highest that was read
     * @param delayMillis not before so many milliseconds have passed
     * @return never null
     */
    public static Payload nack(long seq, long attempt, long delayMillis) {
        byte[] encoded = new byte[1 + 4 * CborWriter.MAX_HEAD];
        int at = CborWriter.head(encoded, 0, CborReader.ARRAY, 4);
        at = CborWriter.head(encoded, at, CborReader.UNSIGNED, seq);
        at = CborWriter.head(encoded, at, CborReader.UNSIGNED, seq);
        at = CborWriter.head(encoded, at, CborReader.UNSIGNED, attempt);
        at = CborWriter.head(encoded, at, CborReader.UNSIGNED, delayMillis);
        return Payload.item(Arrays.copyOf(encoded, at));
    }
}
