package dev.fluxar.runtime;

import dev.fluxar.CallSpec;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Identity;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerChange;
import dev.fluxar.PeerStats;
import dev.fluxar.PublishSpec;
import dev.fluxar.StreamSpec;
import dev.fluxar.SubscribeSpec;
import dev.fluxar.runtime.loop.EndFuture;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.session.Established;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.budget.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other side of a session, as the application sees it. */
final class RuntimePeer implements Peer {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimePeer.class);

    private static final long CLOSE_WAIT_MILLIS = 1000;

    /** How many may wait for the ping under way. */
    private static final int MAX_PINGS = 1024;

    private final SessionDriver driver;
    private final List<Consumer<? super PeerChange>> onChange = new CopyOnWriteArrayList<>();

    private volatile String remote;
    private volatile boolean connected;

    /** Whether the application wants to go away. */
    private volatile boolean leaves;

    private volatile @Nullable String alternative;

    private final EndFuture closed = new EndFuture();

    private volatile boolean open;
    private volatile @Nullable String name;
    private volatile long roundTripNanos = -1;

    /** Who waits for the ping under way; confined to the loop. */
    private @Nullable List<CompletableFuture<Duration>> pings;

    RuntimePeer(SessionDriver driver, String remote) {
        this.driver = driver;
        this.remote = remote;
    }

    @Override
    public CallSpec call(String target) {
        return driver.patterns().calls().spec(target);
    }

    @Override
    public StreamSpec stream(String target) {
        return driver.patterns().streams().spec(target);
    }

    @Override
    public SubscribeSpec subscribe(String pattern) {
        return driver.patterns().topics().subscribe(pattern);
    }

    @Override
    public PublishSpec publish(String topic) {
        return driver.patterns().topics().publish(topic);
    }

    @Override
    public PeerStats stats() {
        Budget budget = driver.session().budget();
        long sending =
                budget.sending().held()
                        + budget.waiting().held()
                        + driver.patterns().topics().beyondBudget();
        long opens = budget.opens();
        long theirs = budget.theirs();
        long prefetch = budget.prefetch();
        return new PeerStats(
                budget.limit(),
                opens + sending + theirs,
                opens,
                sending,
                Math.max(0, theirs - prefetch),
                prefetch,
                driver.session().kept(),
                driver.live());
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public Optional<String> principal() {
        return driver.auth().principal();
    }

    @Override
    public Optional<Identity> identity() {
        return driver.auth().identity();
    }

    @Override
    public CompletableFuture<Identity> authenticate(Credentials credentials) {
        return driver.auth().authenticate(Objects.requireNonNull(credentials, "credentials"));
    }

    @Override
    public CompletableFuture<Void> requestCredentials(String... schemes) {
        return driver.auth().request(schemes);
    }

    @Override
    public Optional<Duration> roundTrip() {
        long nanos = roundTripNanos;
        return nanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    @Override
    public CompletableFuture<Duration> ping() {
        CompletableFuture<Duration> answered = new CompletableFuture<>();
        driver.submit(
                new Submission() {
                    @Override
                    public void run() {
                        if (!driver.session().ping()) {
                            answered.completeExceptionally(noPing());
                            return;
                        }
                        if (pings == null) {
                            pings = new ArrayList<>(1);
                        }
                        if (pings.size() == MAX_PINGS) {
                            answered.completeExceptionally(
                                    new FluxarException(
                                            ErrorCode.OVERLOADED,
                                            MAX_PINGS + " wait for the ping under way"));
                            return;
                        }
                        pings.add(answered);
                    }

                    @Override
                    public void refuse(FluxarException why) {
                        answered.completeExceptionally(why);
                    }
                });
        return answered;
    }

    @Override
    public CompletableFuture<Void> drain(Duration grace) {
        return drain(grace, null);
    }

    @Override
    public Optional<String> alternative() {
        return Optional.ofNullable(alternative);
    }

    CompletableFuture<Void> drain(Duration grace, @Nullable String elsewhere) {
        long millis =
                grace.isNegative()
                        ? 0
                        : grace.compareTo(Duration.ofDays(3650)) > 0
                                ? Duration.ofDays(3650).toMillis()
                                : grace.toMillis();
        leaves = true;
        driver.submit(
                new Submission() {
                    @Override
                    public void run() {
                        driver.session().drain(0, millis, elsewhere);
                    }

                    @Override
                    public boolean vital() {
                        return true;
                    }

                    @Override
                    public void refuse(FluxarException why) {
                        // The loop is gone, and the session with it.
                    }
                });
        return closed();
    }

    @Override
    public CompletableFuture<Void> closed() {
        return closed;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public void onChange(Consumer<? super PeerChange> action) {
        onChange.add(Objects.requireNonNull(action, "action"));
    }

    @Override
    public void reconnect() {
        driver.submit(
                new Submission() {
                    @Override
                    public void run() {
                        Takeover.reconnect(driver);
                    }

                    @Override
                    public void refuse(FluxarException why) {
                        // There is no connection to give up.
                    }
                });
    }

    @Override
    public void close() {
        CompletableFuture<Void> ended = drain(Duration.ZERO);
        if (driver.loop().inLoop()) {
            return;
        }
        try {
            ended.get(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // It has ended badly, or will: closed() tells.
        }
    }

    // From the driver, on the loop

    void onEstablished(Established established) {
        name = established.peerName();
        open = true;
        connected = true;
    }

    void onDraining() {
        open = false;
        alternative = driver.session().alternative();
    }

    void onRoundTrip(long nanos) {
        roundTripNanos = nanos;
        List<CompletableFuture<Duration>> waiting = pings;
        pings = null;
        if (waiting != null) {
            waiting.forEach(ping -> ping.complete(Duration.ofNanos(nanos)));
        }
    }

    void onEnded(SessionEnd end) {
        open = false;
        connected = false;
        failPings(end);
    }

    private void failPings(SessionEnd end) {
        List<CompletableFuture<Duration>> waiting = pings;
        pings = null;
        if (waiting != null) {
            waiting.forEach(ping -> ping.completeExceptionally(ended(end)));
        }
    }

    boolean leaves() {
        return leaves;
    }

    void remote(String address) {
        remote = address;
    }

    void onDetached(SessionEnd why) {
        connected = false;
        failPings(why); // Forgotten with the connection. §9.14-1
        tell(new PeerChange(PeerChange.Kind.DETACHED, 0, why.reason(), 0, null));
    }

    void onResumed(long replayed) {
        connected = true;
        tell(new PeerChange(PeerChange.Kind.RESUMED, replayed, null, 0, null));
    }

    void tell(PeerChange change) {
        for (Consumer<? super PeerChange> action : onChange) {
            try {
                action.accept(change);
            } catch (RuntimeException | Error e) {
                LOG.warn("an onChange action failed for {}", remote, e);
            }
        }
    }

    void onClosed(SessionEnd end) {
        closed.end(end.orderly() ? null : end.reason());
    }

    private FluxarException noPing() {
        boolean kept = driver.session().standing() != SessionState.CLOSED;
        return kept
                ? FluxarException.ofOperation(
                        ErrorCode.UNAVAILABLE.code(),
                        "the session has no connection at present",
                        Outcome.NOT_SENT,
                        null,
                        null,
                        null)
                : ended(null);
    }

    private static FluxarException ended(@Nullable SessionEnd end) {
        return (end == null
                        ? new SessionEnd(dev.fluxar.session.SessionEvent.ABORTED, null, null)
                        : end)
                .failure(Outcome.UNKNOWN);
    }

    @Override
    public String toString() {
        String introduced = name;
        return "Peer[" + (introduced == null ? "" : introduced + " at ") + remote + "]";
    }
}
