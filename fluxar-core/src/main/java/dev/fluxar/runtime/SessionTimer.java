package dev.fluxar.runtime;

import dev.fluxar.session.Session;
import dev.fluxar.transport.Loop;
import org.jspecify.annotations.Nullable;

/** The one timer of a session. Confined to its loop. */
final class SessionTimer {

    private final Loop loop;
    private final Runnable action;
    private long scheduledAt = Session.NEVER;
    private @Nullable Runnable scheduled;

    SessionTimer(Loop loop, Runnable action) {
        this.loop = loop;
        this.action = action;
    }

    /** Sees to it that the action is run at a time at the latest. */
    void at(long nanos, long now) {
        if (nanos >= scheduledAt) {
            return;
        }
        cancel();
        scheduledAt = nanos;
        scheduled = loop.schedule(this::run, Math.max(0, nanos - now));
    }

    private void run() {
        scheduled = null;
        scheduledAt = Session.NEVER;
        action.run();
    }

    void cancel() {
        Runnable taken = scheduled;
        if (taken != null) {
            scheduled = null;
            scheduledAt = Session.NEVER;
            taken.run();
        }
    }
}
