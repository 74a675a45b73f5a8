package dev.fluxar.patterns.publish;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;

/**
 * Numbers the publishes of mode 2 that the application does not number itself (spec §10.30): as
 * they are written, so that one that is given up before leaves no gap.
 *
 * <p>When one of several that are under way is refused, the hub refuses those behind it with
 * CONFLICT, because their numbers come too early: each fails with NOT_PROCESSED, and the
 * application publishes again what it still wants to, in its order. What is written from then on
 * takes the numbers from the one that the hub expects. Not thread-safe.
 */
final class ProducerSequence {

    private static final long EPOCH = 1;

    private final String id;
    private long next = 1;

    /** How often numbering began anew. */
    private int generation;

    ProducerSequence(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** The number of what is written now. */
    ProducerId next() {
        return new ProducerId(id, EPOCH, next++);
    }

    int generation() {
        return generation;
    }

    /**
     * One was refused: those behind it will be too.
     *
     * @param of when it was numbered
     * @param expected what the hub expects, or has not accepted
     */
    void refused(int of, long expected) {
        if (of == generation) {
            generation++;
            next = expected;
        }
    }

    /** What the hub says that it expects; or what it has not accepted. §10.30-3 */
    static long expected(ErrorInfo error, long refused) {
        Cbor data = error.data();
        if (error.code() != ErrorCode.CONFLICT.code() || data == null) {
            return refused;
        }
        byte[] encoded = data.toByteArray();
        CborReader in = new CborReader().reset(encoded, 0, encoded.length);
        try {
            ProtocolMap map = new ProtocolMap(in, "data");
            for (String key = map.next(); key != null; key = map.next()) {
                if (key.equals("expected")) {
                    long told = in.readAtMost(key, Long.MAX_VALUE);
                    return told < 1 || told > refused ? refused : told;
                }
                in.skip(CborReader.MAX_DEPTH);
            }
        } catch (ProtocolException e) {
            return refused; // Not what a hub sends.
        }
        return refused;
    }
}
