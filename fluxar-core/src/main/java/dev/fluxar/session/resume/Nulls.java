package dev.fluxar.session.resume;

import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was given up before the other side had received it: null is written in its place, in this
 * replay and in those that begin before this one is over (spec §9.13). Of what is kept at most. Not
 * thread-safe.
 */
final class Nulls {

    private @Nullable NavigableSet<Long> numbers;

    /** Those that were met in a replay that is not over, or that wait to be cancelled. */
    private @Nullable Set<ExchangeId> exchanges;

    /** From now on null stands in the place of an envelope. §9.13-4 */
    void add(long number) {
        if (numbers == null) {
            numbers = new TreeSet<>();
        }
        numbers.add(number);
    }

    boolean contains(long number) {
        return numbers != null && numbers.contains(number);
    }

    /** Those up to a number are kept no longer. */
    void forget(long number) {
        if (numbers != null) {
            numbers.headSet(number, true).clear();
            numbers = numbers.isEmpty() ? null : numbers;
        }
    }

    /** Nobody waits for what comes of an exchange: null for what is kept of it. */
    void giveUp(long high, long low) {
        if (exchanges == null) {
            exchanges = new HashSet<>();
        }
        exchanges.add(new ExchangeId(high, low));
    }

    boolean isGivenUp(long high, long low) {
        return exchanges != null && exchanges.contains(new ExchangeId(high, low));
    }

    /** All that is kept was sent again: nothing refers to them any more but by its number. */
    void replayed() {
        exchanges = null;
    }
}
