package dev.fluxar.hub.memory;

import dev.fluxar.FluxarException;
import dev.fluxar.hub.ProducerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was accepted last of each producer, so that a repetition is known (spec §10.30). Guarded by
 * the hub's lock.
 */
final class ProducerMarks {

    /** §10.30-7 */
    private static final long KEPT_MILLIS = 120_000;

    private record Key(String principal, String id) {}

    private static final class Mark {
        private final Key key;
        private long epoch;
        private long seq;

        /** Sessions that live and have used it. */
        private final Set<Object> sessions = Collections.newSetFromMap(new IdentityHashMap<>(2));

        /** When it may be forgotten, where no session is noted; in milliseconds. */
        private long expires;

        Mark(Key key) {
            this.key = key;
        }
    }

    /** What the sessions of one principal use and have used. */
    private static final class Share {
        private int marks;
        private int uses;
    }

    private final int most;

    /** How many of them one session uses, and one principal: they leave some to others. */
    private final int mostOfSession;

    private final int mostOfPrincipal;

    /** Where there are as many a session gets its first one only: few cannot fill all. */
    private final int mostOfFurther;

    private final Map<Key, Mark> marks = new HashMap<>();
    private final Map<String, Share> shares = new HashMap<>();
    private final IdentityHashMap<Object, Set<Mark>> bySession = new IdentityHashMap<>();

    /** Used by no session, in the order in which they expire. */
    private final Set<Mark> idle = new LinkedHashSet<>();

    /** Pairs of a session and a mark that it has used. */
    private int uses;

    ProducerMarks(int most) {
        this.most = most;
        this.mostOfSession = Math.max(1, most / 16);
        this.mostOfPrincipal = most - most / 4;
        this.mostOfFurther = most / 2;
    }

    int size() {
        return marks.size();
    }

    /** Whether a publish is accepted already. §10.30-2 */
    boolean isRepeated(String principal, ProducerId producer) {
        Mark mark = marks.get(new Key(principal, producer.id()));
        return mark != null && producer.epoch() == mark.epoch && producer.seq() <= mark.seq;
    }

    /** Why a publish that is new is not accepted; null: it may be. §10.30-6: changes no mark. */
    @Nullable FluxarException refusal(
            Object session, String principal, ProducerId producer, long now) {
        expire(now);
        Mark mark = marks.get(new Key(principal, producer.id()));
        if (mark != null && producer.epoch() < mark.epoch) {
            return Refusals.epoch(producer, mark.epoch); // §10.30-5
        }
        // §10.30-4
        long expected = mark == null || producer.epoch() > mark.epoch ? 1 : mark.seq + 1;
        if (producer.seq() != expected) {
            return Refusals.seq(producer, expected); // §10.30-3
        }
        if (mark != null && mark.sessions.contains(session)) {
            return null;
        }
        String fault = faultOfUse(session, principal, mark == null);
        return fault == null ? null : Refusals.overloaded("more producers than the " + fault);
    }

    /** Why a session may not use one more mark; null: it may. §10.30-7 §11.3-2 */
    private @Nullable String faultOfUse(Object session, String principal, boolean isNew) {
        if ((isNew && marks.size() >= most) || uses >= most) {
            return most + " that are remembered";
        }
        Share share = shares.get(principal);
        if (share != null
                && ((isNew && share.marks >= mostOfPrincipal) || share.uses >= mostOfPrincipal)) {
            return mostOfPrincipal + " of one principal";
        }
        int used = usesOf(session);
        if (used >= mostOfSession) {
            return mostOfSession + " of one session";
        }
        if (used > 0 && ((isNew && marks.size() >= mostOfFurther) || uses >= mostOfFurther)) {
            return "one that each session has where " + mostOfFurther + " are remembered";
        }
        return null;
    }

    private int usesOf(Object session) {
        Set<Mark> used = bySession.get(session);
        return used == null ? 0 : used.size();
    }

    /** A publish without refusal is accepted. §10.30-1 */
    void advance(Object session, String principal, ProducerId producer) {
        Mark mark = marks.get(new Key(principal, producer.id()));
        if (mark == null) {
            mark = new Mark(new Key(principal, producer.id()));
            marks.put(mark.key, mark);
            shareOf(mark).marks++;
        }
        mark.epoch = producer.epoch();
        mark.seq = producer.seq();
        use(session, mark);
    }

    /**
     * A session has used a mark, if there is one: it is kept while the session lives, or where that
     * cannot be noted for some time from now. §10.30-7
     */
    void use(Object session, String principal, ProducerId producer, long now) {
        Mark mark = marks.get(new Key(principal, producer.id()));
        if (mark == null || mark.sessions.contains(session)) {
            return;
        }
        if (faultOfUse(session, principal, false) == null) {
            use(session, mark);
        } else if (idle.remove(mark)) {
            rest(mark, now);
        } // Else it is kept longer anyway: by the session that is noted.
    }

    private void rest(Mark mark, long now) {
        mark.expires = now + KEPT_MILLIS;
        idle.add(mark);
    }

    private void use(Object session, Mark mark) {
        if (mark.sessions.add(session)) {
            bySession.computeIfAbsent(session, s -> new HashSet<>(2)).add(mark);
            idle.remove(mark);
            uses++;
            shareOf(mark).uses++;
        }
    }

    private Share shareOf(Mark mark) {
        return shares.computeIfAbsent(mark.key.principal(), p -> new Share());
    }

    /** §10.30-7 */
    void sessionEnded(Object session, long now) {
        Set<Mark> used = bySession.remove(session);
        if (used != null) {
            uses -= used.size();
            for (Mark mark : used) {
                mark.sessions.remove(session);
                shareOf(mark).uses--;
                if (mark.sessions.isEmpty()) {
                    rest(mark, now);
                }
            }
        }
        expire(now);
    }

    private void expire(long now) {
        if (idle.isEmpty()) {
            return;
        }
        List<Mark> expired = new ArrayList<>();
        Iterator<Mark> oldest = idle.iterator();
        while (oldest.hasNext()) {
            Mark mark = oldest.next();
            if (mark.expires > now) {
                break;
            }
            oldest.remove();
            expired.add(mark);
        }
        for (Mark mark : expired) {
            marks.remove(mark.key);
            Share share = shareOf(mark);
            share.marks--;
            if (share.marks == 0) {
                shares.remove(mark.key.principal());
            }
        }
    }
}
