package dev.fluxar.runtime.topic;

import dev.fluxar.Credit;

/**
 * Asks for an event when it holds fewer than so many, and for one only, since one alone may be
 * large; what has arrived before is handed over at once, one after the other.
 *
 * @param <T> type of the payloads
 */
abstract class PacedTaker<T> extends EventTaker<T> {

    private final long mostItems;
    private final long mostBytes;

    // Of the events that were taken and are not settled.
    private long items;
    private long bytes;

    /** Whether an event was asked for and has not come. */
    private boolean asked;

    PacedTaker(Credit most) {
        this.mostItems = Math.max(1, most.items());
        this.mostBytes = Math.max(1, most.bytes());
    }

    /** Whether another one may be asked for, as far as the budget is concerned. */
    boolean affordable() {
        return true;
    }

    final boolean holdsNothing() {
        return items == 0;
    }

    /** Asks for an event where there is room for one. */
    final void ask() {
        if (!asked && items < mostItems && bytes < mostBytes && (items == 0 || affordable())) {
            asked = true;
            // Where one waits it comes within this, or behind the present one.
            subscription().request(1);
        }
    }

    final void taken(RuntimeEvent<T> event) {
        asked = false;
        items++;
        bytes += event.length;
    }

    @Override
    final boolean counts() {
        return true;
    }

    @Override
    void settled(RuntimeEvent<T> event) {
        items--;
        bytes -= event.length;
        ask();
    }

    @Override
    void begin() {
        ask();
    }
}
