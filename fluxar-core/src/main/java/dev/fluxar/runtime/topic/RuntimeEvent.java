package dev.fluxar.runtime.topic;

import dev.fluxar.Event;
import dev.fluxar.FluxarException;
import dev.fluxar.message.Meta;
import dev.fluxar.message.Names;
import dev.fluxar.patterns.pubsub.ReceivedEvent;
import dev.fluxar.payload.Payloads;
import dev.fluxar.runtime.loop.Submission;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event that the application is given, and the way of its settlement back onto the session's
 * loop.
 *
 * @param <T> type of the payload
 */
final class RuntimeEvent<T> implements Event<T>, Submission {

    /** In place of a delay: it was processed. */
    static final long ACKED = -1;

    private static final VarHandle SETTLED;

    static {
        try {
            SETTLED =
                    MethodHandles.lookup()
                            .findVarHandle(RuntimeEvent.class, "settled", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final RuntimeSubscription<T> flow;
    private final String topic;
    private final @Nullable Meta meta;
    private final long unixMillis;
    private final int attempt;
    private final long dropped;
    private final boolean retained;
    final long seq;

    /** The payload while it is not read: a copy that belongs to the event. */
    private byte @Nullable [] unread;

    private @Nullable T payload;

    /** What it took up when it came, in bytes. */
    final int length;

    /** Taken from the session's budget until it is settled; the loop's. */
    long charged;

    @SuppressWarnings("UnusedVariable") // by its handle
    private volatile boolean settled;

    // Set by the thread that settles it, read on the loop behind the queue.

    /** {@link #ACKED}, or how long to wait before it is sent again, in milliseconds. */
    long verdict;

    /** The one that was settled before it; {@link Settlements}' own. */
    @Nullable RuntimeEvent<?> before;

    RuntimeEvent(RuntimeSubscription<T> flow, ReceivedEvent received) {
        this.flow = flow;
        this.topic = flow.topicOf(received);
        this.meta = received.meta();
        this.unixMillis = received.unixMillis();
        this.attempt = (int) Math.min(Integer.MAX_VALUE, received.attempt());
        this.dropped = received.dropped();
        this.retained = received.isRetained();
        this.seq = received.seq();
        this.length = received.payloadLength();
    }

    // Its payload

    /** Reads the payload, from the received bytes. */
    void read(ReceivedEvent received) {
        payload =
                decode(
                        received.payloadSource(),
                        received.payloadOffset(),
                        received.payloadLength());
    }

    /** Keeps the payload, to be read later by {@link #read()}. */
    void keep(ReceivedEvent received) {
        int from = received.payloadOffset();
        unread = Arrays.copyOfRange(received.payloadSource(), from, from + length);
    }

    void read() {
        byte[] bytes = unread;
        if (bytes != null) {
            payload = decode(bytes, 0, bytes.length);
            unread = null;
        }
    }

    @SuppressWarnings("unchecked") // T is what the subscriber said that type is
    private @Nullable T decode(byte[] source, int offset, int size) {
        return (T) Payloads.standard().decode(source, offset, size, flow.type());
    }

    // As the application sees it

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public @Nullable T payload() {
        return payload;
    }

    @Override
    public Map<String, Object> meta() {
        if (meta == null) {
            return Map.of();
        }
        Map<String, Object> entries = new LinkedHashMap<>(meta.toMap());
        entries.keySet().removeIf(Names::isReservedMeta);
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public Optional<Instant> timestamp() {
        return unixMillis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(unixMillis));
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public boolean isRetained() {
        return retained;
    }

    @Override
    public Optional<Receipt> receipt() {
        String ledger = flow.ledger();
        return ledger == null ? Optional.empty() : Optional.of(new Receipt(ledger, seq));
    }

    @Override
    public void ack() {
        settle(ACKED);
    }

    @Override
    public void nack(Duration delay) {
        settle(Millis.of("delay", delay));
    }

    /** Its handler has thrown: it is sent again, later each time. */
    void fail() {
        settle(Redelivery.delayMillis(attempt));
    }

    private void settle(long how) {
        if (flow.settles() && SETTLED.compareAndSet(this, false, true)) {
            verdict = how;
            flow.settlements().add(this);
        }
    }

    // On the loop

    @Override
    public void run() {
        flow.settled(this);
    }

    @Override
    public boolean vital() {
        return true; // Once per event, and what is unsettled is limited.
    }

    @Override
    public void refuse(FluxarException why) {
        // The loop is gone, and the subscription with it.
    }

    @Override
    public String toString() {
        return "Event[" + topic + (seq > 0 ? " " + seq : "") + "]";
    }
}
