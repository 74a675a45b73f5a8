package dev.fluxar.session;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeEncoder;
import dev.fluxar.transport.WriteBuffer;
import dev.fluxar.wire.FrameWriter;
import org.jspecify.annotations.Nullable;

/**
 * The one place where an envelope of a session goes into a frame. A frame is closed only when the
 * next envelope does not fit into it, or nothing follows: turns share frames. Confined to the
 * session's thread.
 */
public final class EnvelopeSink {

    /**
     * At how many bytes a batch ends: many small messages share a frame, yet few frames span the
     * receiver's reads, because those are copied once more there. A source's turn is as long.
     */
    public static final int BATCH = 16 * 1024;

    private final @Nullable SessionTap tap;

    // Valid while the outbox writes.
    private @Nullable FrameWriter writer;
    private @Nullable WriteBuffer frame;
    private int most;
    private boolean last;
    private boolean full;
    private long now;

    // Valid for a turn.
    private int turn;

    /** Whether the connection was asked and takes more, and nothing was written since. */
    private boolean asked;

    // Valid for an envelope.
    private int from;

    EnvelopeSink(@Nullable SessionTap tap) {
        this.tap = tap;
    }

    // For sources

    /**
     * Makes room for one envelope, in the present frame or in a new one. What was begun must be
     * ended by {@link #end} before this is called again.
     *
     * @param bound bytes that the envelope takes at most
     * @return where to append it; null when the source's turn is over, about 16 KiB after its
     *     beginning and never before its first envelope, or when the connection takes no more
     */
    public @Nullable WriteBuffer begin(int bound) {
        if (turn > 0 && bound > BATCH - turn) {
            return null; // §6.5-1
        }
        return room(bound);
    }

    /**
     * Whether {@link #begin} gives room now, whatever the bound.
     *
     * @return false when the source has written something in its turn, or the connection takes no
     *     more
     */
    public boolean takesAny() {
        if (turn > 0) {
            return false; // §6.5-1
        }
        endFrame();
        asked = takesFrame();
        return asked;
    }

    /**
     * The envelope is complete.
     *
     * @return its length in bytes
     */
    public int end() {
        WriteBuffer out = present();
        int length = out.length() - from;
        turn += length;
        if (tap != null) {
            tap.wrote(out.toByteArray(from));
        }
        return length;
    }

    /**
     * Writes a whole envelope.
     *
     * @param envelope is told that it is {@linkplain Envelope#written written}
     * @return false, and nothing written, where {@link #begin} gives no room
     */
    public boolean write(Envelope envelope) {
        if (begin(envelope.sizeBound()) == null) {
            return false;
        }
        put(envelope);
        return true;
    }

    /**
     * The session's time.
     *
     * @return nanoseconds
     */
    public long now() {
        return now;
    }

    // For the outbox

    /**
     * Begins to write.
     *
     * @param batchFrame the longest frame that may hold a batch, 0 where batches are not in force
     * @param regardless whether of what the connection takes
     */
    void open(FrameWriter to, long batchFrame, boolean regardless, long time) {
        writer = to;
        frame = null;
        most = (int) Math.min(BATCH, batchFrame); // §8.4-3
        last = regardless;
        full = false;
        asked = false;
        now = time;
    }

    void close() {
        endFrame();
        writer = null;
    }

    /** The next source's turn begins. */
    void nextTurn() {
        turn = 0;
        asked = false;
    }

    /** Whether something was written in this turn. */
    boolean wroteInTurn() {
        return turn > 0;
    }

    /** Whether the connection was asked and takes no more. */
    boolean full() {
        return full;
    }

    /** As {@link #begin}, but for turns. */
    @Nullable WriteBuffer room(int bound) {
        WriteBuffer out = frame;
        if (out != null) {
            if (bound <= most - open().content()) {
                from = out.length();
                return out;
            }
            endFrame();
        }
        boolean takes = asked || takesFrame();
        asked = false;
        return takes ? newFrame() : null;
    }

    private boolean takesFrame() {
        if (!last && !open().writable()) {
            full = true;
            return false;
        }
        return true;
    }

    /** A frame of its own, which the connection takes in any case. */
    void newFrameRegardless() {
        endFrame();
        newFrame();
    }

    private WriteBuffer newFrame() {
        WriteBuffer out = open().begin();
        frame = out;
        from = out.length();
        return out;
    }

    /** Writes an envelope that room was made for. */
    void put(Envelope envelope) {
        EnvelopeEncoder.encode(envelope, present(), now);
        end();
        envelope.written();
    }

    void endFrame() {
        if (frame != null) {
            frame = null;
            open().end();
        }
    }

    private FrameWriter open() {
        FrameWriter to = writer;
        if (to == null) {
            throw new IllegalStateException("written to outside of a turn, expected within one");
        }
        return to;
    }

    private WriteBuffer present() {
        WriteBuffer out = frame;
        if (out == null) {
            throw new IllegalStateException("no envelope was begun, expected begin() first");
        }
        return out;
    }
}
