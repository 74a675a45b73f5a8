package dev.fluxar.hub.memory;

import dev.fluxar.FluxarException;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubSubscriber;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Tells a subscriber what happens, from several threads, the grant before anything else. */
final class Attachment {

    private final HubSubscriber subscriber;

    // Guarded by this.
    private boolean granted;
    private @Nullable Queue<Runnable> early;

    Attachment(HubSubscriber subscriber) {
        this.subscriber = subscriber;
    }

    void granted(Grant grant) {
        subscriber.granted(grant);
        while (true) {
            Runnable next;
            synchronized (this) {
                next = early == null ? null : early.poll();
                if (next == null) {
                    granted = true;
                    early = null;
                    return;
                }
            }
            next.run();
        }
    }

    void refused(FluxarException why) {
        subscriber.refused(why);
    }

    /** Follows a poll, so the grant was told. */
    void ready() {
        subscriber.ready();
    }

    void ended(FluxarException why) {
        inOrder(() -> subscriber.ended(why));
    }

    void acked(HubEvent event) {
        inOrder(() -> subscriber.acked(event));
    }

    private void inOrder(Runnable action) {
        synchronized (this) {
            if (!granted) {
                if (early == null) {
                    early = new ArrayDeque<>(2);
                }
                early.add(action);
                return;
            }
        }
        action.run();
    }
}
