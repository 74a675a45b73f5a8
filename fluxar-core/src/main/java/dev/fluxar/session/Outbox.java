package dev.fluxar.session;

import dev.fluxar.message.Envelope;
import dev.fluxar.wire.FrameWriter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written: envelopes of the session and verbs ahead of the others (spec §2.5),
 * which are single envelopes and sources of many, that take turns (spec §6.5). Envelopes are
 * bounded in bytes by the session's budget, sources by the number of exchanges. Not thread-safe.
 */
final class Outbox {

    private final ArrayDeque<Envelope> urgent = new ArrayDeque<>(2);

    /** Envelopes and {@link EnvelopeSource}s, in the order of their turns. */
    private final ArrayDeque<Object> data = new ArrayDeque<>(8);

    /** How many of {@link #data} are no longer wanted; they are never the greater part. */
    private int withdrawn;

    private final Budget budget;
    private final EnvelopeSink sink;
    private @Nullable Envelope alone;

    /** The source whose turn it is, unless everything was forgotten meanwhile. */
    private @Nullable EnvelopeSource present;

    Outbox(Budget budget, @Nullable SessionTap tap) {
        this.budget = budget;
        this.sink = new EnvelopeSink(tap);
    }

    void add(Envelope envelope) {
        budget.force(envelope.heldBytes(), envelope.isOpen());
        data.add(envelope);
    }

    /** A source gets a turn behind all that waits, unless it waits for one. */
    void add(EnvelopeSource source) {
        if (!source.queued) {
            source.queued = true;
            data.add(source);
        }
    }

    void addUrgent(Envelope envelope) {
        budget.force(envelope.heldBytes(), false);
        urgent.add(envelope);
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

    boolean isEmpty() {
        return urgent.isEmpty() && data.size() == withdrawn;
    }

    /** An envelope that was added is no longer wanted. */
    void withdraw(Envelope envelope) {
        budget.unforce(envelope.heldBytes(), envelope.isOpen());
        if (++withdrawn * 2 > data.size()) {
            data.removeIf(waiting -> waiting instanceof Envelope e && !e.wanted());
            withdrawn = 0;
        }
    }

    /** Forgets everything; whoever queued it has been told, or will be. */
    void clear() {
        for (Envelope next = urgent.poll(); next != null; next = urgent.poll()) {
            budget.unforce(next.heldBytes(), false);
        }
        for (Object next = data.poll(); next != null; next = data.poll()) {
            if (next instanceof EnvelopeSource source) {
                source.queued = false;
            } else if (next instanceof Envelope envelope && envelope.wanted()) {
                budget.unforce(envelope.heldBytes(), envelope.isOpen());
            }
        }
        withdrawn = 0;
        present = null;
    }

    /**
     * Writes what waits, as far as the connection takes it.
     *
     * @param batchFrame the longest frame that may hold a batch, 0 where batches are not in force
     * @param last whether to write what is urgent regardless of what the connection takes, and
     *     nothing else
     */
    void writeTo(FrameWriter writer, long batchFrame, boolean last, long now) {
        sink.open(writer, batchFrame, last, now);
        boolean more;
        do {
            // Ahead of each turn, whatever the others have still to write. §6.5-2
            more = writeUrgent() && !last && writeData();
        } while (more);
        sink.close();
    }

    /** Returns false when the connection takes no more. */
    private boolean writeUrgent() {
        for (Envelope next = urgent.peek(); next != null; next = urgent.peek()) {
            boolean single = next == alone;
            if (single) {
                alone = null;
                sink.newFrameRegardless();
            } else if (sink.room(next.sizeBound()) == null) {
                return false;
            }
            urgent.remove();
            budget.unforce(next.heldBytes(), false);
            sink.put(next);
            if (single) {
                sink.endFrame();
            }
        }
        return true;
    }

    /** Writes an envelope or a turn; returns false when nothing waits or nothing more is taken. */
    private boolean writeData() {
        for (Object next = data.peek(); next != null; next = data.peek()) {
            if (next instanceof EnvelopeSource source) {
                return takeTurn(source);
            }
            Envelope envelope = (Envelope) next;
            if (!envelope.wanted()) {
                data.remove();
                withdrawn--;
            } else if (sink.room(envelope.sizeBound()) == null) {
                return false;
            } else {
                data.remove();
                budget.unforce(envelope.heldBytes(), envelope.isOpen());
                sink.put(envelope);
                return true;
            }
        }
        return false;
    }

    private boolean takeTurn(EnvelopeSource source) {
        data.remove();
        source.queued = false;
        present = source;
        sink.nextTurn();
        boolean more = source.writeTo(sink);
        boolean forgotten = present == null;
        present = null;
        if (more && !forgotten && !source.queued) {
            if (!sink.wroteInTurn() && !sink.full()) {
                throw new IllegalStateException(
                        source + " has more to write and wrote nothing, expected an envelope");
            }
            source.queued = true;
            if (sink.wroteInTurn()) {
                data.addLast(source); // §6.5-1
            } else {
                data.addFirst(source); // It has had no turn.
            }
        }
        return !sink.full();
    }
}
