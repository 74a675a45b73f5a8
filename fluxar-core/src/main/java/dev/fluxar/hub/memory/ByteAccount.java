package dev.fluxar.hub.memory;

import dev.fluxar.hub.EventAllowance;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What all groups and durable subscriptions of a hub may hold together, in bytes. */
final class ByteAccount implements EventAllowance {

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
    public void take(long bytes) {
        TAKEN.getAndAdd(this, bytes);
    }

    @Override
    public void giveBack(long bytes) {
        TAKEN.getAndAdd(this, -bytes);
    }

    @Override
    public long left() {
        return Math.max(0, limit - taken);
    }

    long taken() {
        return taken;
    }
}
