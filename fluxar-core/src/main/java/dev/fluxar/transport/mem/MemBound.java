package dev.fluxar.transport.mem;

import dev.fluxar.transport.BoundEndpoint;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.TransportException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;

/** A name that is being listened on. */
final class MemBound implements BoundEndpoint {

    private final ConcurrentMap<String, MemBound> listening;
    private final String name;
    private final Endpoint endpoint;
    private final ConnectionAcceptor acceptor;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    MemBound(
            ConcurrentMap<String, MemBound> listening,
            String name,
            Endpoint endpoint,
            ConnectionAcceptor acceptor) {
        this.listening = listening;
        this.name = name;
        this.endpoint = endpoint;
        this.acceptor = acceptor;
    }

    /**
     * Makes both ends. The accepted one puts the opening of both in order: neither hears from the
     * other before it is open itself.
     */
    void connect(Endpoint from, ConnectionAcceptor connecting, CompletableFuture<Void> opened) {
        MemConnection near = new MemConnection(from.loops().get(), "mem:" + name);
        MemConnection far = new MemConnection(endpoint.loops().get(), "mem:" + name);
        near.join(far);
        far.join(near);
        far.loop()
                .execute(
                        () -> {
                            try {
                                near.loop().execute(() -> near.open(connecting, opened));
                                far.open(acceptor, new CompletableFuture<>());
                            } catch (RuntimeException gone) {
                                opened.completeExceptionally(noLoop(gone));
                            }
                        });
    }

    TransportException noLoop(RuntimeException cause) {
        return new TransportException(
                "cannot connect to mem:" + name + ": a loop to live on is missing", cause);
    }

    @Override
    public URI uri() {
        return endpoint.uri();
    }

    @Override
    public CompletionStage<Void> close() {
        listening.remove(name, this);
        closed.complete(null);
        return closed;
    }
}
