package dev.fluxar.session;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeEncoder;
import dev.fluxar.transport.WriteBuffer;
import dev.fluxar.wire.FrameWriter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes that wait to be written: those of the session and verbs ahead of the others (spec
 * §2.5). Bounded in bytes by the session's budget. Not thread-safe.
 */
final class Outbox {

    /**
     * At how many bytes a batch ends: many small messages share a frame, yet few frames span the
     * receiver's reads, because those are copied once more there.
     */
    private static final int BATCH = 16 * 1024;

    private final ArrayDeque<Envelope> urgent = new ArrayDeque<>(2);
    private final ArrayDeque<Envelope> data = new ArrayDeque<>(8);

    /** How many of {@link #data} are no longer wanted; they are never the greater part. */
    private int withdrawn;

    private final Budget budget;
    private final @Nullable SessionTap tap;
    private @Nullable Envelope alone;

    Outbox(Budget budget, @Nullable SessionTap tap) {
        this.budget = budget;
        this.tap = tap;
    }

    void add(Envelope envelope) {
        budget.force(held(envelope), envelope.isOpen());
        data.add(envelope);
    }

    void addUrgent(Envelope envelope) {
        budget.force(held(envelope), false);
        urgent.add(envelope);
    }

    private static int held(Envelope envelope) {
        return envelope.heldBytes();
    }

    boolean isEmpty() {
        return urgent.isEmpty() && data.size() == withdrawn;
    }

    /** The next envelope that is still wanted; it stays. */
    @Nullable Envelope peek() {
        Envelope next = urgent.peek();
        if (next != null) {
            return next;
        }
        for (next = data.peek(); next != null && !next.wanted(); next = data.peek()) {
            data.remove();
            withdrawn--;
        }
        return next;
    }

    /** Takes away what {@link #peek} returned. */
    void remove() {
        boolean isData = urgent.isEmpty();
        Envelope removed = isData ? data.remove() : urgent.remove();
        budget.unforce(held(removed), isData && removed.isOpen());
    }

    /** An envelope that was added is no longer wanted. */
    void withdraw(Envelope envelope) {
        budget.unforce(held(envelope), envelope.isOpen());
        if (++withdrawn * 2 > data.size()) {
            data.removeIf(waiting -> !waiting.wanted());
            withdrawn = 0;
        }
    }

    /** Forgets everything; whoever queued it has been told, or will be. */
    void clear() {
        while (peek() != null) {
            remove();
        }
    }

    /**
     * Adds the answer to the hello: it goes alone into its frame, although batches are in force
     * from then on (§5.3-1), and does not wait until the connection takes more: it ends the time
     * that the handshake may take (§8.1-7).
     */
    void addAlone(Envelope envelope) {
        alone = envelope;
        addUrgent(envelope);
    }

    /**
     * Writes what waits, as far as the connection takes it.
     *
     * @param batchFrame the longest frame that may hold a batch, 0 where batches are not in force
     * @param last whether to write regardless of what the connection takes
     */
    void writeTo(FrameWriter writer, long batchFrame, boolean last, long now) {
        for (Envelope next = peek(); next != null; next = peek()) {
            boolean many = next != alone;
            if (many && !last && !writer.writable()) {
                break;
            }
            WriteBuffer out = writer.begin();
            alone = null;
            write(next, out, now);
            if (many && batchFrame > 0) {
                // §8.4-3
                long most = Math.min(BATCH, batchFrame);
                for (next = peek();
                        next != null && writer.content() + next.sizeBound() <= most;
                        next = peek()) {
                    write(next, out, now);
                }
            }
            writer.end();
        }
    }

    private void write(Envelope envelope, WriteBuffer out, long now) {
        remove();
        EnvelopeEncoder.encode(envelope, out, now);
        if (tap != null) {
            tap.wrote(envelope, now);
        }
        envelope.written();
    }
}
