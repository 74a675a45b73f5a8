package dev.fluxar.runtime;

import dev.fluxar.tests.contract.ThreadLoop;
import dev.fluxar.transport.BoundEndpoint;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.Transport;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A transport whose connections are all used from other loops than their own. */
final class RelayedTransport implements Transport {

    private final Transport transport;
    private final List<ThreadLoop> loops =
            List.of(new ThreadLoop("relayed-0"), new ThreadLoop("relayed-1"));
    private final AtomicInteger next = new AtomicInteger();

    RelayedTransport(Transport transport) {
        this.transport = transport;
    }

    @Override
    public Set<String> schemes() {
        return transport.schemes();
    }

    @Override
    public CompletionStage<BoundEndpoint> bind(Endpoint endpoint, ConnectionAcceptor acceptor) {
        return transport.bind(endpoint, relayed(acceptor));
    }

    @Override
    public CompletionStage<Void> connect(Endpoint endpoint, ConnectionAcceptor acceptor) {
        return transport.connect(endpoint, relayed(acceptor));
    }

    private ConnectionAcceptor relayed(ConnectionAcceptor acceptor) {
        return connection -> {
            ThreadLoop near = loops.get(next.getAndIncrement() % loops.size());
            RelayedConnection relayed = new RelayedConnection(connection, near);
            near.execute(() -> relayed.handler(acceptor.accept(relayed)));
            return relayed.far();
        };
    }

    void close() {
        loops.forEach(ThreadLoop::close);
    }
}
