package dev.fluxar.transport;

/** Who can listen to a channel, and who is known to be at its other end (spec §8.6). */
public enum ChannelClass {
    /** Others may read it: TCP and WebSocket without TLS, loopback addresses too. Class 0. */
    OPEN(0),
    /** Nobody else reads it, but for an active man in the middle. Class 1. */
    SEALED(1),
    /**
     * Nobody else reads it, and the initiator knows the responder: memory, Unix sockets. Class 2.
     */
    TRUSTED(2);

    private final int number;

    ChannelClass(int number) {
        this.number = number;
    }

    /**
     * As the specification counts them.
     *
     * @return 0, 1 or 2
     */
    public int number() {
        return number;
    }
}
