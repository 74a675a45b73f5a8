package dev.fluxar.hub;

/**
 * An event that was sent and is not settled (spec §10.33: SENT or AGAIN).
 *
 * @param event what was sent
 * @param seq its number in the subscription, from 1
 * @param sendings how often it was sent, from 1
 * @param notBefore {@link #SENT}, or where it waits to be sent again: not before this time, in
 *     milliseconds since 1970-01-01T00:00Z
 */
public record OpenDelivery(HubEvent event, long seq, int sendings, long notBefore) {

    /** In place of a time: its last sending is neither nacked nor overdue. */
    public static final long SENT = -1;

    /**
     * Whether it waits to be sent again.
     *
     * @return false where the answer to a sending is awaited
     */
    public boolean again() {
        return notBefore != SENT;
    }
}
