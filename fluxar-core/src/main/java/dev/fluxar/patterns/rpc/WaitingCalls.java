package dev.fluxar.patterns.rpc;

import dev.fluxar.session.Budget;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Calls over the other side's limit, in order (spec §11.2-1): bounded in number and by the budget.
 * What is given up meanwhile counts no longer and gives its bytes back at once. Not thread-safe.
 */
final class WaitingCalls {

    /** So few that were given up are not worth a sweep. */
    private static final int SWEPT = 16;

    private final ArrayDeque<OutboundCall> queue = new ArrayDeque<>(1);
    private final int most;

    /** How many of the queue were given up. */
    private int unwanted;

    WaitingCalls(int most) {
        this.most = most;
    }

    int size() {
        return queue.size() - unwanted;
    }

    boolean isEmpty() {
        return size() == 0;
    }

    boolean isFull() {
        return size() >= most;
    }

    /** The caller has checked that there is room, here and in the budget. */
    void add(OutboundCall call, Budget budget) {
        budget.tryReserve(call.bytes());
        call.waits = true;
        queue.add(call);
    }

    /** The first that is still wanted, which is taken out. */
    @Nullable OutboundCall poll(Budget budget) {
        for (OutboundCall call = queue.poll(); call != null; call = queue.poll()) {
            if (call.waits) {
                call.waits = false;
                budget.release(call.bytes());
                return call;
            }
            unwanted--;
        }
        return null;
    }

    /** A call is given up; nothing happens to one that does not wait. */
    void giveUp(OutboundCall call, Budget budget) {
        if (call.waits) {
            call.waits = false;
            budget.release(call.bytes());
            if (++unwanted > SWEPT && unwanted * 2 > queue.size()) {
                queue.removeIf(left -> !left.waits);
                unwanted = 0;
            }
        }
    }
}
