package dev.fluxar.session;

import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeEncoder;
import dev.fluxar.session.resume.ReplayBuffer;
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

    /** Where sessions survive: numbers what is written, and keeps it. */
    private @Nullable ReplayBuffer replay;

    // Valid while the outbox writes.
    private @Nullable FrameWriter writer;
    private @Nullable WriteBuffer frame;
    private int most;
    private boolean last;
    private boolean full;
    private boolean starved;
    private long now;

    // Valid for a frame.
    private boolean numbered;

    /** The number of what is sent again next; 0 for what is written for the first time. */
    private long again;

    // Valid for a turn.
    private int turn;

    /** Whether the connection was asked and takes more, and nothing was written since. */
    private boolean asked;

    // Valid for an envelope.
    private int from;
    private boolean tracked;

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
     *     beginning and never before its first envelope, or when the connection takes no more, or
     *     no more can be kept until the other side has acked some
     */
    public @Nullable WriteBuffer begin(int bound) {
        if (turn > 0 && bound > BATCH - turn) {
            return null; // §6.5-1
        }
        return room(bound, true, false);
    }

    /**
     * Whether {@link #begin} gives room now, whatever the bound.
     *
     * @return false when the source has written something in its turn, or the connection takes no
     *     more, or not every envelope could be kept
     */
    public boolean takesAny() {
        if (turn > 0) {
            return false; // §6.5-1
        }
        endFrame();
        if (replay != null && !replay.fitsAny()) {
            starve(); // §9.9-3
            return false;
        }
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
        if (replay != null && tracked) {
            replay.keep(out, from); // §9.7-2
        }
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
        if (begin(envelope.sizeBound()) == null) { // Of types 2 to 7: the others have no source.
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

    /** From now on what is tracked is numbered and kept. §9.6-5 */
    void keepIn(ReplayBuffer buffer) {
        replay = buffer;
    }

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
        starved = false;
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

    /** Whether the connection was asked and takes no more, or no more can be kept. */
    boolean full() {
        return full;
    }

    /** Whether something was to be written that cannot be kept yet. §9.9-3 */
    boolean starved() {
        return starved;
    }

    /** As {@link #begin}, but for turns. */
    @Nullable WriteBuffer room(Envelope next) {
        if (replay == null) {
            return room(next.sizeBound(), true, false);
        }
        return room(next.sizeBound(), next.isTracked(), next.isLightVerb());
    }

    private @Nullable WriteBuffer room(int bound, boolean counts, boolean light) {
        tracked = counts;
        if (replay != null && counts && !asked && !replay.fits(bound, light)) {
            starve();
            return null;
        }
        WriteBuffer out = frame;
        if (out != null) {
            if (bound <= most - open().content() && (numbered || !counts || replay == null)) {
                from = out.length();
                return out;
            }
            endFrame(); // One that holds no number takes nothing that is tracked. §5.6-2
        }
        boolean takes = asked || takesFrame();
        asked = false;
        return takes ? newFrame() : null;
    }

    /**
     * Makes room for an envelope that is sent again, under its number. §9.7-3
     *
     * @param number follows that of the last
     * @param bound bytes that it takes at most
     * @return where to append it; null when the connection takes no more
     */
    @Nullable WriteBuffer roomAgain(long number, int bound) {
        again = number;
        tracked = true;
        WriteBuffer out = frame;
        if (out != null) {
            if (numbered && bound <= most - open().content()) {
                from = out.length();
                return out;
            }
            endFrame();
        }
        if (!takesFrame()) {
            again = 0;
            return null;
        }
        return newFrame();
    }

    /** It is complete: it was kept when it was first written. */
    void endAgain() {
        again = 0;
        WriteBuffer out = present();
        if (tap != null && out.length() - from > 1) {
            tap.wrote(out.toByteArray(from)); // A null is none.
        }
    }

    private void starve() {
        full = true;
        starved = true;
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
        tracked = false;
        newFrame();
    }

    private WriteBuffer newFrame() {
        WriteBuffer out = open().begin();
        frame = out;
        numbered = tracked;
        if (replay != null && tracked) {
            CborWriter.integer(out, again == 0 ? replay.written() + 1 : again); // §5.6-1
        }
        from = out.length();
        return out;
    }

    /** Writes an envelope that room was made for. */
    void put(Envelope envelope) {
        EnvelopeEncoder.encode(envelope, present(), now);
        end();
        if (replay != null && tracked && envelope.expiresAt() != Session.NEVER) {
            replay.expires(envelope.expiresAt());
        }
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
