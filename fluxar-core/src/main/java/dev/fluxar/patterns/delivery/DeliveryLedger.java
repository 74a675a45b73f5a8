package dev.fluxar.patterns.delivery;

import dev.fluxar.Delivery;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.Ledger;
import dev.fluxar.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * What the publisher of a subscription of mode 1 or 2 has sent and not settled (spec §10.22 and
 * §10.23), by number: from its first sending until it is acked or below the floor. At most the
 * subscriber's window of events, §10.22-14. What comes of one that is not acked is for {@link
 * Redelivery}. Pure, and confined to the session's thread.
 */
public final class DeliveryLedger {

    /** The greatest window. §10.22-14 */
    public static final int MAX_WINDOW = 65_535;

    private final HubFeed feed;
    private final boolean tellsFloor;
    private final int window;
    private final Redelivery unanswered;
    private final SeqRing<OpenEvent> open;

    private long highest;
    private long floorTold;

    /** How many of {@link #open} have {@link OpenEvent#here}: never more than the window. */
    private int here;

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
        this.tellsFloor = mode == Delivery.EXACTLY_ONCE;
        this.window = window;
        this.unanswered = new Redelivery(grant, group);
        this.open = new SeqRing<>(() -> new OpenEvent(unanswered));
        this.highest = grant.ledger().seq();
        this.floorTold = grant.ledger().floor();
        LedgerCopy.restore(grant.ledger(), open, unanswered, now, unixMillis);
        trim();
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
     * @param answers whether the subscriber can answer at present: otherwise no wait is over
     * @return nanoseconds, or {@link Session#NEVER}
     */
    public long deadline(boolean answers) {
        return unanswered.deadline(answers);
    }

    // Sending

    /**
     * Which event is to be sent again now, ahead of new ones. §10.22-11
     *
     * @return null: none; or only such for which the subscriber has no place now
     */
    public @Nullable OpenEvent nextAgain() {
        return unanswered.next(here < window);
    }

    /**
     * Whether a new event may be sent: nothing is to be sent again now, and there is a place in the
     * window. §10.22-11 §10.22-14
     *
     * @return whether
     */
    public boolean mayAdd() {
        return unanswered.isIdle() && open.count() < window;
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
        unanswered.leave(entry);
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
        unanswered.awaitAnswer(entry, now);
    }

    /**
     * What was written is announced: the wait for an answer begins with its last part.
     *
     * @param entry just written
     */
    public void announced(OpenEvent entry) {
        unanswered.leave(entry);
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
            unanswered.awaitAnswer(entry, now);
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
        unanswered.tooLong(entry);
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
        unanswered.leave(entry);
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
        for (int place = open.placeFrom(first); place < open.span(); place++) {
            OpenEvent entry = open.at(place);
            if (entry.seq > last) {
                break;
            }
            if (entry.kept && entry.sendings == attempt && entry.state == DeliveryState.SENT) {
                unanswered.nacked(entry, delayMillis, now, canSend);
            }
        }
        trim();
    }

    // Time

    /**
     * Waits may be over, and delays.
     *
     * @param now nanoseconds
     * @param answers whether the subscriber can answer at present: otherwise no wait is over
     * @param canSend whether an event could be sent at once
     */
    public void expire(long now, boolean answers, boolean canSend) {
        unanswered.expire(now, answers, canSend);
        trim();
    }

    /**
     * The subscriber could not answer for a while: the waits for its answers begin anew. §9.14-1
     *
     * @param now nanoseconds
     */
    public void awaitAnew(long now) {
        unanswered.awaitAnew(now);
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
        unanswered.end();
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
