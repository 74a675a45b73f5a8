package dev.fluxar.patterns.pubsub;

import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.Meta;
import dev.fluxar.patterns.parts.InboundTransfer;
import org.jspecify.annotations.Nullable;

/**
 * An event at the subscriber (spec §10.21): a view of received bytes, valid until {@link
 * EventSink#event} returns.
 */
public final class ReceivedEvent {

    private static final EnvelopeView NOTHING = new EnvelopeView();

    /** The received envelope; not used once {@link #payload} is set. */
    private EnvelopeView view = NOTHING;

    private EventMeta values = new EventMeta();
    private long dropped;

    // Of one that waits.
    private long held;
    private byte @Nullable [] payload;

    /** What it came in, where it came in parts: that holds what it takes. */
    @Nullable InboundTransfer transfer;

    private String topic = "";
    private @Nullable Meta meta;

    ReceivedEvent() {}

    /** Shows an event that is being read. */
    ReceivedEvent show(EnvelopeView received, EventMeta read, long droppedBefore) {
        view = received;
        values = read;
        dropped = droppedBefore;
        return this;
    }

    /** A copy that may wait. */
    static ReceivedEvent copyOf(EnvelopeView received, EventMeta read, long droppedBefore) {
        ReceivedEvent copy = new ReceivedEvent().show(NOTHING, read.copy(), droppedBefore);
        copy.held = heldBytes(received);
        copy.topic = received.target();
        copy.meta = received.meta();
        copy.payload = received.copyPayload();
        return copy;
    }

    /** What a copy takes while it waits, in bytes: no more than the event counts for. */
    static long heldBytes(EnvelopeView received) {
        return received.length();
    }

    /** What this copy takes. */
    long heldBytes() {
        return held;
    }

    /**
     * What it was published under.
     *
     * @return the topic
     */
    public String topic() {
        return payload == null ? view.target() : topic;
    }

    /**
     * Its meta, the protocol's keys included.
     *
     * @return a copy; null where there is none
     */
    public @Nullable Meta meta() {
        return payload == null ? view.meta() : meta;
    }

    /**
     * The array that holds the encoded payload, CBOR null included.
     *
     * @return not to be changed
     */
    public byte[] payloadSource() {
        byte[] own = payload;
        return own == null ? view.payloadSource() : own;
    }

    /**
     * Where the payload begins in {@link #payloadSource}.
     *
     * @return an index
     */
    public int payloadOffset() {
        return payload == null ? view.payloadOffset() : 0;
    }

    /**
     * How long the payload is.
     *
     * @return bytes, at least 1
     */
    public int payloadLength() {
        byte[] own = payload;
        return own == null ? view.payloadLength() : own.length;
    }

    /**
     * Its number in the subscription.
     *
     * @return from 1; 0 in mode 0
     */
    public long seq() {
        return values.seq();
    }

    /**
     * How often it has been sent, this time included.
     *
     * @return from 1
     */
    public long attempt() {
        return values.attempt();
    }

    /**
     * How many events of the subscription were dropped between the one handed over before and this.
     *
     * @return 0 in modes 1 and 2
     */
    public long dropped() {
        return dropped;
    }

    /**
     * When the hub accepted it.
     *
     * @return milliseconds since 1970-01-01T00:00Z, or -1 where it does not tell. §10.25-5
     */
    public long unixMillis() {
        return values.unixMillis();
    }

    /**
     * Whether it is a retained value. §10.25-3
     *
     * @return false for events on their normal way
     */
    public boolean isRetained() {
        return values.isRetained();
    }
}
