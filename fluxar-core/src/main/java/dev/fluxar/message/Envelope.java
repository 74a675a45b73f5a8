package dev.fluxar.message;

import org.jspecify.annotations.Nullable;

/**
 * An envelope to be sent: the seven fields of spec §1. The patterns extend it with what they know
 * of an exchange. Received envelopes are {@link EnvelopeView}s.
 */
public class Envelope {

    final int type;
    long idHigh;
    long idLow;
    final long refHigh;
    final long refLow;
    final byte[] target;
    byte[] meta;
    Payload payload;
    final @Nullable ErrorInfo error;

    /** What an envelope that waits takes besides its content, in bytes. */
    private static final int OVERHEAD = 64;

    private static final byte[] NONE = new byte[0];

    /** What an id takes, in bytes. */
    private static final int ID = 17;

    /**
     * Sets all fields.
     *
     * @param type field 0
     * @param idHigh high half of the id
     * @param idLow low half of the id; both 0 for null
     * @param refHigh high half of the ref
     * @param refLow low half of the ref; both 0 for null
     * @param target UTF-8, or null
     * @param meta the encoded map, or null
     * @param payload or null
     * @param error or null
     */
    public Envelope(
            MessageType type,
            long idHigh,
            long idLow,
            long refHigh,
            long refLow,
            byte @Nullable [] target,
            byte @Nullable [] meta,
            @Nullable Payload payload,
            @Nullable ErrorInfo error) {
        this.type = type.code();
        this.idHigh = idHigh;
        this.idLow = idLow;
        this.refHigh = refHigh;
        this.refLow = refLow;
        this.target = target == null ? NONE : target;
        this.meta = meta == null ? NONE : meta;
        this.payload = Payload.orNull(payload);
        this.error = error;
    }

    /**
     * High half of the id.
     *
     * @return 0 in a null id
     */
    public final long idHigh() {
        return idHigh;
    }

    /**
     * Low half of the id.
     *
     * @return 0 in a null id
     */
    public final long idLow() {
        return idLow;
    }

    /**
     * An upper bound of the encoded size, exact but for errors and for what overrides it.
     *
     * @return bytes, the same for as long as it lives
     */
    public int sizeBound() {
        boolean open = (refHigh | refLow) == 0;
        long size = 2L + (open ? 1 : ID);
        // An open may be given its id later.
        size += open || (idHigh | idLow) != 0 ? ID : 1;
        size += target.length == 0 ? 1 : CborWriter.headLength(target.length) + target.length;
        size += Math.max(1, meta.length) + payload.encodedLength();
        size += error == null ? 1 : error.bound();
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    /**
     * What it takes while it waits to be written.
     *
     * @return bytes
     */
    public final int heldBytes() {
        return sizeBound() + OVERHEAD;
    }

    /**
     * Whether it opens an exchange.
     *
     * @return true where ref is null
     */
    public final boolean isOpen() {
        return (refHigh | refLow) == 0;
    }

    /**
     * Whether it has a number where sessions survive: types 2 to 7 do. §9.7-1
     *
     * @return false in type 1
     */
    public final boolean isTracked() {
        return type != MessageType.HELLO.code();
    }

    /**
     * Whether it is of a type.
     *
     * @param wanted any
     * @return whether
     */
    public final boolean isOf(MessageType wanted) {
        return type == wanted.code();
    }

    /**
     * Whether it is one of the verbs that let the other side go on, or spare it work: {@code
     * cancel}, {@code pause}, {@code resume}, {@code ack} and {@code nack}. §9.9-2
     *
     * @return whether
     */
    public final boolean isLightVerb() {
        return !isOpen() && EnvelopeRules.isLightVerb(target);
    }

    /** Lets go of meta and payload, once it is written and will not be written again. */
    protected final void forgetContent() {
        meta = NONE;
        payload = Payload.NULL;
    }

    /**
     * Takes the payload out, because it follows in parts. §6.1-1
     *
     * @return what the field held; it is null from now on
     */
    protected final Payload detachPayload() {
        Payload detached = payload;
        payload = Payload.NULL;
        return detached;
    }

    /**
     * How long the payload is.
     *
     * @return bytes of the encoded item, at least 1
     */
    public final int payloadLength() {
        return payload.encodedLength();
    }

    /**
     * Sets the id, where it is known only when the exchange is opened.
     *
     * @param high high half
     * @param low low half
     */
    protected final void id(long high, long low) {
        idHigh = high;
        idLow = low;
    }

    /**
     * The encoded meta map as it stands at a moment: some of it tells time left. §10.1-1
     *
     * @param now the session's time, in nanoseconds
     * @return empty for null
     */
    protected byte[] meta(long now) {
        return meta;
    }

    /**
     * When the timeout that it states is over, which is told anew when it is sent again. §9.13-3
     *
     * @return nanoseconds; {@code Long.MAX_VALUE} for an envelope without one
     */
    public long expiresAt() {
        return Long.MAX_VALUE;
    }

    /**
     * Whether it continues an exchange.
     *
     * @return the high half of the id of the exchange, 0 in an open
     */
    public final long refHigh() {
        return refHigh;
    }

    /**
     * Likewise.
     *
     * @return the low half of the id of the exchange, 0 in an open
     */
    public final long refLow() {
        return refLow;
    }

    /**
     * Whether it is still wanted; what is not is skipped when its turn to be written comes.
     *
     * @return true unless overridden
     */
    public boolean wanted() {
        return true;
    }

    /** Called when it has been written into a frame: from here on it may have arrived. */
    public void written() {}
}
