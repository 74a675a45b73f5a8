package dev.fluxar.tests.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeEncoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Meta;
import dev.fluxar.message.Payload;
import dev.fluxar.transport.WriteBuffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An envelope as plain values, for comparing. Ids and payload are hex; null stands for null, in the
 * payload too.
 */
record Fields(
        MessageType type,
        String id,
        String ref,
        String target,
        Map<String, Object> meta,
        String payload,
        ErrorInfo error) {

    private static final HexFormat HEX = HexFormat.of();

    static byte[] bytes(String hex) {
        return HEX.parseHex(hex.replaceAll("\\s", ""));
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    /** Encodes. */
    byte[] encode() {
        WriteBuffer out = new WriteBuffer(16);
        EnvelopeEncoder.encode(toEnvelope(), out, 0);
        return out.toByteArray();
    }

    Envelope toEnvelope() {
        return new Envelope(
                type,
                half(id, 0),
                half(id, 16),
                half(ref, 0),
                half(ref, 16),
                target == null ? null : target.getBytes(UTF_8),
                meta == null ? null : encodedMeta(),
                payload == null ? null : Payload.item(bytes(payload)),
                error);
    }

    private byte[] encodedMeta() {
        Meta.Builder builder = new Meta.Builder();
        meta.forEach(
                (key, value) ->
                        builder.put(key, value instanceof ByteBuffer b ? b.array() : value));
        return builder.encode();
    }

    private static long half(String hex, int from) {
        return hex == null ? 0 : HexFormat.fromHexDigitsToLong(hex, from, from + 16);
    }

    /** Decodes an envelope with nothing behind it. */
    static Fields decode(byte[] encoded) {
        byte[] around = new byte[encoded.length + 7];
        Arrays.fill(around, (byte) 0xf6);
        System.arraycopy(encoded, 0, around, 4, encoded.length);
        EnvelopeView view = new EnvelopeView();
        int after = new EnvelopeDecoder().decode(around, 4, 4 + encoded.length, view);
        if (after != 4 + encoded.length || view.length() != encoded.length) {
            throw new AssertionError("ended at " + (after - 4) + " of " + encoded.length);
        }
        return of(view);
    }

    static Fields decode(String hex) {
        return decode(bytes(hex));
    }

    static Fields of(EnvelopeView view) {
        return new Fields(
                view.type(),
                view.hasId() ? id(view.idHigh(), view.idLow()) : null,
                view.hasRef() ? id(view.refHigh(), view.refLow()) : null,
                view.hasTarget() ? view.target() : null,
                view.hasMeta() ? comparable(view.meta().toMap()) : null,
                view.hasPayload() ? hex(view.copyPayload()) : null,
                view.error());
    }

    private static String id(long high, long low) {
        return HEX.toHexDigits(high) + HEX.toHexDigits(low);
    }

    private static Map<String, Object> comparable(Map<String, Object> meta) {
        Map<String, Object> map = new LinkedHashMap<>(meta);
        map.replaceAll((key, value) -> value instanceof byte[] b ? ByteBuffer.wrap(b) : value);
        return map;
    }
}
