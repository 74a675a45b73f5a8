package dev.fluxar;

import java.util.concurrent.CompletableFuture;

/** A listener to be: settings and handlers, then {@link #start} or {@link #await}. */
public interface Binder extends Handlers<Binder> {

    /**
     * Bounds the connections whose handshake is not finished, on all addresses together (spec
     * §11.6-1). One more is closed as soon as it is accepted, without a word, and {@linkplain
     * Listener#turnedAway counted}.
     *
     * @param most how many: at least 1; 1024 unless set
     * @return this
     * @throws IllegalArgumentException when it is less than 1
     */
    Binder handshakes(int most);

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
