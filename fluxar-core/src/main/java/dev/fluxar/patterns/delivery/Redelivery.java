package dev.fluxar.patterns.delivery;

import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * What comes of an event that was sent and is not acked (spec §10.22): its wait for an answer ends,
 * it is nacked or too long; then it is sent again, at once or after a delay, by another member of
 * the group, or given up. Not thread-safe.
 */
final class Redelivery {

    private static final long MILLI = 1_000_000;

    private final HubFeed feed;
    private final boolean group;
    private final int maxDeliver;

    /** 0 where it is for ever. */
    private final long ackWaitNanos;

    private final OpenLines lines = new OpenLines();

    /** Whether the subscription is ending: what is settled counts, nothing is sent any more. */
    private boolean ending;

    /** Whether what comes due now could be sent at once. */
    private boolean able;

    Redelivery(Grant grant, boolean group) {
        this.feed = grant.feed();
        this.group = group;
        this.maxDeliver = grant.maxDeliver();
        long wait = grant.ackWaitMillis();
        this.ackWaitNanos = wait == 0 || wait >= Session.NEVER / MILLI / 4 ? 0 : wait * MILLI;
    }

    /** When {@link #expire} is to be called; or {@link Session#NEVER}. */
    long deadline(boolean answers) {
        return ending ? Session.NEVER : lines.earliest(answers);
    }

    /**
     * What is to be sent again next; what was not sent since the grant only where it has a place.
     */
    @Nullable OpenEvent next(boolean place) {
        return lines.next(place);
    }

    /** Whether nothing is to be sent again now. */
    boolean isIdle() {
        return lines.isIdle();
    }

    /** It was sent before the grant, and is to be sent again when its delay is over. §10.26-6 */
    void restored(OpenEvent entry, long delayMillis, long now) {
        if (delayMillis > 0) {
            entry.nacked = true;
            lines.delay(entry, delayMillis, now);
        } else {
            lines.due(entry);
        }
    }

    /** It is written: the wait for an answer begins. §10.22-10 */
    void awaitAnswer(OpenEvent entry, long now) {
        entry.due = ackWaitNanos == 0 ? Session.NEVER : now + ackWaitNanos;
        lines.awaitAnswer(entry);
    }

    /** It is no longer waited for, neither for its answer nor for its turn. */
    void leave(OpenEvent entry) {
        lines.leave(entry);
    }

    /** Its last sending was refused. §10.22-9 */
    void nacked(OpenEvent entry, long delayMillis, long now, boolean canSend) {
        able = canSend;
        entry.nacked = true;
        if (again(entry, DeliveryEvent.NACKED, DeliveryEvent.NACKED_LAST)) {
            if (delayMillis > 0) {
                lines.delay(entry, delayMillis, now);
            } else {
                comeDue(entry);
            }
        }
    }

    /** It is to be sent again and cannot be. §10.21-9 */
    void tooLong(OpenEvent entry) {
        lines.leave(entry);
        giveUp(entry, DeliveryEvent.TOO_LONG);
    }

    /** Waits for answers begin anew. §9.14-1 */
    void awaitAnew(long now) {
        if (ackWaitNanos > 0) {
            lines.awaitAnew(now + ackWaitNanos);
        }
    }

    /** Waits may be over, unless nobody can answer, and delays. */
    void expire(long now, boolean answers, boolean canSend) {
        if (ending) {
            return;
        }
        able = canSend;
        while (answers) {
            OpenEvent oldest = lines.overdue(now);
            if (oldest == null) {
                break;
            }
            if (again(oldest, DeliveryEvent.OVERDUE, DeliveryEvent.OVERDUE_LAST)) {
                comeDue(oldest); // §10.22-10
            }
        }
        lines.expire(now);
    }

    /** Sends it again, or gives it up where it was sent as often as it may be. §10.22-12 */
    private boolean again(OpenEvent entry, DeliveryEvent left, DeliveryEvent none) {
        lines.leave(entry);
        if (maxDeliver == 0 || entry.sendings < maxDeliver) {
            return entry.transition(left);
        }
        giveUp(entry, none);
        return false;
    }

    private void giveUp(OpenEvent entry, DeliveryEvent by) {
        HubEvent event = entry.event();
        if (entry.transition(by)) {
            entry.event = null;
            feed.gaveUp(event, entry.sendings); // §10.22-13
        }
    }

    void onDelayOver(OpenEvent entry) {
        comeDue(entry);
    }

    /** It is to be sent again now: by another member of the group, or here. §10.24-5 */
    private void comeDue(OpenEvent entry) {
        boolean elsewhere =
                group
                        && !ending
                        && feed.pass(entry.event(), entry.sendings, entry.nacked, able)
                        && entry.transition(DeliveryEvent.PASSED);
        if (elsewhere) {
            entry.event = null;
        } else {
            lines.due(entry);
        }
    }

    /** Nothing is sent any more. §10.28-8 */
    void end() {
        ending = true;
    }
}
