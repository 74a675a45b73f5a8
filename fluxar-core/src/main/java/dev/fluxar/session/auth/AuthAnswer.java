package dev.fluxar.session.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What answers credentials that are not refused (spec §8.7).
 *
 * @param principal whom the presenter is taken for, or null
 * @param expiresMillis for how long, or -1: without end
 * @param challenge what more is needed, or null: they are accepted
 */
public record AuthAnswer(@Nullable String principal, long expiresMillis, @Nullable Cbor challenge) {

    private static final int MAX_PRINCIPAL = 255;

    /** As one encoded map. */
    byte[] encode() {
        WriteBuffer out = new WriteBuffer(64);
        Cbor more = challenge;
        if (more != null) {
            CborWriter.head(out, CborReader.MAP, 1);
            CborWriter.text(out, "challenge");
            CredentialsCodec.item(out, more);
            return out.toByteArray();
        }
        String who = principal;
        CborWriter.head(out, CborReader.MAP, (who == null ? 0 : 1) + (expiresMillis < 0 ? 0 : 1));
        if (who != null) {
            CborWriter.text(out, "principal");
            CborWriter.text(out, who);
        }
        if (expiresMillis >= 0) {
            CborWriter.text(out, "expires");
            CborWriter.integer(out, expiresMillis);
        }
        return out.toByteArray();
    }

    /**
     * Reads one. §8.2-2
     *
     * @param encoded one item
     * @return never null
     * @throws ProtocolException MALFORMED for what is no such map, PROTOCOL_ERROR for a principal
     *     of the wrong length
     */
    static AuthAnswer decode(byte[] encoded) {
        CborReader in = new CborReader().reset(encoded, 0, encoded.length);
        String principal = null;
        long expires = -1;
        Cbor challenge = null;
        ProtocolMap map = new ProtocolMap(in, "answer to auth");
        for (String key = map.next(); key != null; key = map.next()) {
            switch (key) {
                case "principal" -> principal = principal(in);
                case "expires" -> expires = in.readAtMost("answer to auth expires", Long.MAX_VALUE);
                case "challenge" -> challenge = Cbor.of(in.readItem(CborReader.MAX_DEPTH));
                default -> in.skip(CborReader.MAX_DEPTH);
            }
        }
        return new AuthAnswer(principal, expires, challenge);
    }

    private static String principal(CborReader in) {
        String principal = in.readText("answer to auth principal");
        int bytes = principal.getBytes(UTF_8).length;
        if (bytes == 0 || bytes > MAX_PRINCIPAL) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR,
                    "answer to auth: principal has "
                            + bytes
                            + " bytes, expected 1 to "
                            + MAX_PRINCIPAL);
        }
        return principal;
    }

    /** Without the challenge, from which credentials are derived. §8.6-10 */
    @Override
    public String toString() {
        return challenge == null ? "accepted" : "challenge";
    }
}
