package dev.fluxar.runtime;

import dev.fluxar.FluxarException;
import dev.fluxar.Peer;
import dev.fluxar.PeerChange;
import dev.fluxar.Reconnect;
import dev.fluxar.Resume;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.runtime.platform.Randomness;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.transport.Loop;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A session that this side opens: tries its addresses in turn until one is established, has it
 * resumed when its connection is lost, and, where that is wanted, opens another when it cannot be.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures are told through the result
final class Connecting {

    private final List<URI> addresses;
    private final HandlerRegistry.Registered registered;
    private final CompletableFuture<Peer> result = new CompletableFuture<>();

    /** By which the session before was replaced by this one; null for the first. */
    private final @Nullable Backoff renewing;

    /** On the session's loop. */
    private long establishedAt;

    Connecting(List<URI> addresses, HandlerRegistry.Registered registered) {
        this(addresses, registered, null);
    }

    private Connecting(
            List<URI> addresses,
            HandlerRegistry.Registered registered,
            @Nullable Backoff renewing) {
        this.addresses = addresses;
        this.registered = registered;
        this.renewing = renewing;
    }

    /** Tries all addresses once; the last failure is told. */
    CompletableFuture<Peer> start() {
        attempt(0);
        return result;
    }

    private void attempt(int index) {
        URI uri = addresses.get(index);
        boolean last = index == addresses.size() - 1;
        Attempt attempt = new Attempt();
        CompletionStage<Void> opening =
                Transports.of(uri)
                        .connect(
                                Transports.connecting(uri, registered.options()),
                                connection -> {
                                    SessionDriver driver =
                                            new SessionDriver(
                                                    connection,
                                                    Role.INITIATOR,
                                                    registered.options(),
                                                    attempt);
                                    closeIfGivenUp(driver);
                                    return driver.start();
                                });
        opening.whenComplete(
                (nothing, failure) -> {
                    if (failure != null) {
                        attempt.failed.complete(RuntimeConnector.unreachable(uri, failure));
                    }
                });
        attempt.failed.thenAccept(
                failure -> {
                    if (last || result.isDone()) {
                        result.completeExceptionally(failure);
                    } else {
                        attempt(index + 1);
                    }
                });
        result.whenComplete(
                (peer, failure) -> {
                    if (failure != null) {
                        opening.toCompletableFuture().cancel(false);
                    }
                });
    }

    /** Given up by the application: nobody will ever close the peer. */
    private void closeIfGivenUp(SessionDriver driver) {
        result.whenComplete(
                (peer, failure) -> {
                    if (failure != null) {
                        driver.peer().drain(Duration.ZERO);
                    }
                });
    }

    // A new session in place of one that is lost

    private void renew(SessionDriver lost, SessionEnd end) {
        Resume resume = registered.options().resume();
        if (resume != null && resume.reconnect().newSession() && !lost.peer().leaves()) {
            Backoff backoff = renewing == null ? new Backoff(resume.reconnect()) : renewing;
            backoff.lasted(lost.loop().nanoTime() - establishedAt);
            renewLater(lost, end, backoff);
        }
    }

    private void renewLater(SessionDriver lost, SessionEnd end, Backoff backoff) {
        ErrorInfo error = end.error();
        long least = error == null ? 0 : Math.max(0, error.retryMillis()) * 1_000_000;
        Loop loop = lost.loop();
        long delay = Math.max(least, backoff.nextNanos());
        loop.schedule(() -> renewNow(lost, end, backoff), delay);
    }

    /** An address that the other side has named goes first, if it is one of ours. §9.2-8 */
    private List<URI> addressesFrom(SessionDriver lost) {
        String named = lost.peer().alternative().orElse(null);
        List<URI> first = addresses.stream().filter(uri -> uri.toString().equals(named)).toList();
        if (first.isEmpty()) {
            return addresses;
        }
        List<URI> all = new ArrayList<>(first);
        addresses.stream().filter(uri -> !first.contains(uri)).forEach(all::add);
        return all;
    }

    private void renewNow(SessionDriver lost, SessionEnd end, Backoff backoff) {
        if (lost.peer().leaves()) {
            return;
        }
        new Connecting(addressesFrom(lost), registered, backoff)
                .start()
                .whenComplete(
                        (peer, failure) -> {
                            if (failure == null && lost.peer().leaves()) {
                                peer.drain(Duration.ZERO); // Closed meanwhile.
                            } else if (failure == null) {
                                lost.peer()
                                        .tell(
                                                new PeerChange(
                                                        PeerChange.Kind.NEW_SESSION,
                                                        0,
                                                        end.reason(),
                                                        end.uncertain().count(),
                                                        peer));
                            } else {
                                renewLater(lost, end, backoff);
                            }
                        });
    }

    /** How long to wait before attempts: doubling, with full jitter. */
    static final class Backoff {

        private final Reconnect bounds;
        private int attempts;

        Backoff(Reconnect bounds) {
            this.bounds = bounds;
        }

        /** What was found has lasted so long: if longer than the search, all begins anew. */
        void lasted(long nanos) {
            if (nanos >= bound(attempts - 1)) {
                attempts = 0;
            }
        }

        private long bound(int doublings) {
            long most = bounds.most().toNanos();
            long bound = bounds.first().toNanos();
            for (int i = 0; i < doublings && bound < most; i++) {
                bound *= 2;
            }
            return Math.min(bound, most);
        }

        /** A time between none and a bound that doubles. */
        long nextNanos() {
            long bound = bound(attempts);
            attempts++;
            return Randomness.below(bound + 1);
        }
    }

    /** One address. */
    private final class Attempt implements SessionOwner {

        final CompletableFuture<FluxarException> failed = new CompletableFuture<>();

        private boolean established;

        /** Once it is established, where it survives. */
        private @Nullable Reconnector reconnector;

        @Override
        public Offered offered() {
            return registered.offered();
        }

        @Override
        public boolean trusted() {
            return registered.trusted();
        }

        @Override
        public void established(SessionDriver driver) {
            established = true;
            establishedAt = driver.loop().nanoTime();
            Resume resume = registered.options().resume();
            if (driver.session().survival() != null && resume != null) {
                reconnector =
                        new Reconnector(
                                driver, addresses, registered, new Backoff(resume.reconnect()));
            }
            registered.announce(driver.peer());
            result.complete(driver.peer());
        }

        @Override
        public void detached(SessionDriver driver, SessionEnd why) {
            if (reconnector != null) {
                reconnector.lost();
            }
        }

        @Override
        public void reconnect() {
            if (reconnector != null) {
                reconnector.again();
            }
        }

        @Override
        public void resumed(SessionDriver driver) {
            if (reconnector != null) {
                reconnector.resumed();
            }
        }

        @Override
        public void ended(SessionDriver driver, SessionEnd end) {
            if (!established) {
                failed.complete(end.reason());
                return;
            }
            if (reconnector != null) {
                reconnector.stop();
            }
            renew(driver, end);
        }

        @Override
        public void closed(SessionDriver driver, SessionEnd end) {
            // The peer tells.
        }
    }
}
