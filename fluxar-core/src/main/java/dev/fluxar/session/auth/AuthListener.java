package dev.fluxar.session.auth;

import dev.fluxar.Identity;
import org.jspecify.annotations.Nullable;

/** What the application is told of credentials. Called on the session's thread. */
public interface AuthListener {

    /**
     * The other side has accepted this one.
     *
     * @param identity as whom
     */
    void identified(Identity identity);

    /**
     * The other side's credentials are accepted.
     *
     * @param principal whom it is taken for, or null
     */
    void admitted(@Nullable String principal);

    /** The handshake is settled but for credentials: longer frames may come from now on. */
    void awaiting();
}
