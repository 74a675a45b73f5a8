package dev.fluxar.patterns.pubsub;

import dev.fluxar.hub.EventAllowance;
import dev.fluxar.session.Budget;

/** What a hub may let wait for a session: the budget's account of what is to be sent. */
final class SendingAllowance implements EventAllowance {

    private final Budget budget;

    SendingAllowance(Budget budget) {
        this.budget = budget;
    }

    @Override
    public boolean tryTake(long bytes) {
        return budget.trySending(bytes);
    }

    @Override
    public void take(long bytes) {
        budget.takeSending(bytes);
    }

    @Override
    public void giveBack(long bytes) {
        budget.sent(bytes);
    }

    @Override
    public long left() {
        long sending = budget.sending();
        return Math.max(0, Math.min(budget.subShare() - sending, budget.share() - budget.own()));
    }
}
