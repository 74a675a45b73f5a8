package dev.fluxar.patterns.pubsub;

import dev.fluxar.hub.EventAllowance;
import dev.fluxar.session.budget.Budget;
import dev.fluxar.session.budget.SendingAccount;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What a hub may let wait for a session: the budget's account of what is to be sent. */
final class SendingAllowance implements EventAllowance {

    /**
     * How large an event may be beyond the account, as long as all of them are no more than an
     * eighth of the budget; and how large one may be then. §10.27-4
     */
    private static final long MOST_BEYOND = 128 << 10;

    private static final long LEAST_BEYOND = 4 << 10;

    private static final VarHandle EXCESS;

    static {
        try {
            EXCESS =
                    MethodHandles.lookup()
                            .findVarHandle(SendingAllowance.class, "excess", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SendingAccount account;
    private final long mostExcess;

    /**
     * Bytes beyond the account: not in the budget, so that they take no room of this side's streams
     * and calls. Bounded by an eighth of the budget and a small event of each subscription.
     * §10.27-4
     */
    @SuppressWarnings("UnusedVariable") // by its handle
    private volatile long excess;

    SendingAllowance(Budget budget) {
        this.account = budget.waiting();
        this.mostExcess = budget.limit() / 8;
    }

    @Override
    public boolean tryTake(long bytes) {
        return account.tryTake(bytes);
    }

    @Override
    public boolean tryTakeBeyond(long bytes) {
        while (true) {
            long beyond = excess;
            if (bytes > mostBeyond(beyond)) {
                return false;
            }
            if (EXCESS.compareAndSet(this, beyond, beyond + bytes)) {
                return true;
            }
        }
    }

    @Override
    public long mostBeyond() {
        return mostBeyond(excess);
    }

    private long mostBeyond(long beyond) {
        return Math.max(LEAST_BEYOND, Math.min(MOST_BEYOND, mostExcess - beyond));
    }

    /** The excess first: there is room again only when nothing is beyond it. */
    @Override
    public void giveBack(long bytes) {
        long beyond = excess;
        while (beyond > 0) {
            long paid = Math.min(beyond, bytes);
            if (EXCESS.compareAndSet(this, beyond, beyond - paid)) {
                if (paid < bytes) {
                    account.giveBack(bytes - paid);
                }
                return;
            }
            beyond = excess;
        }
        account.giveBack(bytes);
    }

    @Override
    public long left() {
        return Math.max(0, account.free());
    }

    @Override
    public long most() {
        return account.most();
    }

    /** What is taken beyond the account; for any thread. */
    long excess() {
        return excess;
    }
}
