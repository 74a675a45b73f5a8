package dev.fluxar.patterns.rpc;

import dev.fluxar.FluxarException;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Meta;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.parts.InboundTransfer;
import dev.fluxar.patterns.parts.OutboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call at the caller: the envelope of its open, and what becomes of it (spec §10.6). Confined to
 * the session's thread once {@link OutboundCalls#open} has been called.
 */
public final class OutboundCall extends Envelope implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(OutboundCall.class);

    /** What the deadline's entry adds to the encoded meta at most, in bytes. */
    private static final int TIMEOUT_BOUND = 18;

    final boolean oneway;
    private final Map<String, Object> metaEntries;
    private final long deadline;
    private final CallOutcome outcome;
    private int heapIndex = -1;

    /** The length of the payload where it follows in parts. */
    private long size = Parts.NONE;

    /** What goes out in parts; over once it does not any more. */
    private @Nullable OutboundTransfer sending;

    /** The reply that arrives in parts. */
    private @Nullable InboundTransfer receiving;

    private CallerState state = CallerState.QUEUED;

    /** Null until opened. */
    private @Nullable OutboundCalls calls;

    /**
     * Describes a call.
     *
     * @param target UTF-8 of the method's name
     * @param metaEntries of the application; not changed any more
     * @param payload the argument
     * @param oneway whether no reply is wanted
     * @param deadline nanoseconds of the session, or {@link Session#NEVER}
     * @param outcome is told what comes of it
     */
    public OutboundCall(
            byte[] target,
            Map<String, Object> metaEntries,
            Payload payload,
            boolean oneway,
            long deadline,
            CallOutcome outcome) {
        super(
                MessageType.CALL,
                0,
                0,
                0,
                0,
                target,
                encode(metaEntries, oneway, -1, Parts.NONE),
                payload,
                null);
        this.metaEntries = metaEntries;
        this.oneway = oneway;
        this.deadline = deadline;
        this.outcome = outcome;
    }

    private static byte @Nullable [] encode(
            Map<String, Object> entries, boolean oneway, long timeoutMillis, long size) {
        if (entries.isEmpty() && !oneway && timeoutMillis < 0 && size < 0) {
            return null;
        }
        Meta.Builder meta = new Meta.Builder();
        entries.forEach(meta::put);
        if (oneway) {
            meta.put("oneway", true);
        }
        if (timeoutMillis >= 0) {
            meta.put("timeout", timeoutMillis);
        }
        if (size >= 0) {
            meta.put("size", size);
        }
        return meta.encode();
    }

    @Override
    protected byte[] meta(long now) {
        if (deadline == Session.NEVER && size < 0) {
            return super.meta(now);
        }
        // §10.1-1
        long millis =
                deadline == Session.NEVER ? -1 : Math.max(0, deadline - now + 999_999) / 1_000_000;
        byte[] encoded = encode(metaEntries, oneway, millis, size);
        return encoded == null ? super.meta(now) : encoded;
    }

    @Override
    public int sizeBound() {
        return super.sizeBound()
                + (deadline == Session.NEVER ? 0 : TIMEOUT_BOUND)
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

    void receives(@Nullable InboundTransfer transfer) {
        receiving = transfer;
    }

    @Nullable InboundTransfer receiving() {
        return receiving;
    }

    /** Nobody wants the reply any more: what comes of it is read past. */
    void discardReply() {
        if (receiving != null) {
            receiving.discard();
        }
    }

    void opened(OutboundCalls by, long high, long low) {
        calls = by;
        id(high, low);
    }

    /** False for one that waits for its turn. */
    boolean hasId() {
        return (idHigh() | idLow()) != 0;
    }

    CallerState state() {
        return state;
    }

    boolean isWritten() {
        return state != CallerState.QUEUED;
    }

    /** The one place where the state changes; false where the event has no effect. */
    boolean transition(CallerEvent event) {
        CallerState next = CallerTable.TABLE.next(state, event);
        if (next == null) {
            return false;
        }
        if (LOG.isTraceEnabled()) {
            LOG.trace("outbound call: {} -> {} by {}", state, next, event);
        }
        state = next;
        return true;
    }

    void succeed(@Nullable EnvelopeView reply) {
        outcome.succeeded(reply);
    }

    void fail(FluxarException failure) {
        outcome.failed(failure);
    }

    @Override
    public boolean wanted() {
        return state != CallerState.CLOSED;
    }

    @Override
    public void written() {
        // The reply may take long: only what finds the call again stays.
        forgetContent();
        OutboundCalls by = calls;
        if (by != null) {
            by.onWritten(this);
        }
    }

    @Override
    public long expiresAt() {
        return deadline;
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void onDeadline() {
        OutboundCalls by = calls;
        if (by != null) {
            by.onDeadline(this);
        }
    }

    @Override
    public boolean reopen() {
        OutboundCalls by = calls;
        return by == null || !by.replaced(this);
    }

    @Override
    public void onDraining() {
        OutboundCalls by = calls;
        if (by != null) {
            by.onDraining(this);
        }
    }

    @Override
    public void onSessionEnded(SessionEnd end) {
        OutboundCalls by = calls;
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
