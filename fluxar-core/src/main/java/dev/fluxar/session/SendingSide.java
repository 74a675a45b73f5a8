package dev.fluxar.session;

import dev.fluxar.Limits;
import dev.fluxar.Rate;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.session.budget.Budget;
import dev.fluxar.session.hello.Announced;
import dev.fluxar.session.rate.Pace;
import dev.fluxar.session.resume.AckClock;
import dev.fluxar.session.resume.Opens;
import dev.fluxar.session.resume.Receiving;
import dev.fluxar.session.resume.ReplayBuffer;
import dev.fluxar.session.resume.ReplayCursor;
import dev.fluxar.session.resume.ResumeSettings;
import dev.fluxar.wire.FrameWriter;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a session: what waits to be written and what is held for it, by what the
 * handshake settled, with the time and the ids that it is stamped with.
 */
abstract class SendingSide {

    // Valid for the session.
    final Outbox outbox;
    private final Budget budget;
    private final IdGenerator ids;
    private final Limits limits;
    private final @Nullable ResumeSettings resume;

    /** Time of day, in milliseconds; set with every input. */
    private long unixMillis;

    private long now;

    // Valid once established.
    private Announced peerLimits = Announced.DEFAULT;
    private boolean batch;
    private boolean parts;

    /** Null where the other side has announced no rate. */
    private @Nullable Pace pace;

    // Valid once established, where the session may outlive its connection.
    @Nullable ReplayBuffer replay;
    @Nullable Receiving receiving;

    SendingSide(SessionSettings settings, IdGenerator ids, @Nullable SessionTap tap, long now) {
        this.ids = ids;
        this.limits = settings.limits();
        this.resume = settings.resume();
        this.now = now;
        this.budget = new Budget(settings.limits().budget());
        this.outbox = new Outbox(budget, tap);
    }

    /** Whether envelopes of types 2 to 7 may be sent, or wait until there is a connection. */
    abstract boolean established();

    /** Whether envelopes of type 1 may be sent, and answers to them. */
    abstract boolean talks();

    /** From the next envelope on. §8.3-6 */
    final void settle(Established established) {
        peerLimits = established.limits();
        batch = established.batch();
        parts = established.parts();
        Rate rate = peerLimits.rate();
        if (rate != null) {
            pace = new Pace(rate, now);
            outbox.pace(pace);
        }
        if (established.grant() != null && resume != null) {
            ReplayBuffer kept = new ReplayBuffer(resume.replay());
            Receiving read = new Receiving(new AckClock(peerLimits.replay()));
            outbox.survive(kept, read);
            budget.setAside(SessionSettings.aside(resume));
            peerLimits = peerLimits.keeping(resume.replay()); // §9.9-5
            replay = kept;
            receiving = read;
        }
    }

    /**
     * The connection is another one from now on.
     *
     * @param received what the other side says it has received, not more than was written
     */
    final void settleAgain(boolean batches, long received, Opens opens) {
        ReplayBuffer kept = replay;
        Receiving read = receiving;
        if (kept == null || read == null) {
            throw new IllegalStateException("resumed without resume, expected it in force");
        }
        batch = batches; // §9.17-3
        kept.ack(received); // §9.8-5
        if (pace != null) {
            pace.resumed(); // §9.12-9
        }
        read.acks().acked(); // The other side knows it by hello or answer.
        outbox.resume(new ReplayCursor(kept, opens));
    }

    /** The session drains: what is read is acked with each turn. §9.8-2 */
    final void ackAtOnce() {
        if (receiving != null) {
            receiving.acks().hurry();
        }
    }

    // Getters

    /**
     * What this side announced, and enforces.
     *
     * @return as in the settings
     */
    public final Limits limits() {
        return limits;
    }

    /**
     * Whether the rate that the other side announced lets something be opened now. §11.5-1
     *
     * @return whether
     */
    public final boolean mayOpen() {
        return pace == null || pace.mayOpen(now);
    }

