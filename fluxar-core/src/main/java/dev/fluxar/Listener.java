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
     * How many connections were closed as soon as they were accepted, because as many as {@link
     * Binder#handshakes} allows had not finished their handshake.
     *
     * @return since it was bound
     */
    long turnedAway();

    /**
     * Goes away in order: accepts nothing new and {@linkplain Peer#drain drains} every session.
     *
     * @param grace how long running exchanges may take
     * @return completes when all sessions have ended
     */
    CompletableFuture<Void> drain(Duration grace);

    /**
     * As {@link #drain(Duration)}, and tells the peers where to connect instead: those that have
     * that address among {@linkplain Connector#alternative theirs}, and want {@linkplain Reconnect
     * new sessions}, go there.
     *
     * @param grace as there
     * @param alternative an address, 1 to 255 bytes of UTF-8
     * @return as there
     * @throws IllegalArgumentException when the address is empty or too long
     */
    CompletableFuture<Void> drain(Duration grace, String alternative);

    /**
     * Stops accepting, closes every session at once, and waits for that, for a second at most.
     * Closing twice is harmless.
     */
    @Override
    void close();
}
