package dev.fluxar.session.auth;

import dev.fluxar.Identity;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake that resumes a session has settled about who is who, on its way to that session
 * (spec §9.11-6, §9.12-9).
 *
 * @param principal of the other side, by its new credentials; null for nobody in particular
 * @param expiresNanos how long those are good from now on; -1 for without end
 * @param identity as whom the other side has accepted this one; null where it has not
 * @param inForce whether {@code auth} is, over the new connection
 */
public record CarriedAuth(
        @Nullable String principal,
        long expiresNanos,
        @Nullable Identity identity,
        boolean inForce) {

    /** Nothing was said about it. */
    public static final CarriedAuth NONE = new CarriedAuth(null, -1, null, false);

    /**
     * The same with {@code auth} in force, or without.
     *
     * @param chosen whether
     * @return a copy
     */
    public CarriedAuth withForce(boolean chosen) {
        return new CarriedAuth(principal, expiresNanos, identity, chosen);
    }
}
