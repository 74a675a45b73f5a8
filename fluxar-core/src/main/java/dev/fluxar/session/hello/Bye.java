package dev.fluxar.session.hello;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The announcement of an orderly end (spec §9.2).
 *
 * @param code 0 for no fault, otherwise an error code
 * @param graceMillis how long the sender still waits
 * @param alternative where to connect instead, or null; nothing connects there by itself. §9.2-8
 */
public record Bye(int code, long graceMillis, @Nullable String alternative) {

    /**
     * The bye's payload.
     *
     * @return an encoded map
     */
    public Payload encode() {
        WriteBuffer out = new WriteBuffer(32);
        CborWriter.head(out, CborReader.MAP, alternative == null ? 2 : 3);
        CborWriter.text(out, "code");
        CborWriter.integer(out, code);
        CborWriter.text(out, "grace");
        CborWriter.integer(out, graceMillis);
        if (alternative != null) {
            CborWriter.text(out, "alternative");
            CborWriter.text(out, alternative);
        }
        return Payload.item(out.toByteArray());
    }

    /**
     * Reads a bye's payload.
     *
     * @param payload encoded
     * @return never null
     * @throws ProtocolException for what no bye may hold
     */
    public static Bye decode(byte[] payload) {
        CborReader in = new CborReader().reset(payload, 0, payload.length);
        long code = -1;
        long grace = -1;
        String alternative = null;
        ProtocolMap map = new ProtocolMap(in, "payload of bye");
        for (String key = map.next(); key != null; key = map.next()) {
            switch (key) {
                case "code" -> code = in.readAtMost("bye code", Long.MAX_VALUE);
                case "grace" -> grace = in.readAtMost("bye grace", Long.MAX_VALUE);
                case "alternative" -> alternative = in.readText("bye alternative");
                default -> in.skip(CborReader.MAX_DEPTH);
            }
        }
        if (code < 0 || grace < 0) {
            throw HelloReader.malformed("bye lacks a key, expected code and grace");
        }
        if (code > ErrorCode.APPLICATION_MAX) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR,
                    "bye code is " + code + ", expected 0 to " + ErrorCode.APPLICATION_MAX);
        }
        return new Bye((int) code, grace, alternative);
    }
}
