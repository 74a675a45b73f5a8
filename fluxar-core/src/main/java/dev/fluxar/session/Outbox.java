package dev.fluxar.session;

import dev.fluxar.message.Envelope;
import dev.fluxar.session.budget.Budget;
import dev.fluxar.session.rate.Pace;
import dev.fluxar.session.resume.Receiving;
import dev.fluxar.session.resume.ReplayBuffer;
import dev.fluxar.session.resume.ReplayCursor;
import dev.fluxar.transport.WriteBuffer;
import dev.fluxar.wire.FrameWriter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written: envelopes of the session ahead of verbs, and both ahead of the others
 * (spec §2.5), which are single envelopes and sources of many, that take turns (spec §6.5).
 * Envelopes are bounded in bytes by the session's budget, sources by the number of exchanges. Not
 * thread-safe.
 */
final class Outbox {

    /** Of type 1: never kept, so that nothing stands in their way. §9.9-4 */
    private final ArrayDeque<Envelope> ofSession = new ArrayDeque<>(2);

    private final ArrayDeque<Envelope> urgent = new ArrayDeque<>(2);

    /** Envelopes and {@link EnvelopeSource}s, in the order of their turns. */
    private final ArrayDeque<Object> data = new ArrayDeque<>(8);

    /** How many of {@link #data} are no longer wanted; they are never the greater part. */
    private int withdrawn;

    private final Budget budget;
    private final EnvelopeSink sink;
    private @Nullable Envelope alone;

    /** Tells what was received, and when to ack it, where sessions survive. */
    private @Nullable Receiving receiving;

    /** What is sent again, ahead of everything else that is tracked; null for nothing. §9.13-1 */
    private @Nullable ReplayCursor replaying;

    /** Where the other side has announced a rate: verbs wait in it. */
    private @Nullable Pace pace;

    /** Whether the first of the verbs was found to have no token. */
    private boolean paused;

    /** Whether what is sent again, or an open that is next, was found to have none. */
    private boolean slowed;

    /** The source whose turn it is, unless everything was forgotten meanwhile. */
    private @Nullable EnvelopeSource present;

    Outbox(Budget budget, @Nullable SessionTap tap) {
        this.budget = budget;
        this.sink = new EnvelopeSink(tap);
    }

    /** From now on what is written is numbered and kept, and what is read is acked. §9.6-5 */
    void survive(ReplayBuffer replay, Receiving read) {
        sink.keepIn(replay);
        receiving = read;
    }

    /** From now on opens and verbs are counted. §11.5-1 */
    void pace(Pace obeyed) {
        pace = obeyed;
    }

