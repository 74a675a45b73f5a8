package dev.fluxar.patterns.publish;

import dev.fluxar.hub.ProducerId;

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
}
