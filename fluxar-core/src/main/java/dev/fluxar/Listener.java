package dev.fluxar;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Accepts connections. Safe for use from any thread. */
public interface Listener extends AutoCloseable {

    /**
     * The addresses, as others connect to them.
     *
     * @return in the order given to {@link Peer#listen}, with the ports that the system chose
     */
    List<URI> uris();

    /**
     * The first of {@link #uris}.
     *
     * @return never null
     */
    default URI uri() {
        return uris().get(0);
    }

    /**
     * The sessions that are established now.
     *
     * @return a snapshot
     */
    Collection<Peer> peers();

    /**
     * How many sessions have no connection at present and are kept to be resumed (spec §9.10).
     *
     * @return those of {@link #peers} that are not connected
     */
    int detached();

    /**
     * Goes away in order: accepts nothing new and {@linkplain Peer#drain drains} every session.
     *
     * @param grace how long running exchanges may take
     * @return completes when all sessions have ended
     */
    CompletableFuture<Void> drain(Duration grace);

    /**
     * Stops accepting, closes every session at once, and waits for that, for a second at most.
     * Closing twice is harmless.
     */
    @Override
    void close();
}
