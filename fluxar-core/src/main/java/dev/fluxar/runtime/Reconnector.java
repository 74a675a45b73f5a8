package dev.fluxar.runtime;

import dev.fluxar.ErrorCode;
import dev.fluxar.PeerOptions;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.SessionEvent;
import dev.fluxar.session.Survival;
import dev.fluxar.session.auth.CarriedAuth;
import dev.fluxar.session.hello.ResumeAnswer;
import dev.fluxar.session.resume.Attempt;
import dev.fluxar.session.resume.RefusalData;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resumes a session of this side's over another connection (spec §9.11): one attempt at a time,
 * over the addresses in turn, until one is accepted, or a refusal or the window ends the session.
 * Confined to the session's loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures end the attempt
final class Reconnector {

    private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

    private final SessionDriver driver;
    private final List<URI> addresses;
    private final HandlerRegistry.Registered registered;
    private final Connecting.Backoff backoff;

    /** The addresses where the session is unknown. §9.15-1 */
    private final Set<URI> unknownAt = new HashSet<>();

    private int next;
    private @Nullable Runnable timer;
    private @Nullable Try present;
    private boolean stopped;

    /** Since when there has been a connection. */
    private long connectedAt;

    Reconnector(
            SessionDriver driver,
            List<URI> addresses,
            HandlerRegistry.Registered registered,
            Connecting.Backoff backoff) {
        this.driver = driver;
        this.addresses = addresses;
        this.registered = registered;
        this.backoff = backoff;
        this.connectedAt = driver.loop().nanoTime();
    }

    /** The connection is lost. */
    void lost() {
        unknownAt.clear();
        backoff.lasted(driver.loop().nanoTime() - connectedAt);
        again(0);
    }

    /** The session has a connection again. */
    void resumed() {
        present = null;
        connectedAt = driver.loop().nanoTime();
    }

    /** The session is over. */
    void stop() {
        stopped = true;
        Runnable scheduled = timer;
        if (scheduled != null) {
            scheduled.run();
        }
        giveUpAttempt();
    }

    /** Another connection is wanted than the one that is being tried. */
    void again() {
        Survival survival = driver.session().survival();
        if (present != null && survival != null) {
            giveUpAttempt();
            survival.attemptOver("another connection is wanted");
            again(0);
        }
    }

    private void giveUpAttempt() {
        Try attempt = present;
        present = null;
        if (attempt != null) {
            attempt.cancel();
        }
    }

    private void again(long leastNanos) {
        if (!stopped) {
            long delay = Math.max(leastNanos, backoff.nextNanos());
            timer = driver.loop().schedule(() -> driver.inTurn(this::attempt), delay);
        }
    }

    private void attempt() {
        timer = null;
        Survival survival = driver.session().survival();
        Attempt attempt = survival == null || stopped ? null : survival.attempt(driver.proofs());
        if (attempt == null) {
            return;
        }
        URI uri = addresses.get(next++ % addresses.size());
        LOG.debug("{} over {}", attempt, uri);
        Try begun = new Try(uri, attempt);
        present = begun;
        begun.start();
    }

    /** An attempt has failed. §9.15-3 */
    private void failed(Try attempt, @Nullable ErrorInfo error) {
        Survival survival = driver.session().survival();
        if (attempt != present || survival == null) {
            return;
        }
        present = null;
        long wait = 0;
        if (error != null) {
            LOG.debug("resuming over {} failed: {}", attempt.uri, error.message());
            if (ends(error, attempt.uri)) {
                survival.refused(error, RefusalData.of(error).received());
                return;
            }
            wait = Math.max(0, error.retryMillis()) * 1_000_000;
        }
        survival.attemptOver(error == null ? "not connected" : error.message());
        again(wait);
    }

    private boolean ends(ErrorInfo error, URI uri) {
        if (error.code() != ErrorCode.RESUME_REFUSED.code()) {
            return false;
        }
        return switch (RefusalData.of(error).reason()) {
            case "expired", "ended", "received" -> true;
            case "unknown" -> {
                unknownAt.add(uri);
                yield unknownAt.containsAll(addresses);
            }
            default -> false;
        };
    }

    /** One attempt; confined to its connection's loop but for what is said otherwise. */
    private final class Try implements SessionOwner {

        final URI uri;
        private final Attempt attempt;
        private final PeerOptions options;
        private @Nullable CompletableFuture<Void> opening;

        // Set on the connection's loop and on the session's, in either order.
        private volatile @Nullable SessionDriver carrier;
        private volatile boolean cancelled;

        /** On the session's loop. */
        Try(URI uri, Attempt attempt) {
            this.options = driver.auth().presentingAgain(registered.options());
            this.uri = uri;
            this.attempt = attempt;
        }

        /** On the session's loop. */
        void start() {
            try {
                CompletableFuture<Void> begun =
                        Transports.of(uri)
                                .connect(
                                        Transports.connecting(uri, registered.options()),
                                        this::opened)
                                .toCompletableFuture();
                opening = begun;
                begun.whenComplete(
                        (nothing, failure) -> {
                            if (failure != null) {
                                over(null);
                            }
                        });
            } catch (RuntimeException e) {
                LOG.warn("cannot resume over {}", uri, e);
                over(null);
            }
        }

        /** On the session's loop. */
        void cancel() {
            cancelled = true;
            if (opening != null) {
                opening.cancel(false);
            }
            SessionDriver begun = carrier;
            if (begun != null) {
                begun.peer().drain(Duration.ZERO); // At once: it has shaken no hands.
            }
        }

        private ConnectionHandler opened(Connection connection) {
            SessionDriver carrier =
                    new SessionDriver(connection, Role.INITIATOR, options, this, attempt);
            this.carrier = carrier;
            if (cancelled || carrier.classOf(connection).compareTo(driver.channelClass()) < 0) {
                connection.abort(); // §9.11-1
            }
            return carrier.start();
        }

        /** Tells the session's loop; from any. */
        private void over(@Nullable ErrorInfo error) {
            try {
                driver.loop().execute(() -> driver.inTurn(() -> failed(this, error)));
            } catch (RejectedExecutionException gone) {
                LOG.debug("the loop of {} has shut down", driver.peer().remote());
            }
        }

        @Override
        public Offered offered() {
            return registered.offered();
        }

        @Override
        public boolean trusted() {
            return registered.trusted();
        }

        @Override
        public void established(SessionDriver carrier) {
            throw new IllegalStateException("an attempt was established, expected a resume");
        }

        @Override
        public void accepted(SessionDriver carrier, ResumeAnswer answer) {
            CarriedAuth auth = carrier.auth().carried();
            Takeover.handOn(
                    carrier,
                    driver,
                    registered.options().limits().frame(),
                    link -> Takeover.resumed(driver, link, answer, auth));
        }

        @Override
        public void ended(SessionDriver carrier, SessionEnd end) {
            if (end.event() != SessionEvent.HANDED_OVER) {
                // What else it may have said, a fatal bye above all, ends the attempt only. §9.12-7
                boolean refused = end.event() == SessionEvent.REFUSAL_READ;
                over(refused ? end.error() : null);
            }
        }

        @Override
        public void closed(SessionDriver carrier, SessionEnd end) {
            // The connection is of no use any more.
        }
    }
}
