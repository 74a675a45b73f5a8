package dev.fluxar.runtime;

import dev.fluxar.ErrorCode;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.Resume;
import dev.fluxar.message.EnvelopeLine;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.session.SessionAuth;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.resume.ResumeHello;
import dev.fluxar.transport.BoundEndpoint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The bound addresses and the sessions that came over them. */
@SuppressWarnings("FutureReturnValueIgnored") // closed() tells
final class RuntimeListener implements Listener, SessionOwner {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeListener.class);
    private static final long CLOSE_WAIT_MILLIS = 1000;

    /** Longest address that peers are sent to, in bytes. */
    private static final int MAX_ADDRESS = 255;

    /** Longest foreign text in a log, in characters. */
    private static final int MAX_SHOWN = 200;

    private final HandlerRegistry.Registered registered;
    private final Entrance entrance;

    /** Every connection that is not closed. */
    private final Set<SessionDriver> connections = ConcurrentHashMap.newKeySet();

    /** The sessions that are established and not over. */
    private final Set<Peer> established = ConcurrentHashMap.newKeySet();

    private final ResumableSessions resumable;

    private volatile List<BoundEndpoint> endpoints = List.of();
    private volatile boolean leaving;

    RuntimeListener(HandlerRegistry.Registered registered, Entrance entrance) {
        this.registered = registered;
        Resume resume = registered.options().resume();
        this.resumable =
                new ResumableSessions(
                        resume == null ? Resume.DEFAULT : resume,
                        registered.options().limits().frame());
        this.entrance = entrance;
    }

    void bound(List<BoundEndpoint> bound) {
        endpoints = List.copyOf(bound);
    }

    void accepted(SessionDriver driver) {
        connections.add(driver);
        if (leaving) {
            driver.peer().drain(Duration.ZERO);
        }
    }

    /** How many connections are not closed. */
    int open() {
        return connections.size();
    }

    @Override
    public List<URI> uris() {
        return endpoints.stream().map(BoundEndpoint::uri).toList();
    }

    @Override
    public Collection<Peer> peers() {
        return List.copyOf(established);
    }

    @Override
    public long turnedAway() {
        return entrance.turnedAway();
    }

    @Override
    public CompletableFuture<Void> drain(Duration grace) {
        return drainTo(grace, null);
    }

    @Override
    public CompletableFuture<Void> drain(Duration grace, String alternative) {
        int bytes = alternative.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_ADDRESS) {
            throw new IllegalArgumentException(
                    "alternative has " + bytes + " bytes, expected 1 to " + MAX_ADDRESS);
        }
        return drainTo(grace, alternative);
    }

    private CompletableFuture<Void> drainTo(Duration grace, @Nullable String alternative) {
        leaving = true;
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (BoundEndpoint endpoint : endpoints) {
            ends.add(endpoint.close().toCompletableFuture());
        }
        for (SessionDriver driver : connections) {
            ends.add(driver.peer().drain(grace, alternative).exceptionally(failure -> null));
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        boolean onLoop = connections.stream().anyMatch(driver -> driver.loop().inLoop());
        CompletableFuture<Void> ended = drain(Duration.ZERO);
        if (onLoop) {
            return;
        }
        try {
            ended.get(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("closing took longer or failed", e);
        }
    }

    @Override
    public int detached() {
        return resumable.detached();
    }

    @Override
    public boolean trusted() {
        return registered.trusted();
    }

    @Override
    public void detached(SessionDriver driver, SessionEnd why) {
        LOG.info("session with {} is detached: {}", driver.peer().remote(), shown(messageOf(why)));
        resumable.detached(driver);
    }

    private static String messageOf(SessionEnd why) {
        ErrorInfo error = why.error();
        return error == null ? "" : error.message();
    }

    @Override
    public void waits(SessionDriver driver) {
        resumable.held(driver);
    }

    @Override
    public void resumed(SessionDriver driver) {
        resumable.resumed(driver);
    }

    @Override
    public @Nullable ErrorInfo proves(ResumeHello hello) {
        return resumable.proves(hello);
    }

    @Override
    public @Nullable ErrorInfo resumes(
            SessionDriver driver, ResumeHello hello, SessionAuth.Ruling ruling) {
        return resumable.resume(driver, hello, ruling);
    }

    @Override
    public Offered offered() {
        return registered.offered();
    }

    @Override
    public void established(SessionDriver driver) {
        entrance.left(driver);
        established.add(driver.peer());
        resumable.add(driver);
        registered.announce(driver.peer());
    }

    @Override
    public void ended(SessionDriver driver, SessionEnd end) {
        boolean known = established.remove(driver.peer());
        resumable.ended(driver, end.event());
        ErrorInfo error = end.error();
        if (error == null) {
            return;
        }
        // Anybody may cause the second kind, and as many of them as he likes.
        LOG.atLevel(known ? Level.INFO : Level.DEBUG)
                .log(
                        "session with {} ended: {} ({}) {}",
                        driver.peer().remote(),
                        ErrorCode.nameOf(error.code()),
                        error.code(),
                        shown(error.message()));
    }

    /** One short printable line of a text that the other side may have written. */
    static String shown(String text) {
        String line = EnvelopeLine.printable(text);
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
    }

    @Override
    public void closed(SessionDriver driver, SessionEnd end) {
        entrance.left(driver);
        connections.remove(driver);
    }
}
