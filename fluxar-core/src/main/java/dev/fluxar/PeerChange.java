package dev.fluxar;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a session's connection (spec §9.14). Whoever does not care need not listen:
 * calls, streams and subscriptions go on without.
 *
 * @param kind what has happened
 * @param replayed how many messages are sent again; with RESUMED
 * @param reason why the connection, or the session, was lost; null with RESUMED
 * @param uncertain how many calls, streams, subscriptions and publishes of this side have ended
 *     with {@link Outcome#UNKNOWN}; with NEW_SESSION
 * @param successor the peer of the new session; with NEW_SESSION
 */
public record PeerChange(
        Kind kind,
        long replayed,
        @Nullable FluxarException reason,
        int uncertain,
        @Nullable Peer successor) {

    /** What can happen. */
    public enum Kind {
        /** The connection is lost; the session is kept, and everything in it. */
        DETACHED,
        /** The session has a connection again; nothing is lost. */
        RESUMED,
        /** The session could not be resumed and has ended; a new one is established. */
        NEW_SESSION
    }
}
