package dev.fluxar.runtime;

import dev.fluxar.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions of a listener that have no connection, and what is held for them: bounded in number
 * and in bytes, of all and of each owner; whoever has been without a connection longest goes first
 * (spec §11.6). Guarded by {@link ResumableSessions}.
 */
final class DetachedSessions {

    /** Which part may be of one owner. §11.6-3 */
    private static final int PART = 8;

    private final int most;
    private final long mostBytes;

    /** In the order in which they lost their connections. */
    private final Map<SessionDriver, Held> all = new LinkedHashMap<>();

    private final Map<String, Share> shares = new HashMap<>();
    private long bytes;

    /** One of them. */
    private static final class Held {
        final String owner;
        long bytes;

        Held(String owner) {
            this.owner = owner;
        }
    }

    /** Those of one owner. */
    private static final class Share {
        int count;
        long bytes;
    }

    /** Keeps so many at most, and so many bytes for them. §11.6-2 */
    DetachedSessions(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    int count() {
        return all.size();
    }

    /**
     * One has lost its connection; nothing happens where it is there.
     *
     * @param owner who it is counted for
     * @return those that are to be ended, which are not there any more
     */
    List<SessionDriver> add(SessionDriver driver, String owner) {
        if (all.putIfAbsent(driver, new Held(owner)) != null) {
            return List.of();
        }
        shares.computeIfAbsent(owner, name -> new Share()).count++;
        // What waits in a hub for the others may have grown without a turn of theirs.
        all.forEach(this::measure);
        return surplus();
    }

    /**
     * Something may be held for one that was not before.
     *
     * @return as {@link #add}
     */
    List<SessionDriver> measure(SessionDriver driver) {
        Held held = all.get(driver);
        if (held == null || !measure(driver, held)) {
            return List.of();
        }
        return surplus();
    }

    /** Returns whether there are more than may be. */
    private boolean measure(SessionDriver driver, Held held) {
        Session session = driver.session();
        long now = session.budget().used() + session.kept();
        Share share = shareOf(held);
        share.bytes += now - held.bytes;
        bytes += now - held.bytes;
        held.bytes = now;
        return isOver(share) || bytes > mostBytes;
    }

    private Share shareOf(Held held) {
        Share share = shares.get(held.owner);
        if (share == null) {
            throw new IllegalStateException("no share of " + held.owner + ", expected one");
        }
        return share;
    }

    private boolean isOver(Share share) {
        return share.count > Math.max(1, most / PART) || share.bytes > mostBytes / PART;
    }

    /** §11.6-4 */
    private List<SessionDriver> surplus() {
        List<SessionDriver> out = new ArrayList<>(0);
        Iterator<Map.Entry<SessionDriver, Held>> oldest = all.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<SessionDriver, Held> next = oldest.next();
            if (isOver(shareOf(next.getValue()))) {
                oldest.remove();
                forget(next.getValue());
                out.add(next.getKey());
            }
        }
        oldest = all.entrySet().iterator();
        while (all.size() > most || bytes > mostBytes) {
            Map.Entry<SessionDriver, Held> next = oldest.next();
            oldest.remove();
            forget(next.getValue());
            out.add(next.getKey());
        }
        return out;
    }

    /** It has a connection again, or has ended. */
    void remove(SessionDriver driver) {
        Held held = all.remove(driver);
        if (held != null) {
            forget(held);
        }
    }

    private void forget(Held held) {
        Share share = shareOf(held);
        share.bytes -= held.bytes;
        bytes -= held.bytes;
        if (--share.count == 0) {
            shares.remove(held.owner);
        }
    }
}
