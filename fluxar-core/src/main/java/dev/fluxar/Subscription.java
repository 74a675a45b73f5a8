package dev.fluxar;

import java.util.concurrent.CompletableFuture;

/** A subscription that was granted (spec §10.20). Safe for use from any thread. */
public interface Subscription extends AutoCloseable {

    /**
     * What it is for.
     *
     * @return the pattern
     */
    String pattern();

    /** Has the other side send nothing more for now; what is under way still comes. */
    void pause();

    /** Lets the other side go on. */
    void resume();

    /**
     * Ends it: from now on no event is handed over. Events that the application holds may still be
     * settled; the other side is told when they are. A durable one is deleted.
     *
     * @return completes when nothing more is owed on either side; fails when the session ends first
     */
    CompletableFuture<Void> unsubscribe();

    /**
     * Leaves a durable subscription without deleting it; as {@link #unsubscribe} otherwise.
     *
     * @return as {@link #unsubscribe}
     */
    CompletableFuture<Void> detach();

    /**
     * Completes when the subscription has ended.
     *
     * @return completes normally after {@link #unsubscribe} and {@link #detach}, otherwise with the
     *     {@link FluxarException} that says why; cancelling it has no effect
     */
    CompletableFuture<Void> closed();

    /**
     * {@linkplain #detach Leaves} a durable subscription, {@linkplain #unsubscribe ends} any other;
     * does not wait.
     */
    @Override
    void close();
}