    void add(Envelope envelope) {
        budget.force(envelope.heldBytes(), envelope.isOpen());
        if (pace != null) {
            pace.queued(envelope);
        }
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
        if (!envelope.isTracked()) {
            ofSession.add(envelope);
        } else if (pace == null || !pace.takes(envelope)) {
            urgent.add(envelope);
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

    boolean isEmpty() {
        return ofSession.isEmpty() && !ackDue() && nothingTracked();
    }

    private boolean nothingTracked() {
        return urgent.isEmpty()
                && data.size() == withdrawn
                && replaying == null
                && (pace == null || pace.isEmpty());
    }

    /** The same, but for verbs that wait for a token. */
    private boolean nothingDue() {
        if (slowed) {
            return true; // All that is tracked waits behind it.
        }
        return urgent.isEmpty()
                && data.size() == withdrawn
                && replaying == null
                && (pace == null || pace.isEmpty() || paused);
    }

    /**
     * Whether something waits for nothing but the connection. What waits until the other side has
     * acked some is not asked for again: an ack comes in by a turn, which writes.
     */
    boolean hasOutput() {
        return !ofSession.isEmpty() || ackDue() || (!nothingDue() && !sink.starved());
    }

    /** When verbs that wait for a token may be written. */
    long deadline(long now) {
        if (pace == null) {
            return Session.NEVER;
        }
        return slowed ? pace.anyAt(now) : pace.deadline(now);
    }

    private boolean ackDue() {
        return receiving != null && receiving.acks().due();
    }

    /** An envelope that was added is no longer wanted. */
    void withdraw(Envelope envelope) {
        budget.unforce(envelope.heldBytes(), envelope.isOpen());
        if (pace != null) {
            pace.withdrawn(envelope);
        }
        if (++withdrawn * 2 > data.size()) {
            data.removeIf(waiting -> waiting instanceof Envelope e && !e.wanted());
            withdrawn = 0;
        }
    }

    /**
     * The connection is lost: what was for it alone is forgotten, the rest waits. §9.10-5 Transfers
     * are sources: they go on where they stood. §9.17-1
     */
    void detach() {
        slowed = false;
        clear(ofSession);
        urgent.removeIf(this::isOfConnection);
        alone = null;
        replaying = null;
    }

    /** There is a connection again. §9.13-1 */
    void resume(ReplayCursor cursor) {
        if (cursor.isOver()) {
            return;
        }
        replaying = cursor;
        urgent.forEach(verb -> noteCancelled(cursor, verb));
        if (pace != null) {
            pace.forEach(verb -> noteCancelled(cursor, verb));
        }
    }

    private static void noteCancelled(ReplayCursor cursor, Envelope verb) {
        if (verb.isLightVerb()) {
            cursor.cancelled(verb.refHigh(), verb.refLow());
        }
    }

    /** Takes back an envelope that was added as data. */
    void take(Envelope envelope) {
        if (data.remove(envelope)) {
            budget.unforce(envelope.heldBytes(), envelope.isOpen());
        }
    }

    /** Forgets everything; whoever queued it has been told, or will be. */
    void clear() {
        clear(ofSession);
        clear(urgent);
        for (Envelope verb = nextVerb(); verb != null; verb = nextVerb()) {
            budget.unforce(verb.heldBytes(), false);
        }
        pace = null;
        receiving = null;
        replaying = null;
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

    private @Nullable Envelope nextVerb() {
        return pace == null ? null : pace.poll();
    }

    private void clear(ArrayDeque<Envelope> queue) {
        for (Envelope next = queue.poll(); next != null; next = queue.poll()) {
            budget.unforce(next.heldBytes(), false);
        }
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
        slowed = false;
        boolean more;
        do {
            // Ahead of each turn, whatever the others have still to write. §6.5-2
            more = writeAcks(last) && writeAll(ofSession);
            if (more && replaying != null && !last) {
                more = writeAgain(replaying, now);
                continue;
            }
            more = more && writeAll(urgent);
            more = more && !last && writeVerbs() && writeData();
        } while (more);
        if (sink.starved()) {
            writeByes();
        }
        sink.close();
    }

    /** Writes some of what is sent again; returns false when no more is taken. §9.13-1 */
    private boolean writeAgain(ReplayCursor cursor, long now) {
        while (!cursor.isOver()) {
            // Decided before there is room: what is given up is told so at once.
            int length = cursor.prepare(now);
            Pace obeyed = cursor.counts() ? pace : null;
            slowed = obeyed != null && !obeyed.hasAny(now);
            if (slowed) {
                return false; // §11.5-1
            }
            WriteBuffer out = sink.roomAgain(cursor.number(), length);
            if (out == null) {
                return false;
            }
            cursor.write(out);
            sink.endAgain();
            if (obeyed != null) {
                obeyed.takeAgain(now);
            }
            if (!ofSession.isEmpty()) {
                return true; // They go between. §9.13-1
            }
        }
        replaying = null;
        urgent.removeIf(verb -> isWithdrawn(cursor, verb)); // §9.13-4
        if (pace != null) {
            pace.removeIf(verb -> isWithdrawn(cursor, verb));
        }
        cursor.close();
        moveByeAnswers();
        return true;
    }

    /** What waited only for the replay does not wait for what waits for an ack. §9.9-4 */
    private void moveByeAnswers() {
        for (Envelope waiting : urgent) {
            if (!waiting.isTracked()) {
                ofSession.add(waiting);
            }
        }
        urgent.removeIf(waiting -> !waiting.isTracked());
    }

    private boolean isOfConnection(Envelope envelope) {
        if (!envelope.isTracked()) {
            budget.unforce(envelope.heldBytes(), false);
        }
        return !envelope.isTracked();
    }

    /** Adds the answer to a bye: behind the replay, which may hold opens. §9.16-3 */
    void addByeAnswer(Envelope envelope) {
        budget.force(envelope.heldBytes(), false);
        (replaying == null ? ofSession : urgent).add(envelope);
    }

    private boolean isWithdrawn(ReplayCursor cursor, Envelope verb) {
        boolean replaced = cursor.replaced(verb.refHigh(), verb.refLow());
        if (replaced) {
            budget.unforce(verb.heldBytes(), false);
        }
        return replaced;
    }

    /** States what was received as it is now. §9.8-3 Returns false when no more is taken. */
    private boolean writeAcks(boolean last) {
        Receiving read = receiving;
        if (read != null && !last && read.acks().due()) {
            Envelope ack = SessionMessages.ack(read.received());
            if (sink.room(ack) == null) {
                return false;
            }
            sink.put(ack);
            read.acks().acked();
        }
        return true;
    }

    /** Returns false when no more is taken. */
    private boolean writeAll(ArrayDeque<Envelope> queue) {
        for (Envelope next = queue.peek(); next != null; next = queue.peek()) {
            boolean single = next == alone;
            if (single) {
                alone = null;
                sink.newFrameRegardless();
            } else if (sink.room(next) == null) {
                return false;
            }
            queue.remove();
            budget.unforce(next.heldBytes(), false);
            sink.put(next);
            if (single) {
                sink.endFrame();
            }
        }
        return true;
    }

    /** Those that there are tokens for; returns false when no more is taken. */
    private boolean writeVerbs() {
        Pace obeyed = pace;
        if (obeyed == null || obeyed.isEmpty()) {
            return true;
        }
        Envelope next = obeyed.peek(sink.now());
        while (next != null && sink.room(next) != null) {
            obeyed.remove(sink.now());
            budget.unforce(next.heldBytes(), false);
            sink.put(next);
            next = obeyed.peek(sink.now());
        }
        paused = next == null;
        return paused;
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
            } else if (pace != null && !pace.mayWrite(envelope, sink.now())) {
                slowed = true;
                return false;
            } else if (sink.room(envelope) == null) {
                return false;
            } else {
                data.remove();
                budget.unforce(envelope.heldBytes(), envelope.isOpen());
                if (pace != null) {
                    pace.written(envelope, sink.now());
                }
                sink.put(envelope);
                return true;
            }
        }
        return false;
    }

    /** A bye that is next does not wait for what is ahead of it only in name. §9.9-4 */
    private void writeByes() {
        while (data.peek() instanceof Envelope next
                && !next.isTracked()
                && sink.room(next) != null) {
            data.remove();
            budget.unforce(next.heldBytes(), next.isOpen());
            sink.put(next);
        }
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
