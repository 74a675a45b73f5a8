package dev.fluxar.session.hello;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.transport.WriteBuffer;

/**
 * What the answer to a new session that survives grants: its key {@code resume} (spec §9.6).
 *
 * @param secret 32 bytes, the key of every proof
 * @param windowMillis how long a detached session is kept, from 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ResumeGrant(byte[] secret, long windowMillis) {

    /** Length of a secret, in bytes. §9.6-3 */
    public static final int SECRET = 32;

    static final String KEY = "resume";

    /** A longer window is none that anyone waits for, in milliseconds: ten years. */
    private static final long MAX_WINDOW = 315_360_000_000L;

    void write(WriteBuffer out) {
        CborWriter.head(out, CborReader.MAP, 2);
        CborWriter.text(out, "secret");
        CborWriter.bytes(out, secret);
        CborWriter.text(out, "window");
        CborWriter.integer(out, windowMillis);
    }

    /** §9.6-2 */
    static ResumeGrant read(CborReader in) {
        byte[] secret = null;
        long window = -1;
        ProtocolMap map = new ProtocolMap(in, "answer resume");
        for (String key = map.next(); key != null; key = map.next()) {
            switch (key) {
                case "secret" -> secret = in.readBytes("answer resume secret");
                case "window" -> window = in.readAtMost("answer resume window", Long.MAX_VALUE);
                default -> in.skip(CborReader.MAX_DEPTH);
            }
        }
        if (secret == null || window < 0) {
            throw HelloReader.malformed("answer resume lacks a key, expected secret and window");
        }
        if (secret.length != SECRET) {
            throw HelloReader.malformed(
                    "answer resume secret has " + secret.length + " bytes, expected " + SECRET);
        }
        if (window == 0) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR, "answer resume window is 0, expected at least 1");
        }
        return new ResumeGrant(secret, Math.min(window, MAX_WINDOW));
    }

    /** Without the secret, which goes into no log. §9.6-4 */
    @Override
    public String toString() {
        return "window " + windowMillis + " ms";
    }
}
