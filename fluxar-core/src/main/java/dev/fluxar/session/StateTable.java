package dev.fluxar.session;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transitions of a state machine as data: a test walks every cell, another compares them with
 * the specification. Immutable once built.
 *
 * @param <S> states
 * @param <E> events
 */
public final class StateTable<S extends Enum<S>, E extends Enum<E>> {

    /** Row by row; looked at for every envelope. */
    private final @Nullable Object[] cells;

    private final int columns;

    private StateTable(Map<S, Map<E, S>> rows, int states, int events) {
        this.cells = new Object[states * events];
        this.columns = events;
        rows.forEach((from, row) -> row.forEach((event, to) -> cells[index(from, event)] = to));
    }

    @SuppressWarnings("EnumOrdinal") // of a table that is built when the class is loaded
    private int index(S from, E event) {
        return from.ordinal() * columns + event.ordinal();
    }

    /**
     * Where an event leads.
     *
     * @param from the present state
     * @param event what happened
     * @return null when the event has no effect in this state
     */
    @SuppressWarnings("unchecked") // nothing else is put there
    public @Nullable S next(S from, E event) {
        return (S) cells[index(from, event)];
    }

    /**
     * Begins a table.
     *
     * @param states type of the states
     * @param events type of the events
     * @param <S> states
     * @param <E> events
     * @return an empty table
     */
    public static <S extends Enum<S>, E extends Enum<E>> Builder<S, E> of(
            Class<S> states, Class<E> events) {
        return new Builder<>(states, events);
    }

    /**
     * Collects rows.
     *
     * @param <S> states
     * @param <E> events
     */
    public static final class Builder<S extends Enum<S>, E extends Enum<E>> {

        private final Map<S, Map<E, S>> cells;
        private final Class<S> states;
        private final Class<E> events;

        private Builder(Class<S> states, Class<E> events) {
            this.states = states;
            this.cells = new EnumMap<>(states);
            this.events = events;
        }

        /**
         * Adds cells.
         *
         * @param from the row
         * @param to where they lead
         * @param on the columns
         * @return this
         * @throws IllegalStateException when a cell is given twice
         */
        @SafeVarargs
        public final Builder<S, E> from(S from, S to, E... on) {
            Map<E, S> row = cells.computeIfAbsent(from, state -> new EnumMap<>(events));
            for (E event : on) {
                if (row.put(event, to) != null) {
                    throw new IllegalStateException("cell " + from + ", " + event + " twice");
                }
            }
            return this;
        }

        /**
         * Ends the table.
         *
         * @return immutable
         */
        public StateTable<S, E> build() {
            return new StateTable<>(
                    cells, states.getEnumConstants().length, events.getEnumConstants().length);
        }
    }
}
