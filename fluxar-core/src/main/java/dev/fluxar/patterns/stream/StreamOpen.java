package dev.fluxar.patterns.stream;

import dev.fluxar.Credit;
import dev.fluxar.message.CreditCodec;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Meta;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.Session;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open of a stream, until it is written (spec §10.9). */
final class StreamOpen extends Envelope {

    // What the keys add to the encoded meta at most, in bytes.
    private static final int TIMEOUT_BOUND = 18;
    private static final int CREDIT_BOUND = 7 + CreditCodec.MAX_LENGTH;

    private final OutboundStream stream;
    private final Map<String, Object> metaEntries;

    /** The length of the payload where it follows in parts. */
    private long size = Parts.NONE;

    /** Null where it is what this side has announced. */
    private @Nullable Credit credit;

    StreamOpen(
            OutboundStream stream, byte[] target, Map<String, Object> entries, Payload argument) {
        super(
                MessageType.STREAM,
                0,
                0,
                0,
                0,
                target,
                encode(entries, -1, null, Parts.NONE),
                argument,
                null);
        this.stream = stream;
        this.metaEntries = entries;
    }

    private static byte @Nullable [] encode(
            Map<String, Object> entries, long timeoutMillis, @Nullable Credit credit, long size) {
        if (entries.isEmpty() && timeoutMillis < 0 && credit == null && size < 0) {
            return null;
        }
        Meta.Builder meta = new Meta.Builder();
        entries.forEach(meta::put);
        if (timeoutMillis >= 0) {
            meta.put("timeout", timeoutMillis);
        }
        if (credit != null) {
            meta.credit("credit", credit);
        }
        if (size >= 0) {
            meta.put("size", size);
        }
        return meta.encode();
    }

    /** Its payload is to follow in parts; {@link #sizeBound} is another from now on. §6.1-1 */
    Payload announce() {
        size = payloadLength();
        return detachPayload();
    }

    /** The exchange begins. */
    void start(long high, long low, @Nullable Credit first) {
        id(high, low);
        credit = first;
    }

    @Override
    protected byte[] meta(long now) {
        long deadline = stream.deadline();
        // §10.9-1
        long millis =
                deadline == Session.NEVER ? -1 : Math.max(0, deadline - now + 999_999) / 1_000_000;
        byte[] encoded = encode(metaEntries, millis, credit, size);
        return encoded == null ? super.meta(now) : encoded;
    }

    @Override
    public int sizeBound() {
        int timeout = stream.deadline() == Session.NEVER ? 0 : TIMEOUT_BOUND;
        return super.sizeBound() + timeout + CREDIT_BOUND + (size < 0 ? 0 : Parts.SIZE_BOUND);
    }

    @Override
    public long expiresAt() {
        return stream.deadline();
    }

    @Override
    public boolean wanted() {
        return stream.state() == StreamState.IDLE;
    }

    @Override
    public void written() {
        stream.onWritten();
    }
}
