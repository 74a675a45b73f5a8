package dev.fluxar.tests.sim;

import dev.fluxar.transport.BoundEndpoint;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.Transport;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code sim:}, the addresses of {@link SimNetwork}s. */
public final class SimTransport implements Transport {

    /** For {@link java.util.ServiceLoader}. */
    public SimTransport() {}

    @Override
    public Set<String> schemes() {
        return Set.of("sim");
    }

    @Override
    public CompletionStage<Void> connect(Endpoint endpoint, ConnectionAcceptor acceptor) {
        return SimNetwork.of(endpoint.uri()).connect(endpoint, acceptor);
    }

    @Override
    public CompletionStage<BoundEndpoint> bind(Endpoint endpoint, ConnectionAcceptor acceptor) {
        return SimNetwork.of(endpoint.uri()).bind(endpoint, acceptor);
    }
}
