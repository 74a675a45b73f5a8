package dev.fluxar;

import java.util.concurrent.CompletableFuture;

/** A connection to be: settings and handlers, then {@link #start} or {@link #await}. */
public interface Connector extends Handlers<Connector> {

    /**
     * Names further addresses of the same listener, or of others that know its sessions. They are
     * tried in turn, after the first one, and when a connection was lost.
     *
     * @param uris of any transport
     * @return this
     * @throws IllegalArgumentException when one of them is no URI
     */
    Connector alternative(String... uris);

    /**
     * Connects.
     *
     * @return completes when the handshake is done, on the session's loop; fails with a {@link
     *     FluxarException}: {@link ErrorCode#UNAVAILABLE} when nobody answers, otherwise what the
     *     other side said. Cancelling it closes what was opened
     * @throws IllegalArgumentException when the URI's scheme is unknown; the message names the
     *     artifact to add when one of ours has it
     * @throws IllegalStateException when started before
     */
    CompletableFuture<Peer> start();

    /**
     * Connects and waits.
     *
     * @return the peer, with the handshake done
     * @throws FluxarException as {@link #start} fails
     * @throws InterruptedException when interrupted; the attempt is given up
     */
    Peer await() throws InterruptedException;
}
