package dev.fluxar.transport;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A way to carry bytes between two peers (L0). Found with {@link java.util.ServiceLoader}. What
 * every transport must do is written down as tests, in the transport contract of fluxar-tests.
 */
public interface Transport {

    /**
     * The URI schemes it serves.
     *
     * @return lower-case schemes, at least one
     */
    Set<String> schemes();

    /**
     * Opens a connection.
     *
     * @param endpoint where to, with a scheme of {@link #schemes}
     * @param acceptor called once, on the connection's loop, before the stage completes
     * @return completes when the connection is open; fails with a {@link TransportException} that
     *     says in words what was refused, at the latest after the endpoint's connect timeout.
     *     Cancelling it gives the attempt up and closes what it has opened
     * @throws IllegalArgumentException when the URI does not fit the scheme
     */
    CompletionStage<Void> connect(Endpoint endpoint, ConnectionAcceptor acceptor);

    /**
     * Listens.
     *
     * @param endpoint where, with a scheme of {@link #schemes}
     * @param acceptor called for every connection, on that connection's loop
     * @return completes when connections are accepted; fails with a {@link TransportException}
     * @throws IllegalArgumentException when the URI does not fit the scheme
     */
    CompletionStage<BoundEndpoint> bind(Endpoint endpoint, ConnectionAcceptor acceptor);
}
