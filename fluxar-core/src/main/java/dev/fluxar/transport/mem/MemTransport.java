package dev.fluxar.transport.mem;

import dev.fluxar.transport.BoundEndpoint;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.Transport;
import dev.fluxar.transport.TransportException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * {@code mem:name}: a byte stream between two ends of this process. Names are exact and known to
 * the whole process; each end lives on a loop that its own endpoint supplied.
 */
public final class MemTransport implements Transport {

    private static final ConcurrentMap<String, MemBound> LISTENING = new ConcurrentHashMap<>();

    /** For {@link java.util.ServiceLoader}; all instances share the names. */
    public MemTransport() {}

    @Override
    public Set<String> schemes() {
        return Set.of("mem");
    }

    @Override
    public CompletionStage<Void> connect(Endpoint endpoint, ConnectionAcceptor acceptor) {
        String address = "mem:" + name(endpoint.uri());
        CompletableFuture<Void> opened = new CompletableFuture<>();
        MemBound listener = LISTENING.get(name(endpoint.uri()));
        if (listener == null) {
            opened.completeExceptionally(
                    new TransportException(
                            "cannot connect to " + address + ": nobody listens there", null));
            return opened;
        }
        try {
            listener.connect(endpoint, acceptor, opened);
        } catch (RuntimeException failure) {
            opened.completeExceptionally(listener.noLoop(failure));
        }
        return opened;
    }

    @Override
    public CompletionStage<BoundEndpoint> bind(Endpoint endpoint, ConnectionAcceptor acceptor) {
        String name = name(endpoint.uri());
        MemBound bound = new MemBound(LISTENING, name, endpoint, acceptor);
        if (LISTENING.putIfAbsent(name, bound) != null) {
            return CompletableFuture.failedFuture(
                    new TransportException(
                            "cannot listen on mem:" + name + ": address already in use", null));
        }
        return CompletableFuture.completedFuture(bound);
    }

    private static String name(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null || !scheme.equalsIgnoreCase("mem")) {
            throw new IllegalArgumentException("URI has scheme " + scheme + "; expected mem");
        }
        String name = uri.getSchemeSpecificPart();
        if (name.isEmpty() || name.startsWith("/") || uri.getFragment() != null) {
            throw new IllegalArgumentException(
                    "mem URI has no name: " + uri + "; expected mem:name");
        }
        return name;
    }
}
