package dev.fluxar.runtime;

import dev.fluxar.session.SessionEnd;

/** Who opened or accepted a session: hears of its life, on the session's loop. */
interface SessionOwner {

    /** What the other side may use. */
    Offered offered();

    /** The handshake is done. */
    void established(SessionDriver driver);

    /** The session is over; its connection may still be closing. */
    void ended(SessionDriver driver, SessionEnd end);

    /** The connection is closed. */
    void closed(SessionDriver driver, SessionEnd end);
}
