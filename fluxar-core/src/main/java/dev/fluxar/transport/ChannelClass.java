package dev.fluxar.transport;

/** Who can listen to a channel, and who is known to be at its other end (spec §8.6). */
public enum ChannelClass {
    /** Others may read it: TCP and WebSocket without TLS, loopback addresses too. Class 0. */
    OPEN,
    /** Nobody else reads it, but for an active man in the middle. Class 1. */
    SEALED,
    /**
     * Nobody else reads it, and the initiator knows the responder: memory, Unix sockets. Class 2.
     */
    TRUSTED
}