    /**
     * Whether the other side has announced a rate.
     *
     * @return false before the handshake is done
     */
    public final boolean paced() {
        return pace != null;
    }

    /**
     * When opens that wait for the rate are to be tried again.
     *
     * @return nanoseconds, {@link Session#NEVER} while something has to be written first
     */
    public final long opensAt() {
        return pace == null ? now : pace.opensAt(now);
    }

    /**
     * What the other side announced.
     *
     * @return the defaults before the handshake is done
     */
    public final Announced peerLimits() {
        return peerLimits;
    }

    /**
     * Whether large payloads travel in parts. §8.4-3
     *
     * @return false before the handshake is done
     */
    public final boolean parts() {
        return parts;
    }

    /**
     * What was written and is kept, because the other side is not known to have received it. §9.9-1
     *
     * @return bytes; 0 where the session does not outlive its connection
     */
    public final long kept() {
        return replay == null ? 0 : replay.kept();
    }

    /**
     * The number of what was written last. §9.7-1
     *
     * @return 0 before the first, and where the session does not outlive its connection
     */
    public final long written() {
        return replay == null ? 0 : replay.written();
    }

    /** Whether several envelopes may go into a frame. */
    final boolean batch() {
        return batch;
    }

    /**
     * The bytes held for the other side.
     *
     * @return shared by everything that holds some
     */
    public final Budget budget() {
        return budget;
    }

    /**
     * The time that was set last.
     *
     * @return nanoseconds
     */
    public final long now() {
        return now;
    }

    /**
     * The time of day that was set last.
     *
     * @return milliseconds since 1970-01-01T00:00Z
     */
    public final long unixMillis() {
        return unixMillis;
    }

    /**
     * Sets the time; to be called before anything else in a turn of the loop.
     *
     * @param nanos of the loop
     * @param millisOfDay since 1970
     */
    public final void time(long nanos, long millisOfDay) {
        now = nanos;
        unixMillis = millisOfDay;
    }

    /**
     * The id generator, moved on by one.
     *
     * @return holds a fresh id
     */
    public final IdGenerator nextId() {
        ids.next(unixMillis);
        return ids;
    }

    // What the layers above ask for

    /**
     * Queues an envelope of types 2 to 7. Within the limits that the other side announced: the
     * caller has checked.
     *
     * @param envelope written at the next {@link Session#writeTo} that has room, in order
     */
    public final void send(Envelope envelope) {
        // Before that only the handshake itself is sent. §8.1-2 §8.1-3
        if (established()) {
            outbox.add(envelope);
        }
    }

    /**
     * Gives a source a turn, behind all that waits; nothing happens where it already waits for one,
     * or once the session is over.
     *
     * @param source has something to write
     */
    public final void ready(EnvelopeSource source) {
        if (established()) {
            outbox.add(source);
        }
    }

    /**
     * Takes back what {@link #send} queued and is not written.
     *
     * @param envelope has just ceased to be {@linkplain Envelope#wanted wanted}
     */
    public final void withdraw(Envelope envelope) {
        if (established()) {
            outbox.withdraw(envelope);
        }
    }

    /**
     * Queues a verb, or a refusal: ahead of what {@link #send} queued.
     *
     * @param envelope of an exchange whose open is written, so that it overtakes nothing of its own
     */
    public final void sendUrgent(Envelope envelope) {
        if (talks()) {
            // Ahead of data, never ahead of its own open. §2.5-1
            outbox.addUrgent(envelope);
        }
    }

    // Outputs

    final void write(FrameWriter writer, boolean last) {
        outbox.writeTo(writer, batch ? peerLimits.frame() : 0, last, now);
    }

    /**
     * Whether something waits to be written, for nothing but the connection.
     *
     * @return whether another {@link Session#writeTo} would write, if the connection takes it
     */
    public final boolean hasOutput() {
        return outbox.hasOutput();
    }
}
