package dev.fluxar.patterns.delivery;

import dev.fluxar.Delivery;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import dev.fluxar.session.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the publisher of a subscription of mode 1 or 2 has sent and not settled (spec §10.22 and
 * §10.23): numbered, timed, sent again, given up. At most the subscriber's window of events,
 * §10.22-14. Pure, and confined to the session's thread.
 */
public final class DeliveryLedger {

    /** The greatest window. §10.22-14 */
    public static final int MAX_WINDOW = 65_535;

    private static final long MILLI = 1_000_000;

    private final HubFeed feed;
    private final boolean group;
    private final boolean tellsFloor;
    private final int window;
    private final int maxDeliver;

    /** {@link Session#NEVER} where it is for ever. */
    private final long ackWaitNanos;

    private final SeqRing<OpenEvent> open = new SeqRing<>(() -> new OpenEvent(this));
    private final OpenLines lines = new OpenLines();

    private long highest;
    private long floorTold;

    /** How many of {@link #open} have {@link OpenEvent#here}: never more than the window. */
    private int here;

    /** Whether the subscription is ending: what is settled counts, nothing is sent any more. */
    private boolean ending;

    /** Whether what comes due now could be sent at once. */
    private boolean able;

    /**
     * Starts where the grant says.
     *
     * @param grant of the hub
     * @param mode 1 or 2
     * @param group whether the subscription is a member of one
     * @param window of the subscriber
     * @param now nanoseconds of the session
     * @param unixMillis time of day
     */
    public DeliveryLedger(
            Grant grant, Delivery mode, boolean group, int window, long now, long unixMillis) {
        this.feed = grant.feed();
        this.group = group;
        this.tellsFloor = mode == Delivery.EXACTLY_ONCE;
        this.window = window;
        this.maxDeliver = grant.maxDeliver();
        long wait = grant.ackWaitMillis();
        this.ackWaitNanos = wait == 0 || wait >= Session.NEVER / MILLI / 4 ? 0 : wait * MILLI;
        this.highest = grant.ledger().seq();
        this.floorTold = grant.ledger().floor();
        restore(grant.ledger(), now, unixMillis);
    }

    /** §10.26-6; both lists ascend, so that each seq is added behind those before it. */
    private void restore(Ledger from, long now, long unixMillis) {
        int gaps = 0;
        for (OpenDelivery delivery : from.open()) {
            gaps = restoreGaps(from.givenUp(), gaps, delivery.seq());
            OpenEvent entry = open.add(delivery.seq());
            entry.begin(delivery.event(), delivery.sendings(), DeliveryState.AGAIN);
            long delay = delivery.again() ? delivery.notBefore() - unixMillis : 0;
            if (delay > 0) {
                entry.nacked = true;
                lines.delay(entry, delay, now);
            } else {
                lines.due(entry);
            }
        }
        restoreGaps(from.givenUp(), gaps, Long.MAX_VALUE);
        trim();
    }

    private int restoreGaps(List<Long> gone, int from, long below) {
        int next = from;
        for (; next < gone.size() && gone.get(next) < below; next++) {
            open.add(gone.get(next)).begin(null, 0, DeliveryState.GIVEN_UP);
        }
        return next;
    }

    // Getters

    /**
     * The highest seq that was sent.
     *
     * @return 0 for none
     */
    public long highest() {
        return highest;
    }

    /**
     * The lowest seq that is open or not yet given. §10.23-3
     *
     * @return from 1
     */
    public long floor() {
        OpenEvent first = open.first();
        return first == null ? highest + 1 : first.seq;
    }

    /**
     * How many events are neither acked nor below the floor.
     *
     * @return 0 up to the window, but for what was restored
     */
    public int count() {
        return open.count();
    }

    /**
     * When {@link #expire} is to be called.
     *
     * @return nanoseconds, or {@link Session#NEVER}
     */
    public long deadline() {
        return ending ? Session.NEVER : lines.earliest();
    }

    // Sending

    /**
     * Which event is to be sent again now, ahead of new ones. §10.22-11
     *
     * @return null: none; or only such for which the subscriber has no place now
     */
    public @Nullable OpenEvent nextAgain() {
        return lines.next(here < window);
    }

    /**
     * Whether a new event may be sent: nothing is to be sent again now, and there is a place in the
     * window. §10.22-11 §10.22-14
     *
     * @return whether
     */
    public boolean mayAdd() {
        return lines.isIdle() && open.count() < window;
    }

    /**
     * A new event is written.
     *
     * @param event of the feed
     * @param sendings how often it was sent before, to other members of the group
     * @param now nanoseconds
     * @return has the next seq. §10.21-5
     */
    public OpenEvent add(HubEvent event, int sendings, long now) {
        OpenEvent entry = open.add(++highest);
        entry.begin(event, sendings, DeliveryState.WAITING);
        written(entry, now);
        return entry;
    }

    /**
     * An event is written again.
     *
     * @param entry what {@link #nextAgain} returned
     * @param now nanoseconds
     */
    public void addAgain(OpenEvent entry, long now) {
        lines.leave(entry);
        written(entry, now);
    }

    private void written(OpenEvent entry, long now) {
        if (!entry.transition(DeliveryEvent.WRITTEN)) {
            throw new IllegalStateException("event is " + entry.state + ", expected it to be sent");
        }
        entry.sendings++; // §10.21-6
        entry.nacked = false;
        if (!entry.here) {
            entry.here = true;
            here++;
        }
        entry.due = after(now);
        lines.awaitAnswer(entry);
    }

