package dev.fluxar.patterns.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Delivery;
import dev.fluxar.FluxarException;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Meta;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.parts.OutboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.transport.WriteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publish at the producer: its envelope, and what becomes of it (spec §10.35). Made by any
 * thread, confined to the session's once {@link OutboundPublishes#publish} has been called.
 */
public final class OutboundPublish extends Envelope implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(OutboundPublish.class);

    /** What the key {@code producer} adds to the encoded meta at most, beside the id. */
    private static final int PRODUCER_BOUND = 9 + 1 + 2 + 2 * CborWriter.MAX_HEAD + 2;

    final Delivery delivery;
    private final @Nullable ProducerId producer;
    private final int metaCount;
    private final long deadline;
    private final PublishOutcome outcome;
    private int heapIndex = -1;

    /** The length of the payload where it follows in parts. */
    private long size = Parts.NONE;

    /** What goes out in parts; over once it does not any more. */
    private @Nullable OutboundTransfer sending;

    private ProducerState state = ProducerState.QUEUED;

    /** Whether it repeats one whose outcome is not known. §10.30-8 §10.30-9 */
    private boolean repetition;

    // Set when it is published.
    private @Nullable OutboundPublishes publishes;

    // Set when it is written.
    private @Nullable ProducerId number;
    private int generation;

    /** The meta of those to which the application adds none, by mode, without retain and with. */
    private static final byte[] @Nullable [] USUAL = new byte[Delivery.values().length * 2][];

    static {
        for (Delivery delivery : Delivery.values()) {
            USUAL[delivery.mode() * 2] =
                    delivery == Delivery.AT_MOST_ONCE ? null : encodeAll(Map.of(), delivery, false);
            USUAL[delivery.mode() * 2 + 1] = encodeAll(Map.of(), delivery, true);
        }
    }

    /**
     * Describes a publish.
     *
     * @param topic UTF-8, 1 to 255 bytes
     * @param metaEntries of the application; not changed any more
     * @param payload what is published
     * @param delivery the mode
     * @param retain whether the hub keeps it as the topic's value
     * @param producer in mode 2, who numbers it; null: this peer does
     * @param repetition whether it repeats one of another session, whose outcome is not known
     *     (§10.30-9); one of the same session is recognised
     * @param deadline nanoseconds of the session, or {@link Session#NEVER}
     * @param outcome is told what comes of it
     * @throws IllegalArgumentException when the meta has too many keys, or one has no encoding
     */
    public OutboundPublish(
            byte[] topic,
            Map<String, Object> metaEntries,
            Payload payload,
            Delivery delivery,
            boolean retain,
            @Nullable ProducerId producer,
            boolean repetition,
            long deadline,
            PublishOutcome outcome) {
        super(
                MessageType.PUBLISH,
                0,
                0,
                0,
                0,
                topic,
                encode(metaEntries, delivery, retain),
                payload,
                null);
        this.delivery = delivery;
        this.producer = producer;
        this.metaCount =
                metaEntries.size() + (delivery == Delivery.AT_MOST_ONCE ? 0 : 1) + (retain ? 1 : 0);
        this.repetition = repetition;
        this.deadline = deadline;
        this.outcome = outcome;
    }

    private static byte @Nullable [] encode(
            Map<String, Object> entries, Delivery delivery, boolean retain) {
        if (entries.isEmpty()) {
            return USUAL[delivery.mode() * 2 + (retain ? 1 : 0)];
        }
        return encodeAll(entries, delivery, retain);
    }

    private static byte[] encodeAll(
            Map<String, Object> entries, Delivery delivery, boolean retain) {
        Meta.Builder meta = new Meta.Builder();
        entries.forEach(meta::put);
        if (delivery != Delivery.AT_MOST_ONCE) {
            meta.put("mode", delivery.mode());
        }
        if (retain) {
            meta.put("retain", true);
        }
        return meta.encode();
    }

    /** Whether it is part of its producer's sequence. §10.30 */
    boolean numbered() {
        return delivery == Delivery.EXACTLY_ONCE;
    }

    @Override
    public int sizeBound() {
        // The id of this peer is no longer than that of any producer.
        return super.sizeBound()
                + (numbered() ? PRODUCER_BOUND + idBytes() : 0)
                + (size < 0 ? 0 : Parts.SIZE_BOUND);
    }

    /** Its payload is to follow in parts; {@link #sizeBound} is another from now on. §6.1-1 */
    Payload announce() {
        size = payloadLength();
        return detachPayload();
    }

    void sends(OutboundTransfer transfer) {
        sending = transfer;
    }

    @Nullable OutboundTransfer sending() {
        return sending;
    }

    /** Writes no part of the payload any more, and gives it back. §6.4-3 */
    void stopSending() {
        if (sending != null) {
            sending.abandon();
        }
    }

    private int idBytes() {
        return producer == null ? 255 : producer.id().getBytes(UTF_8).length;
    }

    /** Numbers it: it is being written. */
    @Override
    protected byte[] meta(long now) {
        byte[] rest = super.meta(now);
        int count = metaCount;
        if (size >= 0) {
            rest = Parts.withSize(rest.length == 0 ? null : rest, (int) size);
            count++;
        }
        OutboundPublishes by = publishes;
        if (!numbered() || by == null) {
            return rest;
        }
        ProducerId given = producer;
        ProducerId told = given == null ? by.sequence().next() : given;
        number = told;
        generation = by.sequence().generation();
        repetition |= given != null && by.isUnknown(given);
        int head = CborWriter.headLength(count);
        WriteBuffer out = new WriteBuffer(rest.length + PRODUCER_BOUND + told.id().length());
        CborWriter.head(out, CborReader.MAP, count + 1L);
        out.write(rest, head, rest.length - head);
        CborWriter.text(out, "producer");
        CborWriter.head(out, CborReader.ARRAY, 3);
        CborWriter.text(out, told.id());
        CborWriter.integer(out, told.epoch());
        CborWriter.integer(out, told.seq());
        return out.toByteArray();
    }

    void opened(OutboundPublishes by, long high, long low) {
        publishes = by;
        id(high, low);
    }

    /** False for one that waits for its turn. */
    boolean hasId() {
        return (idHigh() | idLow()) != 0;
    }

    /** Whether the hub answers it. §10.29-2 */
    boolean answered() {
        return delivery != Delivery.AT_MOST_ONCE;
    }

    /** Whether it takes one of the other side's places. §11.4-5 §6.4-8 */
    boolean counted() {
        return answered() || size >= 0;
    }

    ProducerState state() {
        return state;
    }

    /** Who numbered it, and how; null before it is written, and in modes 0 and 1. */
    @Nullable ProducerId number() {
        return number;
    }

    /** The number that the application has given it; null where it has given none. */
    @Nullable ProducerId givenNumber() {
        return numbered() ? producer : null;
    }

    int generation() {
        return generation;
    }

    boolean isRepetition() {
        return repetition;
    }

    /** The one place where the state changes; false where the event has no effect. */
    boolean transition(ProducerEvent event) {
        ProducerState next = ProducerTable.TABLE.next(state, event);
        if (next == null) {
            return false;
        }
        if (LOG.isTraceEnabled()) {
            LOG.trace("outbound publish: {} -> {} by {}", state, next, event);
        }
        state = next;
        return true;
    }

    void succeed() {
        outcome.accepted();
    }

    void fail(FluxarException failure) {
        outcome.failed(failure);
    }

    @Override
    public boolean wanted() {
        return state != ProducerState.CLOSED;
    }

    @Override
    public void written() {
        // The answer may take long: only what finds the publish again stays.
        forgetContent();
        OutboundPublishes by = publishes;
        if (by != null) {
            by.onWritten(this);
        }
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void onDeadline() {
        OutboundPublishes by = publishes;
        if (by != null) {
            by.onDeadline(this);
        }
    }

    @Override
    public boolean reopen() {
        OutboundPublishes by = publishes;
        // Those behind one of mode 2 count on its number. §9.13-4
        return by == null || numbered() || !by.replaced(this);
    }

    @Override
    public void onDraining() {
        OutboundPublishes by = publishes;
        if (by != null) {
            by.onDraining(this);
        }
    }

    @Override
    public void onSessionEnded(SessionEnd end) {
        OutboundPublishes by = publishes;
        if (by != null) {
            by.onSessionEnded(this, end);
        }
    }

    @Override
    public int heapIndex() {
        return heapIndex;
    }

    @Override
    public void heapIndex(int index) {
        heapIndex = index;
    }
}
