package dev.fluxar.patterns;

import dev.fluxar.session.SessionEnd;

/** One live exchange of a session, of any pattern, opened by either side (spec §2.3). */
public interface Exchange extends Timed {

    /** A bye was sent or answered: what is not written yet never will be. §9.2-3 */
    void onDraining();

    /**
     * The session is over.
     *
     * @param end why
     */
    void onSessionEnded(SessionEnd end);
}
