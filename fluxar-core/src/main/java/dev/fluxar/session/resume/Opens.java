package dev.fluxar.session.resume;

/** Who knows whether what was opened is still wanted (spec §9.13). */
@FunctionalInterface
public interface Opens {

    /** What is to be done with an open that the other side has not received. */
    enum Fate {
        /** It belongs to no live exchange: one-way. */
        UNKNOWN,
        /** Somebody waits for what comes of it. */
        WANTED,
        /** Nobody did any more; its exchange is CLOSED from now on. §9.13-4 */
        GIVEN_UP
    }

    /**
     * An open is about to be sent again.
     *
     * @param idHigh high half of its id
     * @param idLow low half
     * @return what is to be done with it
     */
    Fate reopen(long idHigh, long idLow);
}
