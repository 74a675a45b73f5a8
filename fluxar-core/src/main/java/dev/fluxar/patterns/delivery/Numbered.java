package dev.fluxar.patterns.delivery;

/** What a {@link SeqRing} keeps under a seq; its object is used again for later ones. */
abstract class Numbered {

    long seq;

    /** Whether it is in the ring; the ring's own. */
    boolean kept;

    /**
     * Its number in the subscription.
     *
     * @return from 1
     */
    public final long seq() {
        return seq;
    }
}
