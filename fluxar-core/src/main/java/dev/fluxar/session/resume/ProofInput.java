package dev.fluxar.session.resume;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes that proofs are over. */
public final class ProofInput {

    private static final byte[] RESUME = "FLUXAR1 resume".getBytes(US_ASCII);
    private static final byte[] RESUMED = "FLUXAR1 resumed".getBytes(US_ASCII);

    private ProofInput() {}

    /**
     * Of a hello. §9.11-5
     *
     * @param offer byte for byte
     * @param noise of the hello, or null
     * @return an encoded array of 3
     */
    public static byte[] ofHello(byte[] offer, byte @Nullable [] noise) {
        return begin(3, RESUME, offer, noise).toByteArray();
    }

    /**
     * Of an answer. §9.12-5
     *
     * @param offer that it answers, byte for byte
     * @param noise of the hello, or null
     * @param answer byte for byte
     * @return an encoded array of 4
     */
    public static byte[] ofAnswer(byte[] offer, byte @Nullable [] noise, byte[] answer) {
        WriteBuffer out = begin(4, RESUMED, offer, noise);
        CborWriter.bytes(out, answer);
        return out.toByteArray();
    }

    private static WriteBuffer begin(
            int items, byte[] label, byte[] offer, byte @Nullable [] noise) {
        WriteBuffer out = new WriteBuffer(2 * offer.length + 64);
        CborWriter.head(out, CborReader.ARRAY, items);
        CborWriter.text(out, label);
        CborWriter.bytes(out, offer);
        if (noise == null) {
            CborWriter.nil(out);
        } else {
            CborWriter.bytes(out, noise);
        }
        return out;
    }
}
