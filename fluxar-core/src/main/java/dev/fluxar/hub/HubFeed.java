package dev.fluxar.hub;

import org.jspecify.annotations.Nullable;

/**
 * The events of one granted subscription. Confined to the thread of its session; {@link #settled}
 * may also be called after {@link #close}, everything else has no effect then.
 *
 * <p>An event of mode 0 is the session's when it is polled. One of modes 1 and 2 is held by the
 * hub, and counted, until the session says {@link #settled}, {@link #gaveUp}, {@link #pass} (true)
 * or {@link #close}.
 */
public interface HubFeed {

    /** No time: {@link #wakeAt}. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Takes the next event: what the subscription begins with (§10.25-4), then what was accepted
     * since, in the order of acceptance. To be called when it can be sent at once: credit, window
     * and connection have room. Cheap; no allocation.
     *
     * @param unixMillis the time
     * @return null: none now, and {@link HubSubscriber#ready} will be called when there is one
     */
    @Nullable HubEvent poll(long unixMillis);

    /**
     * Mode 0: as {@link #poll(long)}, but an event that holds more bytes than asked for keeps its
     * place, and is counted where it waits.
     *
     * @param unixMillis the time
     * @param most bytes, of {@link HubEvent#heldBytes}
     * @return null also then: {@link #holdsBack} tells, and nobody is told later
     */
    default @Nullable HubEvent poll(long unixMillis, long most) {
        return poll(unixMillis);
    }

    /**
     * Whether the last poll left an event where it was because it holds too many bytes.
     *
     * @return false where there was none
     */
    default boolean holdsBack() {
        return false;
    }

    /**
     * Mode 0: how many events were dropped before the event polled last and after the one before it
     * (§10.27-2).
     *
     * @return 0 for none, and when asked again
     */
    long takeDropped();

    /**
     * How often the event polled last was sent already, to other members of the group: its {@code
     * attempt} is one more. To be asked of members of groups only.
     *
     * @return 0 for one that is new
     */
    int sendings();

    /**
     * After a poll that found none: when to poll again though {@link HubSubscriber#ready} was not
     * called, because an event that was nacked with a delay came back to the group.
     *
     * @return milliseconds since 1970-01-01T00:00Z; {@link #NEVER} where none waits
     */
    long wakeAt();

    /**
     * The session was told that it could poll, and cannot send now: another member of the group is
     * told instead. Without effect elsewhere.
     *
     * @param unixMillis the time
     */
    void decline(long unixMillis);

    /**
     * Mode 0: events that were polled and were not sent after all: too long for the subscriber
     * (§10.21-9), or abandoned by a part (§10.21-10). The next event counts them as dropped.
     *
     * @param events how many: what {@link #takeDropped} told of each included
     */
    void lost(long events);

    /**
     * Mode 0, before {@link #close}: the event polled last could not be sent, nor lost: a group
     * gives it to another member. Elsewhere it ends with the subscription.
     *
     * @param event polled last
     * @param dropped what {@link #takeDropped} told of it
     */
    default void putBack(HubEvent event, long dropped) {
        lost(1 + dropped);
    }

    /**
     * Modes 1 and 2: the event is acked. After {@link #close} it has effect where the subscription
     * is durable and lives on (§10.28-8).
     *
     * @param event polled here, or open in the grant's ledger
     */
    void settled(HubEvent event);

    /**
     * Members of groups: an event is due to be sent again (nacked and its delay is over, or its
     * {@code ackWait} passed) and sendings are left. The hub says whether it goes to another member
     * (§10.24-3, §10.24-4); then its seq here is given up.
     *
     * @param event to be sent again
     * @param sendings how often it was sent so far
     * @param nacked whether its last sending was nacked; in mode 2 only such go elsewhere
     * @param able whether it could be sent here at once; where it could not, any other member may
     *     have it, as soon as it is able to
     * @return false: it is to be sent again here
     */
    boolean pass(HubEvent event, int sendings, boolean nacked, boolean able);

    /**
     * Modes 1 and 2: the event is given up (§10.22-12, §10.21-9), and goes to the dead-letter
     * handler (§10.22-13).
     *
     * @param event polled here, or open in the grant's ledger
     * @param sendings how often it was sent: 0 where it was too long to be sent at all
     */
    void gaveUp(HubEvent event, int sendings);

    /**
     * The subscription ends here. What becomes of it, and of what waits and is open, is §10.33 and
     * §10.36-2. Closing again has no effect.
     *
     * @param how whether a durable subscription is deleted
     * @param ledger modes 1 and 2: how far it has come; {@link Ledger#NEW} where nothing was sent
     * @param unixMillis the time
     */
    void close(Detach how, Ledger ledger, long unixMillis);
}
