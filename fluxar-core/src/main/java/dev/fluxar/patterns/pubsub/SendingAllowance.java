package dev.fluxar.patterns.pubsub;

import dev.fluxar.hub.EventAllowance;
import dev.fluxar.session.SendingAccount;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What a hub may let wait for a session: the budget's account of what is to be sent. */
final class SendingAllowance implements EventAllowance {

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

    /**
     * Bytes beyond the account: not in the budget, so that they take no room of this side's streams
     * and calls. Bounded by one event of each subscription. §10.27-4
     */
    @SuppressWarnings("UnusedVariable") // by its handle
    private volatile long excess;

    SendingAllowance(SendingAccount account) {
        this.account = account;
    }

    @Override
    public boolean tryTake(long bytes) {
        return account.tryTake(bytes);
    }

    @Override
    public void take(long bytes) {
        EXCESS.getAndAdd(this, bytes);
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
}
