package dev.fluxar.session.auth;

import dev.fluxar.FluxarException;
import dev.fluxar.Identity;

/** What becomes of an {@code auth} of this side. One of the methods is called, once. */
public interface AuthResult {

    /** Nobody wants to know. */
    AuthResult NONE =
            new AuthResult() {
                @Override
                public void accepted(Identity identity) {
                    // Told by the listener.
                }

                @Override
                public void failed(FluxarException why) {
                    // Nothing has changed.
                }
            };

    /**
     * Accepted, by the other side or, of what was asked for, by this one.
     *
     * @param identity as whom
     */
    void accepted(Identity identity);

    /**
     * Refused, given up, or not sent.
     *
     * @param why with what is known of the effect
     */
    void failed(FluxarException why);
}
