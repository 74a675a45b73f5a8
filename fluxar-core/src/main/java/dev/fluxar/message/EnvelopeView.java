package dev.fluxar.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A received envelope, as offsets over the received bytes: nothing is copied until asked for. One
 * view is reused for every envelope of a session; it is valid until the handler that got it
 * returns.
 */
public final class EnvelopeView {

    byte[] source = new byte[0];
    int type;
    long idHigh;
    long idLow;
    long refHigh;
    long refLow;

    /** The target's UTF-8 and its hash; null target: length -1. */
    byte[] targetSource = source;

    int targetOffset;
    int targetLength;

    /** The encoded meta map; null: length 0. */
    int metaOffset;

    int metaLength;

    /** The encoded payload, null included; elsewhere than the envelope where it came in parts. */
    byte[] payloadSource = source;

    int payloadOffset;

    int payloadLength;
    @Nullable ErrorInfo error;

    /** All of the envelope's bytes. */
    int start;

    int end;

    /**
     * Field 0.
     *
     * @return never null
     */
    public MessageType type() {
        return MessageType.of(type);
    }

    /**
     * Whether field 1 is an id.
     *
     * @return false for null
     */
    public boolean hasId() {
        return (idHigh | idLow) != 0;
    }

    /**
     * High half of field 1.
     *
     * @return 0 in a null id
     */
    public long idHigh() {
        return idHigh;
    }

    /**
     * Low half of field 1.
     *
     * @return 0 in a null id
     */
    public long idLow() {
        return idLow;
    }

    /**
     * Whether field 2 is an id.
     *
     * @return false for null
     */
    public boolean hasRef() {
        return (refHigh | refLow) != 0;
    }

    /**
     * High half of field 2.
     *
     * @return 0 in a null ref
     */
    public long refHigh() {
        return refHigh;
    }

    /**
     * Low half of field 2.
     *
     * @return 0 in a null ref
     */
    public long refLow() {
        return refLow;
    }

    /**
     * Whether field 3 is a text.
     *
     * @return false for null
     */
    public boolean hasTarget() {
        return targetLength >= 0;
    }

    /**
     * The length of the target.
     *
     * @return bytes of UTF-8, -1 for null
     */
    public int targetLength() {
        return targetLength;
    }

    /**
     * Field 3 as text.
     *
     * @return empty for null
     */
    public String target() {
        return targetLength < 0 ? "" : new String(targetSource, targetOffset, targetLength, UTF_8);
    }

    /**
     * A copy of field 3.
     *
     * @return UTF-8; empty for null
     */
    public byte[] copyTarget() {
        return targetLength < 0
                ? new byte[0]
                : Arrays.copyOfRange(targetSource, targetOffset, targetOffset + targetLength);
    }

    /**
     * A hash of the target's bytes: 31·h + b, as {@link Arrays#hashCode(byte[])} but begun with 0.
     *
     * @return 0 for null
     */
    public int targetHash() {
        int hash = 0;
        for (int i = targetOffset; i < targetOffset + targetLength; i++) {
            hash = 31 * hash + targetSource[i];
        }
        return hash;
    }

    /**
     * Whether the target has these bytes.
     *
     * @param utf8 to compare with
     * @return false for a null target
     */
    public boolean targetIs(byte[] utf8) {
        return targetLength == utf8.length
                && Arrays.equals(
                        targetSource,
                        targetOffset,
                        targetOffset + targetLength,
                        utf8,
                        0,
                        utf8.length);
    }

    /**
     * Whether field 4 is a map.
     *
     * @return false for null
     */
    public boolean hasMeta() {
        return metaLength > 0;
    }

    /**
     * Where the encoded meta map begins in {@link #source}.
     *
     * @return an index
     */
    public int metaOffset() {
        return metaOffset;
    }

    /**
     * How long the encoded meta map is.
     *
     * @return bytes, 0 where the field is null
     */
    public int metaLength() {
        return metaLength;
    }

    /**
     * Field 4, to be read.
     *
     * @return null where the field is null
     */
    public @Nullable Meta meta() {
        return metaLength == 0
                ? null
                : new Meta(Arrays.copyOfRange(source, metaOffset, metaOffset + metaLength));
    }

    /**
     * Whether field 5 is more than null.
     *
     * @return false for null
     */
    public boolean hasPayload() {
        return payloadLength > 1 || payloadSource[payloadOffset] != CborReader.NULL;
    }

    /**
     * The array that holds the envelope; reused once the handler returns.
     *
     * @return never null
     */
    public byte[] source() {
        return source;
    }

    /**
     * The array that holds the payload, null included: {@link #source}, unless it came in parts.
     *
     * @return never null
     */
    public byte[] payloadSource() {
        return payloadSource;
    }

    /**
     * Where the encoded payload begins in {@link #payloadSource}.
     *
     * @return an index
     */
    public int payloadOffset() {
        return payloadOffset;
    }

    /**
     * How long the encoded payload is.
     *
     * @return bytes, at least 1
     */
    public int payloadLength() {
        return payloadLength;
    }

    /**
     * The encoded payload, null included, to be kept: a copy, unless it came in parts and is in an
     * array of its own.
     *
     * @return one CBOR item
     */
    public byte[] copyPayload() {
        if (payloadSource != source) {
            return payloadSource;
        }
        return Arrays.copyOfRange(payloadSource, payloadOffset, payloadOffset + payloadLength);
    }

    /**
     * Field 6.
     *
     * @return null where the field is null
     */
    public @Nullable ErrorInfo error() {
        return error;
    }

    /**
     * How long the envelope is.
     *
     * @return bytes, without those of a payload that came in parts
     */
    public int length() {
        return end - start;
    }

    /**
     * The same envelope over a copy of its bytes: an announced one is acted on when its payload is
     * there. §6.2-6
     *
     * @return stays valid
     */
    public EnvelopeView copy() {
        EnvelopeView copy = new EnvelopeView();
        copy.source = Arrays.copyOfRange(source, start, end);
        copy.type = type;
        copy.idHigh = idHigh;
        copy.idLow = idLow;
        copy.refHigh = refHigh;
        copy.refLow = refLow;
        // A target in chunks has been joined elsewhere, in an array of its own.
        boolean within = targetSource == source;
        copy.targetSource = within ? copy.source : targetSource;
        copy.targetOffset = within ? targetOffset - start : targetOffset;
        copy.targetLength = targetLength;
        copy.metaOffset = metaOffset - start;
        copy.metaLength = metaLength;
        copy.payloadSource = copy.source;
        copy.payloadOffset = payloadOffset - start;
        copy.payloadLength = payloadLength;
        copy.error = error;
        copy.end = end - start;
        return copy;
    }

    /**
     * Puts a payload that came in parts in the place of null. §6.2-6
     *
     * @param encoded one CBOR item; not copied
     */
    public void payload(byte[] encoded) {
        payloadSource = encoded;
        payloadOffset = 0;
        payloadLength = encoded.length;
    }
}