    /** When the wait for an answer is over. §10.22-10 */
    private long after(long now) {
        return ackWaitNanos == 0 ? Session.NEVER : now + ackWaitNanos;
    }

    /**
     * What was written is announced: the wait for an answer begins with its last part.
     *
     * @param entry just written
     */
    public void announced(OpenEvent entry) {
        lines.leave(entry);
        entry.due = Session.NEVER;
    }

    /**
     * The last part is written of an event that was announced. §10.22-10
     *
     * @param seq of the event
     * @param now nanoseconds
     */
    public void lastPart(long seq, long now) {
        OpenEvent entry = open.find(seq);
        if (entry != null && isSent(seq)) {
            entry.due = after(now);
            lines.awaitAnswer(entry);
        }
    }

    /**
     * Whether the answer to an event is awaited.
     *
     * @param seq of the event
     * @return false where it is settled, given up, or to be sent again
     */
    public boolean isSent(long seq) {
        OpenEvent entry = open.find(seq);
        return entry != null && entry.state == DeliveryState.SENT;
    }

    /**
     * The floor, if it has to be stated with the event that is written next. §10.23-3
     *
     * @return 0 when it need not
     */
    public long floorToTell() {
        long floor = floor();
        return tellsFloor && floor != floorTold ? floor : 0;
    }

    /** {@link #floorToTell} was stated. */
    public void floorWasTold() {
        floorTold = floor();
    }

    /**
     * An event that is to be sent again is too long for the subscriber. §10.21-9
     *
     * @param entry what {@link #nextAgain} returned
     */
    public void tooLong(OpenEvent entry) {
        lines.leave(entry);
        giveUp(entry, DeliveryEvent.TOO_LONG);
        trim();
    }

    // Answers

    /**
     * An ack was read: what is open is settled, whatever its attempt. What is not open costs
     * nothing, however long the range. §10.22-8
     *
     * @param first the lowest seq it names
     * @param last the highest, not above {@link #highest}
     */
    public void ack(long first, long last) {
        for (int place = open.placeFrom(first); place < open.span(); place++) {
            OpenEvent entry = open.at(place);
            if (entry.seq > last) {
                break;
            }
            HubEvent event = entry.event;
            if (entry.kept && event != null && settle(entry)) {
                feed.settled(event);
            }
        }
        trim();
    }

    /**
     * An event was acked on an earlier attachment, after the grant.
     *
     * @param event of the grant's ledger
     */
    public void ackedBefore(HubEvent event) {
        for (int place = 0; place < open.span(); place++) {
            OpenEvent entry = open.at(place);
            if (entry.kept && entry.event == event && settle(entry)) {
                feed.settled(event);
                break;
            }
        }
        trim();
    }

    private boolean settle(OpenEvent entry) {
        if (!entry.transition(DeliveryEvent.ACKED)) {
            return false;
        }
        lines.leave(entry);
        entry.event = null;
        drop(entry);
        return true;
    }

    private void drop(OpenEvent entry) {
        here -= entry.here ? 1 : 0;
        open.drop(entry);
    }

    /**
     * A nack was read: what it names is sent again, if it speaks of the last sending. §10.22-9
     *
     * @param first the lowest seq it names
     * @param last the highest, not above {@link #highest}
     * @param attempt which sending it speaks of
     * @param delayMillis not before so many milliseconds have passed
     * @param now nanoseconds
     * @param canSend whether an event could be sent at once
     */
    public void nack(
            long first, long last, long attempt, long delayMillis, long now, boolean canSend) {
        able = canSend;
        for (int place = open.placeFrom(first); place < open.span(); place++) {
            OpenEvent entry = open.at(place);
            if (entry.seq > last) {
                break;
            }
            if (entry.kept && entry.sendings == attempt && entry.state == DeliveryState.SENT) {
                entry.nacked = true;
                if (again(entry, DeliveryEvent.NACKED, DeliveryEvent.NACKED_LAST)) {
                    if (delayMillis > 0) {
                        lines.delay(entry, delayMillis, now);
                    } else {
                        comeDue(entry);
                    }
                }
            }
        }
        trim();
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

    // Time

    /**
     * Waits may be over, and delays.
     *
     * @param now nanoseconds
     * @param canSend whether an event could be sent at once
     */
    public void expire(long now, boolean canSend) {
        if (ending) {
            return;
        }
        able = canSend;
        for (OpenEvent oldest = lines.overdue(now); oldest != null; oldest = lines.overdue(now)) {
            if (again(oldest, DeliveryEvent.OVERDUE, DeliveryEvent.OVERDUE_LAST)) {
                comeDue(oldest); // §10.22-10
            }
        }
        lines.expire(now);
        trim();
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

    /** The floor rises above what was given up. §10.23-3 */
    private void trim() {
        open.tidy();
        for (OpenEvent first = open.first();
                first != null && first.event == null;
                first = open.first()) {
            drop(first);
            open.tidy();
        }
    }

    // The end

    /** Nothing is sent any more; answers still count. §10.28-8 */
    public void end() {
        ending = true;
    }

    /**
     * How far the subscription has come.
     *
     * @param unsent was polled and is not sent yet: it gets the next seq; or null
     * @param before how often that was sent before, to other members of the group
     * @param now nanoseconds
     * @param unixMillis time of day
     * @return for the hub
     */
    public Ledger toLedger(@Nullable HubEvent unsent, int before, long now, long unixMillis) {
        return LedgerCopy.of(open, highest, floor(), unsent, before, now, unixMillis);
    }
}
