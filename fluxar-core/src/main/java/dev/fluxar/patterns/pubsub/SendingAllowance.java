package dev.fluxar.patterns.pubsub;

import dev.fluxar.hub.EventAllowance;
import dev.fluxar.session.Budget;
import java.util.concurrent.atomic.AtomicLong;

/** What a hub may let wait for a session: the budget's account of what is to be sent. */
final class SendingAllowance implements EventAllowance {

    private final Budget budget;

    /**
     * Bytes beyond the account: not in the budget, so that they take no room of this side's streams
     * and calls. Bounded by one event of each subscription. §10.27-4
     */
    private final AtomicLong excess = new AtomicLong();

    SendingAllowance(Budget budget) {
        this.budget = budget;
    }

    @Override
    public boolean tryTake(long bytes) {
        return budget.trySending(bytes);
    }

    @Override
    public void take(long bytes) {
        excess.addAndGet(bytes);
    }

    /** The excess first: there is room again only when nothing is beyond it. */
    @Override
    public void giveBack(long bytes) {
        long beyond = excess.get();
        while (beyond > 0) {
            long paid = Math.min(beyond, bytes);
            if (excess.compareAndSet(beyond, beyond - paid)) {
                if (paid < bytes) {
                    budget.sent(bytes - paid);
                }
                return;
            }
            beyond = excess.get();
        }
        budget.sent(bytes);
    }

    @Override
    public long left() {
        long sending = budget.sending();
        return Math.max(0, Math.min(budget.subShare() - sending, budget.share() - budget.own()));
    }
}
