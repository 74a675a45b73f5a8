package dev.fluxar;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who a peer is, whom it lets in and what it permits (spec §8.6 to §8.8). Immutable.
 *
 * @param credentials gives what this peer presents, or null: it presents nothing. Asked on a
 *     session's loop for each connection, and again when the other side asks, so it must not block;
 *     it may give null when there are none now
 * @param authenticator decides about what the other side presents, or null: credentials are not
 *     looked at
 * @param anonymous whether a listener lets somebody in who presents nothing although there is an
 *     authenticator
 * @param authorizer decides about what the other side opens, or null: whatever is offered is for
 *     everybody
 * @param openCredentials whether credentials may be presented, and are accepted, where others may
 *     read them
 */
public record Security(
        @Nullable Supplier<? extends @Nullable Credentials> credentials,
        @Nullable Authenticator authenticator,
        boolean anonymous,
        @Nullable Authorizer authorizer,
        boolean openCredentials) {

    /** Presents nothing, looks at nothing, permits everything that is offered. */
    public static final Security NONE = new Security(null, null, false, null, false);

    /**
     * The same with credentials.
     *
     * @param supplier gives them
     * @return new settings
     */
    public Security withCredentials(Supplier<? extends @Nullable Credentials> supplier) {
        return new Security(
                Objects.requireNonNull(supplier, "credentials"),
                authenticator,
                anonymous,
                authorizer,
                openCredentials);
    }

    /**
     * The same with an authenticator.
     *
     * @param decides about credentials
     * @return new settings
     */
    public Security withAuthenticator(Authenticator decides) {
        return new Security(
                credentials,
                Objects.requireNonNull(decides, "authenticator"),
                anonymous,
                authorizer,
                openCredentials);
    }

    /**
     * The same with or without entry for those who present nothing.
     *
     * @param admitted whether
     * @return new settings
     */
    public Security withAnonymous(boolean admitted) {
        return new Security(credentials, authenticator, admitted, authorizer, openCredentials);
    }

    /**
     * The same with an authorizer.
     *
     * @param permits decides about opens
     * @return new settings
     */
    public Security withAuthorizer(Authorizer permits) {
        return new Security(
                credentials,
                authenticator,
                anonymous,
                Objects.requireNonNull(permits, "authorizer"),
                openCredentials);
    }

    /**
     * The same with or without credentials where others may read them. <b>Dangerous:</b> whoever
     * reads the channel has them then.
     *
     * @param allowed whether
     * @return new settings
     */
    public Security withOpenCredentials(boolean allowed) {
        return new Security(credentials, authenticator, anonymous, authorizer, allowed);
    }
}
