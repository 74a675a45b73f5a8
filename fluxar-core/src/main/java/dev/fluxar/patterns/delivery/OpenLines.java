package dev.fluxar.patterns.delivery;

import dev.fluxar.patterns.Deadlines;
import dev.fluxar.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * In which order open events are looked at again. Those whose answer is awaited stand in {@code
 * sent}: since the wait is the same for all, in the order in which it ends. What is to be sent
 * again is in {@code delayed} until its delay is over, then in {@code again}, or in {@code
 * restored} if it was not sent since the grant. Not thread-safe.
 */
final class OpenLines {

    private static final long MILLI = 1_000_000;

    private final OpenLine sent = new OpenLine();
    private final OpenLine again = new OpenLine();
    private final OpenLine restored = new OpenLine();
    private final Deadlines delayed = new Deadlines();

    /** When the first wait, if it runs, or delay is over. */
    long earliest(boolean waitsRun) {
        OpenEvent oldest = waitsRun ? sent.first() : null;
        return Math.min(oldest == null ? Session.NEVER : oldest.due, delayed.earliest());
    }

    /** The waits for an answer are over then, and not before. */
    void awaitAnew(long due) {
        for (OpenEvent entry = sent.first(); entry != null; entry = entry.behind) {
            entry.due = due;
        }
    }

    void awaitAnswer(OpenEvent entry) {
        sent.add(entry);
    }

    /** The first whose wait is over; null: none. */
    @Nullable OpenEvent overdue(long now) {
        OpenEvent oldest = sent.first();
        return oldest != null && oldest.due <= now ? oldest : null;
    }

    void delay(OpenEvent entry, long millis, long now) {
        entry.due = now + Math.min(millis, Session.NEVER / 4 / MILLI) * MILLI;
        delayed.add(entry);
    }

    /** Tells those whose delay is over. */
    void expire(long now) {
        delayed.expire(now);
    }

    /** It is to be sent again now. */
    void due(OpenEvent entry) {
        (entry.here ? again : restored).add(entry);
    }

    /**
     * What is to be sent again next; what was not sent since the grant only where it has a place.
     */
    @Nullable OpenEvent next(boolean place) {
        OpenEvent next = again.first();
        return next == null && place ? restored.first() : next;
    }

    /** Whether nothing is to be sent again now. */
    boolean isIdle() {
        return again.first() == null && restored.first() == null;
    }

    /** It is no longer waited for. */
    void leave(OpenEvent entry) {
        delayed.remove(entry);
        OpenLine line = entry.line;
        if (line != null) {
            line.remove(entry);
        }
    }
}
