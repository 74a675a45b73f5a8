package dev.fluxar.runtime.topic;

import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.runtime.loop.Task;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Events that were settled, on their way to the loop: a stack without nodes of its own, and one
 * wake-up for all that are in it. Bounded by what the application holds. One for a session.
 */
final class Settlements {

    private final SessionLoop loop;
    private final AtomicReference<@Nullable RuntimeEvent<?>> latest = new AtomicReference<>();
    private final Submission wake = new Task(this::takeAll);

    Settlements(SessionLoop loop) {
        this.loop = loop;
    }

    /** From any thread. */
    void add(RuntimeEvent<?> event) {
        if (loop.loop().inLoop()) {
            loop.submit(event);
            return;
        }
        RuntimeEvent<?> before;
        do {
            before = latest.get();
            event.before = before;
        } while (!latest.compareAndSet(before, event));
        if (before == null) {
            loop.submit(wake);
        }
    }

    /** On the loop: in the order in which they came. */
    private void takeAll() {
        RuntimeEvent<?> event = latest.getAndSet(null);
        RuntimeEvent<?> next = null;
        while (event != null) {
            RuntimeEvent<?> before = event.before;
            event.before = next;
            next = event;
            event = before;
        }
        for (event = next; event != null; event = next) {
            next = event.before;
            event.before = null;
            event.run();
        }
    }
}
