package dev.fluxar.runtime;

import dev.fluxar.Connector;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.runtime.loop.Waiting;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Opens one connection and shakes hands over it. */
@SuppressWarnings("FutureReturnValueIgnored") // failures are told through the result
final class RuntimeConnector extends HandlerRegistry<Connector> implements Connector {

    private final URI uri;

    RuntimeConnector(URI uri) {
        this.uri = uri;
    }

    @Override
    Connector self() {
        return this;
    }

    @Override
    public CompletableFuture<Peer> start() {
        Transport transport = Transports.of(uri);
        Attempt attempt = new Attempt(register());
        CompletionStage<Void> opening =
                transport.connect(
                        Transports.connecting(uri, options()),
                        connection -> {
                            SessionDriver driver =
                                    new SessionDriver(
                                            connection,
                                            Role.INITIATOR,
                                            attempt.registered.options(),
                                            attempt);
                            attempt.opened(driver);
                            driver.start();
                            return driver;
                        });
        opening.whenComplete(
                (nothing, failure) -> {
                    if (failure != null) {
                        attempt.result.completeExceptionally(unreachable(uri, failure));
                    }
                });
        attempt.result.whenComplete(
                (peer, failure) -> {
                    if (failure != null) {
                        opening.toCompletableFuture().cancel(false);
                    }
                });
        return attempt.result;
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

    /** One attempt; confined to the loop once the connection is open. */
    private static final class Attempt implements SessionOwner {

        private final Registered registered;
        private final CompletableFuture<Peer> result = new CompletableFuture<>();

        Attempt(Registered registered) {
            this.registered = registered;
        }

        void opened(SessionDriver driver) {
            result.whenComplete(
                    (peer, failure) -> {
                        // Given up by the application: nobody will ever close the peer.
                        if (failure != null) {
                            driver.peer().drain(Duration.ZERO);
                        }
                    });
        }

        @Override
        public Offered offered() {
            return registered.offered();
        }

        @Override
        public void established(SessionDriver driver) {
            registered.announce(driver.peer());
            result.complete(driver.peer());
        }

        @Override
        public void ended(SessionDriver driver, SessionEnd end) {
            result.completeExceptionally(end.reason());
        }

        @Override
        public void closed(SessionDriver driver, SessionEnd end) {
            // The peer tells.
        }
    }
}
