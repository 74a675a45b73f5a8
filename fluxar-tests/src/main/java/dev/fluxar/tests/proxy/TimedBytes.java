package dev.fluxar.tests.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.SplittableRandom;

/**
 * Bytes on their way, in order, none of them released before its time. Times are nanoseconds from
 * whatever moment the caller counts from, and never run backwards.
 */
final class TimedBytes {

    /** How much is held at most. */
    static final int MOST_BYTES = 256 << 10;

    /** In how many pieces at most: many short ones take more memory than their bytes. */
    static final int MOST_PIECES = 4096;

    /** Nothing waits for its time. */
    static final long NEVER = Long.MAX_VALUE;

    private record Piece(ByteBuffer bytes, long due) {}

    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private final long delay;
    private final long jitter;
    private final SplittableRandom random;
    private int held;
    private long lastDue;
    private boolean ended;

    TimedBytes(Duration delay, Duration jitter, SplittableRandom random) {
        this.delay = delay.toNanos();
        this.jitter = jitter.toNanos();
        this.random = random;
    }

    /** How many bytes may be added now. */
    int room() {
        return pieces.size() < MOST_PIECES ? MOST_BYTES - held : 0;
    }

    int held() {
        return held;
    }

    /** Copies what came now. */
    void add(ByteBuffer source, long now) {
        int length = source.remaining();
        if (length > room()) {
            throw new IllegalStateException(length + " bytes, expected at most " + room());
        }
        byte[] copy = new byte[length];
        source.get(copy);
        pieces.add(new Piece(ByteBuffer.wrap(copy), dueOf(now)));
        held += length;
    }

    /** Nothing comes any more; the end takes as long as bytes do. */
    void end(long now) {
        lastDue = dueOf(now);
        ended = true;
    }

    private long dueOf(long now) {
        long drawn = jitter == 0 ? 0 : random.nextLong(jitter + 1);
        // What was drawn for one must not let it overtake another.
        lastDue = Math.max(lastDue, now + delay + drawn);
        return lastDue;
    }

    /** Writes what is due, as far as the target takes it, and returns how many bytes it took. */
    int writeTo(WritableByteChannel target, long now) throws IOException {
        int written = 0;
        while (isDue(now)) {
            ByteBuffer bytes = pieces.element().bytes();
            int taken = target.write(bytes);
            written += taken;
            held -= taken;
            if (bytes.hasRemaining()) {
                break;
            }
            pieces.remove();
        }
        return written;
    }

    /** Whether there are bytes whose time has come. */
    boolean isDue(long now) {
        Piece first = pieces.peek();
        return first != null && first.due() <= now;
    }

    /** Whether the end's time has come, with everything before it released. */
    boolean isOver(long now) {
        return ended && pieces.isEmpty() && lastDue <= now;
    }

    /** When the first bytes, or the end behind all bytes, are due; {@link #NEVER} without any. */
    long nextDue() {
        Piece first = pieces.peek();
        if (first != null) {
            return first.due();
        }
        return ended ? lastDue : NEVER;
    }
}
