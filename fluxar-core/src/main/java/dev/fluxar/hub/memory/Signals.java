package dev.fluxar.hub.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be told to subscribers when no lock is held any more. For one thread. */
final class Signals {

    private static final @Nullable Attachment[] NONE = {};

    private @Nullable Attachment first;
    private @Nullable Attachment[] ready = NONE;
    private int count;
    private @Nullable List<Runnable> others;

    /** There is an event for one whose last poll found none. */
    void ready(Attachment of) {
        if (first == null) {
            first = of;
            return;
        }
        if (count == ready.length) {
            ready = Arrays.copyOf(ready, Math.max(16, count * 2));
        }
        ready[count++] = of;
    }

    void later(Runnable action) {
        if (others == null) {
            others = new ArrayList<>(2);
        }
        others.add(action);
    }

    void run() {
        if (others != null) {
            for (Runnable other : others) {
                other.run();
            }
        }
        if (first != null) {
            first.ready();
            for (int i = 0; i < count; i++) {
                Attachment of = ready[i];
                if (of != null) {
                    of.ready();
                }
            }
        }
    }
}
