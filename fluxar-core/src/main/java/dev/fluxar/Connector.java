package dev.fluxar;

import java.util.concurrent.CompletableFuture;

/** A connection to be: settings and handlers, then {@link #start} or {@link #await}. */
public interface Connector extends Handlers<Connector> {

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
