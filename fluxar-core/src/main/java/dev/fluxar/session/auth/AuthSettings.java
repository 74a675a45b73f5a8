package dev.fluxar.session.auth;

import dev.fluxar.Security;
import dev.fluxar.session.Role;
import dev.fluxar.transport.ChannelClass;

/**
 * What the credentials of a session depend on.
 *
 * @param role which end of the connection this is
 * @param security of this side
 * @param channel that they would travel on
 */
public record AuthSettings(Role role, Security security, ChannelClass channel) {

    /** Whether there is anything to be said about credentials. */
    boolean isUsed() {
        return security.credentials() != null || looksAt();
    }

    /** Whether what the other side presents is looked at. */
    boolean looksAt() {
        return security.authenticator() != null;
    }

    /** Whether the other side has to present something to be let in. */
    boolean requires() {
        return role == Role.RESPONDER && looksAt() && !security.anonymous();
    }

    /** Whether credentials may be written: on class 2, or where that is allowed by name. §8.6-2 */
    boolean mayWrite() {
        return channel == ChannelClass.TRUSTED || security.openCredentials();
    }

    /** Whether credentials may be read: not on class 0, unless that is allowed by name. §8.6-3 */
    boolean mayRead() {
        return channel != ChannelClass.OPEN || security.openCredentials();
    }

    /** Whether nobody else reads the channel. */
    boolean confidential() {
        return channel != ChannelClass.OPEN;
    }
}
