package dev.fluxar.hub.memory;

import dev.fluxar.hub.EventAllowance;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What all groups and durable subscriptions of a hub may hold together, in bytes. */
final class ByteAccount implements EventAllowance {

    /**
     * So much may be taken for the single event of a group or durable subscription though there is
     * no room, as long as all beyond it is no more than an eighth of the limit; and how much then.
     * §10.27-4
     */
    static final long MOST_BEYOND = 8 << 10;

    static final long LEAST_BEYOND = 1 << 10;

    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(ByteAccount.class, "taken", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long limit;

    @SuppressWarnings("unused") // by TAKEN
    private volatile long taken;

    ByteAccount(long limit) {
        this.limit = limit;
    }

    @Override
    public boolean tryTake(long bytes) {
        while (true) {
            long now = taken;
            if (now != 0 && now + bytes > limit) {
                return false;
            }
            if (TAKEN.compareAndSet(this, now, now + bytes)) {
                return true;
            }
        }
    }

    @Override
    public boolean tryTakeBeyond(long bytes) {
        while (true) {
            long now = taken;
            if (bytes > mostBeyond(now)) {
                return false;
            }
            if (TAKEN.compareAndSet(this, now, now + bytes)) {
                return true;
            }
        }
    }

    @Override
    public long mostBeyond() {
        return mostBeyond(taken);
    }

    private long mostBeyond(long now) {
        return Math.max(LEAST_BEYOND, Math.min(MOST_BEYOND, limit + limit / 8 - now));
    }

    @Override
    public void giveBack(long bytes) {
        TAKEN.getAndAdd(this, -bytes);
    }

    @Override
    public long left() {
        return Math.max(0, limit - taken);
    }

    @Override
    public long most() {
        return limit;
    }

    long taken() {
        return taken;
    }
}
