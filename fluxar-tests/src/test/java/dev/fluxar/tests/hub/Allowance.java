package dev.fluxar.tests.hub;

import dev.fluxar.hub.EventAllowance;
import java.util.concurrent.atomic.AtomicLong;

/** A session's allowance, that a test can look into. */
final class Allowance implements EventAllowance {

    final long limit;
    final AtomicLong taken = new AtomicLong();

    /** How large an event may be that is taken beyond the limit. */
    long mostBeyond = 128 << 10;

    /** Runs when something was given back. */
    Runnable onRoom = () -> {};

    Allowance(long limit) {
        this.limit = limit;
    }

    @Override
    public boolean tryTake(long bytes) {
        while (true) {
            long now = taken.get();
            if (now != 0 && now + bytes > limit) {
                return false;
            }
            if (taken.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
    }

    @Override
    public boolean tryTakeBeyond(long bytes) {
        if (bytes > mostBeyond) {
            return false;
        }
        taken.addAndGet(bytes);
        return true;
    }

    @Override
    public long mostBeyond() {
        return mostBeyond;
    }

    @Override
    public void giveBack(long bytes) {
        taken.addAndGet(-bytes);
        onRoom.run();
    }

    @Override
    public long left() {
        return Math.max(0, limit - taken.get());
    }

    @Override
    public long most() {
        return limit;
    }
}
