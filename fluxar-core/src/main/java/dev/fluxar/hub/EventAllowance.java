package dev.fluxar.hub;

/**
 * Bounds the bytes of all events that wait in the hub for one session, or are sent to it and not
 * settled (spec §11.3-2): no more than the allowance, and one event of each subscription beyond it,
 * as large as {@link #mostBeyond} says. Every method is safe from any thread, does not block, and
 * does not call the hub.
 */
public interface EventAllowance {

    /**
     * Takes bytes for an event, if there is room.
     *
     * @param bytes how many
     * @return false, and nothing taken, when there is none; true also where nothing is taken yet,
     *     whatever the number
     */
    boolean tryTake(long bytes);

    /**
     * Takes bytes though there is no room: for the one event that a subscription may have though
     * others have left none (§10.27-4).
     *
     * @param bytes how many
     * @return false, and nothing taken, when they are more than {@link #mostBeyond}
     */
    boolean tryTakeBeyond(long bytes);

    /**
     * How large an event may be that is taken beyond the allowance now.
     *
     * @return bytes; 0 for none
     */
    long mostBeyond();

    /**
     * Gives bytes back.
     *
     * @param bytes how many were taken
     */
    void giveBack(long bytes);

    /**
     * What is left. A subscription that has events already gets no more of it than would leave as
     * much for others as it has itself: one that waits leaves room for others (§10.27-4).
     *
     * @return bytes; 0 where more is taken than there is room for
     */
    long left();

    /**
     * What is left where nothing is taken.
     *
     * @return bytes
     */
    long most();
}
