package dev.fluxar.runtime;

import dev.fluxar.Binder;
import dev.fluxar.Listener;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.loop.Waiting;
import dev.fluxar.session.Role;
import dev.fluxar.transport.BoundEndpoint;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Listens on any number of addresses. */
@SuppressWarnings("FutureReturnValueIgnored") // failures are told through the result
final class RuntimeBinder extends HandlerRegistry<Binder> implements Binder {

    private final List<URI> uris;
    private int handshakes = Entrance.MOST;

    RuntimeBinder(List<URI> uris) {
        this.uris = List.copyOf(uris);
    }

    @Override
    Binder self() {
        return this;
    }

    @Override
    public Binder handshakes(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("handshakes is " + most + ", expected at least 1");
        }
        handshakes = most;
        return this;
    }

    @Override
    public CompletableFuture<Listener> start() {
        List<Transport> transports = uris.stream().map(Transports::of).toList();
        Registered registered = register();
        Entrance entrance = new Entrance(handshakes);
        RuntimeListener listener = new RuntimeListener(registered, entrance);
        List<CompletableFuture<BoundEndpoint>> binding = new ArrayList<>();
        for (int i = 0; i < uris.size(); i++) {
            PeerOptions options = registered.options();
            binding.add(bind(transports.get(i), uris.get(i), options, listener, entrance));
        }
        CompletableFuture<Listener> result = new CompletableFuture<>();
        CompletableFuture.allOf(binding.toArray(CompletableFuture[]::new))
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure == null) {
                                listener.bound(
                                        binding.stream().map(CompletableFuture::join).toList());
                                if (!result.complete(listener)) {
                                    listener.close();
                                }
                            } else {
                                giveUp(binding, listener, result);
                            }
                        });
        return result;
    }

    /** What is wrong with the address is told by the future too, so that others can be closed. */
    private static CompletableFuture<BoundEndpoint> bind(
            Transport transport,
            URI uri,
            PeerOptions options,
            RuntimeListener listener,
            Entrance entrance) {
        try {
            return transport
                    .bind(
                            Transports.listening(uri, options),
                            connection ->
                                    entrance.enter()
                                            ? accept(connection, options, listener, entrance)
                                            : entrance.turnAway(connection))
                    .toCompletableFuture();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static ConnectionHandler accept(
            Connection connection,
            PeerOptions options,
            RuntimeListener listener,
            Entrance entrance) {
        SessionDriver driver = new SessionDriver(connection, Role.RESPONDER, options, listener);
        entrance.entered(driver);
        listener.accepted(driver);
        return driver.start();
    }

    /**
     * All or none: closes what could be had, with the sessions that came over it, and tells the
     * first failure.
     */
    private void giveUp(
            List<CompletableFuture<BoundEndpoint>> binding,
            RuntimeListener listener,
            CompletableFuture<Listener> result) {
        listener.drain(Duration.ZERO);
        for (int i = 0; i < binding.size(); i++) {
            URI uri = uris.get(i);
            binding.get(i)
                    .whenComplete(
                            (bound, failure) -> {
                                if (failure != null) {
                                    result.completeExceptionally(
                                            failure instanceof IllegalArgumentException
                                                    ? failure
                                                    : RuntimeConnector.unreachable(uri, failure));
                                } else {
                                    bound.close();
                                }
                            });
        }
    }

    @Override
    public Listener await() throws InterruptedException {
        return Waiting.on(start());
    }
}
