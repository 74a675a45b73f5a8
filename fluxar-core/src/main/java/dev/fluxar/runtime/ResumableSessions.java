package dev.fluxar.runtime;

import dev.fluxar.Resume;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.runtime.platform.MacProofs;
import dev.fluxar.session.SessionAuth;
import dev.fluxar.session.SessionEvent;
import dev.fluxar.session.Survival;
import dev.fluxar.session.auth.CarriedAuth;
import dev.fluxar.session.hello.ResumeGrant;
import dev.fluxar.session.resume.KnownSession;
import dev.fluxar.session.resume.ResumeHello;
import dev.fluxar.session.resume.ResumeJudge;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a listener that can be resumed, those that have a connection included, because a
 * resume may come before the loss is noticed; and for a while what has become of those that ended
 * (spec §9.12, §11.6). Safe for use from any thread.
 */
final class ResumableSessions {

    /** Of how many that have ended something is remembered. §11.6-5 */
    static final int REMEMBERED = 1024;

    private final ResumeJudge judge = new ResumeJudge(new MacProofs());
    private final int longestFrame;

    // Guarded by this.
    private final Map<ByteBuffer, Entry> known = new HashMap<>();
    private final DetachedSessions detached;
    private final Map<ByteBuffer, Past> ended =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Past> eldest) {
                    return size() > REMEMBERED;
                }
            };

    /** A session that is established. */
    @SuppressWarnings("ArrayRecordComponent") // compared by identity
    private record Entry(SessionDriver driver, byte[] secret, String owner) {}

    /** What is remembered of one that has ended, until a time. */
    private record Past(KnownSession session, long until) {}

    /** Keeps as many detached ones as these settings say; their frames are as long as this. */
    ResumableSessions(Resume bounds, int longestFrame) {
        this.detached = new DetachedSessions(bounds.detached(), bounds.detachedBytes());
        this.longestFrame = longestFrame;
    }

    /** It is established; nothing happens where it does not survive. */
    synchronized void add(SessionDriver driver) {
        Survival survival = driver.session().survival();
        if (survival != null) {
            ResumeGrant grant = survival.grant();
            known.put(
                    ByteBuffer.wrap(survival.id()),
                    new Entry(driver, grant.secret(), ownerOf(driver)));
        }
    }

    /** One principal, or, where it is anonymous, one remote host. §11.6-3 */
    private static String ownerOf(SessionDriver driver) {
        String remote = driver.peer().remote();
        int port = remote.lastIndexOf(':');
        String host = port < remote.indexOf("//") ? remote : remote.substring(0, port);
        return driver.peer().principal().map(name -> "principal " + name).orElse(host);
    }

    /** How many have no connection. */
    synchronized int detached() {
        return detached.count();
    }

    /**
     * It has lost its connection. Those that have been detached longest are ended where there are
     * too many. §11.6-4
     */
    void detached(SessionDriver driver) {
        List<SessionDriver> out;
        synchronized (this) {
            Entry entry = find(driver);
            out = entry == null ? List.of() : detached.add(driver, entry.owner());
        }
        out.forEach(Takeover::evict);
    }

    /** One without a connection may hold more than before. §11.6-2 On its loop. */
    void held(SessionDriver driver) {
        List<SessionDriver> out;
        synchronized (this) {
            out = detached.measure(driver);
        }
        out.forEach(Takeover::evict);
    }

    /** It has a connection again. */
    synchronized void resumed(SessionDriver driver) {
        detached.remove(driver);
    }

    private @Nullable Entry find(SessionDriver driver) {
        Survival survival = driver.session().survival();
        return survival == null ? null : known.get(ByteBuffer.wrap(survival.id()));
    }

    /** It is over; for a while it is told how. §9.15-2 On its loop. */
    synchronized void ended(SessionDriver driver, SessionEvent by) {
        Survival survival = driver.session().survival();
        if (survival == null) {
            return;
        }
        ByteBuffer id = ByteBuffer.wrap(survival.id());
        Entry entry = known.remove(id);
        if (entry == null) {
            return;
        }
        detached.remove(driver);
        KnownSession.State state =
                by == SessionEvent.WINDOW_OVER
                        ? KnownSession.State.EXPIRED
                        : KnownSession.State.ENDED;
        // For another window. §9.15-2
        long now = driver.loop().nanoTime();
        ended.values().removeIf(past -> past.until() - now <= 0);
        long until = now + survival.grant().windowMillis() * 1_000_000;
        ended.put(id, new Past(survival.known(state, 0), until));
    }

    /**
     * Whether a hello may resume the session that it names, or has one been remembered. Rows 2 and
     * 3 of §9.12-1. From any loop.
     *
     * @return null, or what the hello is refused with
     */
    @Nullable ErrorInfo proves(ResumeHello hello) {
        ByteBuffer id = idOf(hello);
        Entry entry;
        Past past;
        synchronized (this) {
            entry = known.get(id);
            past = ended.get(id);
        }
        if (entry == null) {
            return judge.refusal(hello.asked(), null, past == null ? null : past.session(), 0);
        }
        return judge.proves(hello.asked(), null, entry.secret()) ? null : ResumeJudge.unknown();
    }

    private static ByteBuffer idOf(ResumeHello hello) {
        return ByteBuffer.wrap(hello.asked().content().session());
    }

    /**
     * A hello whose proof is right resumes a session: hands its connection over to that, on
     * whichever loop it lives.
     *
     * @param asking the session that the connection began with; on its loop
     * @param ruling what became of its credentials
     * @return null, or what the hello is refused with
     */
    @Nullable ErrorInfo resume(SessionDriver asking, ResumeHello hello, SessionAuth.Ruling ruling) {
        Entry entry;
        synchronized (this) {
            entry = known.get(idOf(hello));
        }
        if (entry == null) {
            return proves(hello); // It has ended meanwhile.
        }
        SessionDriver home = entry.driver();
        boolean chosen = asking.auth().chooses(hello.asked().content());
        CarriedAuth auth = asking.auth().carried().withForce(chosen);
        Admitted admitted = new Admitted(ruling, auth);
        Consumer<Link> then = next -> Takeover.resume(home, next, hello, admitted);
        if (!Takeover.handOn(asking, home, longestFrame, then)) {
            forget(entry); // Its loop has shut down, and it with that.
        }
        return null;
    }

    /**
     * What became of the credentials of a hello.
     *
     * @param ruling refuses it or not
     * @param auth who is who by them
     */
    record Admitted(SessionAuth.Ruling ruling, CarriedAuth auth) {}

    private synchronized void forget(Entry entry) {
        detached.remove(entry.driver());
        known.values().remove(entry);
    }
}
