package dev.fluxar.hub.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be told to subscribers when no lock is held any more. For one thread. */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
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

    /** One that fails is logged, and keeps none of the others from being told. */
    void run() {
        if (others != null) {
            for (Runnable other : others) {
                try {
                    other.run();
                } catch (RuntimeException | Error e) {
                    failed(e);
                }
            }
        }
        if (first != null) {
            tell(first);
            for (int i = 0; i < count; i++) {
                Attachment of = ready[i];
                if (of != null) {
                    tell(of);
                }
            }
        }
    }

    private static void tell(Attachment of) {
        try {
            of.ready();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private static void failed(Throwable why) {
        LOG.error("a subscriber could not be told", why);
    }
}
