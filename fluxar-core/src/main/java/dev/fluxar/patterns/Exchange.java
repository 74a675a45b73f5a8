package dev.fluxar.patterns;

import dev.fluxar.session.SessionEnd;

/** One live exchange of a session, of any pattern, opened by either side (spec §2.3). */
public interface Exchange extends Timed {

    /**
     * Its open is about to be sent again, after a loss, and the other side has not received it.
     * Where this side's application has given it up, it is CLOSED by that. §9.13-4
     *
     * @return whether it is still wanted
     */
    default boolean reopen() {
        return true;
    }

    /** The session has a connection again: what stood still meanwhile begins anew. §9.14-1 */
    default void onResumed() {
        // Nothing did.
    }

    /** A bye was sent or answered: what is not written yet never will be. §9.2-3 */
    void onDraining();

    /**
     * The session is over.
     *
     * @param end why
     */
    void onSessionEnded(SessionEnd end);
}
