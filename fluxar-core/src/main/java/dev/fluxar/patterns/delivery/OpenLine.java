package dev.fluxar.patterns.delivery;

import org.jspecify.annotations.Nullable;

/** Deliveries one behind the other; each stands in one line at most. */
final class OpenLine {

    private @Nullable OpenEvent first;
    private @Nullable OpenEvent last;

    @Nullable OpenEvent first() {
        return first;
    }

    void add(OpenEvent entry) {
        OpenEvent before = last;
        entry.line = this;
        entry.ahead = before;
        entry.behind = null;
        if (before == null) {
            first = entry;
        } else {
            before.behind = entry;
        }
        last = entry;
    }

    /** Takes out an entry that stands in this line. */
    void remove(OpenEvent entry) {
        OpenEvent before = entry.ahead;
        OpenEvent after = entry.behind;
        if (before == null) {
            first = after;
        } else {
            before.behind = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.ahead = before;
        }
        entry.line = null;
        entry.ahead = null;
        entry.behind = null;
    }
}
