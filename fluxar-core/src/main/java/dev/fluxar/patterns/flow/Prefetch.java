package dev.fluxar.patterns.flow;

import dev.fluxar.session.budget.Budget;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shares out what one session may grant as credit ahead of its applications: from the budget's
 * {@code prefetch} account, and where that is used up by turns, first come first served. One for
 * all flows of a session. Not thread-safe.
 */
public final class Prefetch {

    private final Budget budget;

    /** Flows that got nothing, in the order of their turns; each once, so bounded by them. */
    private final Set<ReceiveCredit> waiting = new LinkedHashSet<>(1);

    private boolean serving;

    /**
     * Starts with nothing shared out.
     *
     * @param budget of the session
     */
    public Prefetch(Budget budget) {
        this.budget = budget;
    }

    /**
     * How many flows wait for their turn.
     *
     * @return 0 where there is enough for all
     */
    public int waiting() {
        return waiting.size();
    }

    Budget budget() {
        return budget;
    }

    /** Whoever is next gets what is given back. */
    void giveBack(long bytes) {
        budget.releasePrefetch(bytes);
        serve();
    }

    void await(ReceiveCredit flow) {
        waiting.add(flow);
    }

    void leave(ReceiveCredit flow) {
        waiting.remove(flow);
    }

    /** Memory of other kinds has been given back too. */
    void serve() {
        if (serving) {
            return; // What is given back meanwhile is seen by the loop below.
        }
        serving = true;
        for (ReceiveCredit next = first(); next != null && next.onTurn(); next = first()) {
            waiting.remove(next);
        }
        serving = false;
    }

    private @Nullable ReceiveCredit first() {
        Iterator<ReceiveCredit> flows = waiting.iterator();
        return flows.hasNext() ? flows.next() : null;
    }
}
