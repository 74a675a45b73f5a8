package dev.fluxar.transport;

import java.net.URI;
import java.util.concurrent.CompletionStage;

/** An address that is being listened on. Safe for use from any thread. */
public interface BoundEndpoint {

    /**
     * The address that others connect to.
     *
     * @return with the port that the system chose
     */
    URI uri();

    /**
     * Stops accepting; connections that were accepted live on.
     *
     * @return completes when the address is free again; calling again returns an equal stage
     */
    CompletionStage<Void> close();
}
