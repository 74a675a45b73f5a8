package dev.fluxar.session.hello;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a hello or an answer (spec §8.2 and §9.11): the map in its byte string, as it
 * stands, and what proves it.
 *
 * @param inner holds one map
 * @param proof null where there is none, or no byte string
 * @param noise whether the payload has a key of that name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Wrapped(byte[] inner, byte @Nullable [] proof, boolean noise) {

    private static final String NOISE = "noise";

    /** Without {@code noise}. */
    Wrapped(byte[] inner, byte @Nullable [] proof) {
        this(inner, proof, false);
    }

    private static final String PROOF = "proof";

    /** Takes the byte string out that a payload holds under a key. §8.2-1 */
    static Wrapped read(byte[] payload, String key) {
        CborReader outer = new CborReader().reset(payload, 0, payload.length);
        byte[] inner = null;
        byte[] proof = null;
        boolean noise = false;
        ProtocolMap map = new ProtocolMap(outer, "payload of type 1");
        for (String k = map.next(); k != null; k = map.next()) {
            if (k.equals(key)) {
                inner = outer.readBytes(key);
            } else if (k.equals(PROOF) && outer.peekMajor() == CborReader.BYTES) {
                proof = outer.readBytes(PROOF);
            } else {
                noise |= k.equals(NOISE);
                outer.skip(CborReader.MAX_DEPTH);
            }
        }
        if (inner == null) {
            throw HelloReader.malformed(
                    key + " is absent, expected a byte string that holds a map");
        }
        CborReader in = new CborReader().reset(inner, 0, inner.length);
        in.skip(CborReader.MAX_DEPTH);
        if (in.hasRemaining()) {
            throw HelloReader.malformed(key + " holds bytes behind its map, expected one map");
        }
        return new Wrapped(inner, proof, noise);
    }

    CborReader reader() {
        return new CborReader().reset(inner, 0, inner.length);
    }

    /** What proves a resume. §9.11-7 */
    byte[] requireProof() {
        if (proof == null) {
            throw HelloReader.malformed("proof is absent or no byte string, expected one");
        }
        return proof;
    }

    /** The payload {@code {key: inner}}, with a proof if there is one. */
    Payload payload(String key) {
        byte[] proves = proof;
        WriteBuffer outer = new WriteBuffer(inner.length + 64);
        CborWriter.head(outer, CborReader.MAP, proves == null ? 1 : 2);
        CborWriter.text(outer, key);
        CborWriter.bytes(outer, inner);
        if (proves != null) {
            CborWriter.text(outer, PROOF);
            CborWriter.bytes(outer, proves);
        }
        return Payload.item(outer.toByteArray());
    }
}
