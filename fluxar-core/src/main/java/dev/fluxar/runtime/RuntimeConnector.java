package dev.fluxar.runtime;

import dev.fluxar.Connector;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.runtime.loop.Waiting;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Collects what is needed to open a session. */
final class RuntimeConnector extends HandlerRegistry<Connector> implements Connector {

    private final List<URI> uris = new ArrayList<>(1);

    RuntimeConnector(URI uri) {
        uris.add(uri);
    }

    @Override
    Connector self() {
        return this;
    }

    @Override
    public Connector alternative(String... more) {
        for (String uri : more) {
            uris.add(URI.create(uri));
        }
        return this;
    }

    @Override
    public CompletableFuture<Peer> start() {
        uris.forEach(Transports::of);
        return new Connecting(List.copyOf(uris), register()).start();
    }

    @Override
    public Peer await() throws InterruptedException {
        return Waiting.on(start());
    }

    static FluxarException unreachable(URI uri, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        String message = cause.getMessage();
        return FluxarException.ofOperation(
                ErrorCode.UNAVAILABLE.code(),
                message == null ? "cannot use " + uri : message,
                Outcome.NOT_SENT,
                null,
                null,
                cause);
    }
}
