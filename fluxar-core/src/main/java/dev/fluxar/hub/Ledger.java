package dev.fluxar.hub;

import java.util.List;

/**
 * How far a subscription has come, for the attachment that continues it (spec §10.26-5, §10.26-6).
 *
 * @param seq the highest that was ever sent, 0 for none
 * @param floor §10.23-3: the lowest that is open or not yet given, from 1
 * @param open what is sent and not settled, by seq; unmodifiable
 * @param givenUp the seqs above the floor that were given up, ascending; unmodifiable
 */
public record Ledger(long seq, long floor, List<OpenDelivery> open, List<Long> givenUp) {

    /** Nothing was sent yet. */
    public static final Ledger NEW = new Ledger(0, 1, List.of(), List.of());

    /** Copies the lists. */
    public Ledger {
        open = List.copyOf(open);
        givenUp = List.copyOf(givenUp);
    }
}
