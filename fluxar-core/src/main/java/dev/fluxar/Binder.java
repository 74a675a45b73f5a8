package dev.fluxar;

import java.util.concurrent.CompletableFuture;

/** A listener to be: settings and handlers, then {@link #start} or {@link #await}. */
public interface Binder extends Handlers<Binder> {

    /**
     * Listens.
     *
     * @return completes when every address accepts connections; fails with a {@link
     *     FluxarException} when one cannot be had, with none of them left open
     * @throws IllegalArgumentException when a URI's scheme is unknown; the message names the
     *     artifact to add when one of ours has it
     * @throws IllegalStateException when started before
     */
    CompletableFuture<Listener> start();

    /**
     * Listens and waits until connections are accepted.
     *
     * @return the listener
     * @throws FluxarException as {@link #start} fails
     * @throws InterruptedException when interrupted; the attempt is given up
     */
    Listener await() throws InterruptedException;
}
