package dev.fluxar.runtime.topic;

import dev.fluxar.FluxarException;
import dev.fluxar.runtime.loop.Submission;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Acts upon what a hub has said. Is never forgotten: where the loop is gone, what the hub grants
 * and ends is still given back, so that others get it. Nothing else runs the session's patterns
 * then.
 */
final class HubTurn implements Submission {

    private final Runnable action;

    /** How often it was refused since the thread that acts upon it has begun. */
    private final AtomicInteger refused = new AtomicInteger();

    HubTurn(Runnable action) {
        this.action = action;
    }

    @Override
    public void run() {
        action.run();
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public void refuse(FluxarException why) {
        if (refused.getAndIncrement() == 0) {
            act(1); // Else the thread that is at it looks again.
        }
    }

    private void act(int first) {
        int seen = first;
        try {
            while (seen > 0) {
                action.run();
                seen = refused.addAndGet(-seen);
            }
        } finally {
            if (seen > 0) { // It has thrown; whoever was refused meanwhile relies on this thread.
                int more = refused.addAndGet(-seen);
                if (more > 0) {
                    act(more);
                }
            }
        }
    }
}
