package dev.fluxar.session.auth;

import dev.fluxar.Identity;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake that resumes a session has settled about who is who, on its way to that session
 * (spec §9.11-6, §9.12-9).
 *
 * @param judged whether the other side has presented credentials, which were accepted
 * @param principal of the other side, by those; null for nobody in particular
 * @param expiresNanos how long those are good from now on; -1 for without end
 * @param presented whether this side has presented credentials, which the other has looked at
 * @param identity as whom the other side has accepted this one by those; null where it has not
 * @param inForce whether {@code auth} is, over the new connection
 */
public record CarriedAuth(
        boolean judged,
        @Nullable String principal,
        long expiresNanos,
        boolean presented,
        @Nullable Identity identity,
        boolean inForce) {

    /** Nothing was said about it. */
    public static final CarriedAuth NONE = new CarriedAuth(false, null, -1, false, null, false);

    /**
     * The same with {@code auth} in force, or without.
     *
     * @param chosen whether
     * @return a copy
     */
    public CarriedAuth withForce(boolean chosen) {
        return new CarriedAuth(judged, principal, expiresNanos, presented, identity, chosen);
    }
}
