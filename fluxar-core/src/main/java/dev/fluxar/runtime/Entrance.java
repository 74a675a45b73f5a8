package dev.fluxar.runtime;

import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the connections of a listener whose handshake is not finished (spec §11.6-1). Safe for use
 * from any thread.
 */
final class Entrance {

    /** How many may be in it, unless that is set. */
    static final int MOST = 1024;

    private final int most;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong turnedAway = new AtomicLong();

    /** Those that have a place. */
    private final Set<SessionDriver> inside = ConcurrentHashMap.newKeySet();

    Entrance(int most) {
        this.most = most;
    }

    /** Takes a place for a connection that was accepted; false when none is free. */
    boolean enter() {
        if (taken.incrementAndGet() <= most) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    /** The place is this connection's. */
    void entered(SessionDriver driver) {
        inside.add(driver);
    }

    /** It is established, or closed; nothing happens when it has no place any more. */
    void left(SessionDriver driver) {
        if (inside.remove(driver)) {
            taken.decrementAndGet();
        }
    }

    /** Closes a connection that found no place, without a word. §11.6-1 */
    ConnectionHandler turnAway(Connection connection) {
        turnedAway.incrementAndGet();
        connection.abort();
        return UNHEARD;
    }

    long turnedAway() {
        return turnedAway.get();
    }

    /** What comes of such a connection is nobody's concern. */
    private static final ConnectionHandler UNHEARD =
            new ConnectionHandler() {
                @Override
                public void onBytes(byte[] source, int offset, int length) {}

                @Override
                public void onReadComplete() {}

                @Override
                public void onWritable() {}

                @Override
                public void onClosed(@Nullable Throwable cause) {}
            };
}
