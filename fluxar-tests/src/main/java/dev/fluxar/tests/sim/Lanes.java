package dev.fluxar.tests.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The ends of all connections that have something to hand over: they take turns, in the order in
 * which it came, or in any. Within one connection the order stays.
 */
final class Lanes {

    private final VirtualLoop loop;

    /** Each at most once. */
    private final List<SimConnection> ready = new ArrayList<>();

    private @Nullable Random shuffle;

    Lanes(VirtualLoop loop) {
        this.loop = loop;
    }

    /** Lets random numbers say whose turn it is, or null: who has waited longest. */
    void shuffle(@Nullable Random random) {
        shuffle = random;
    }

    VirtualLoop loop() {
        return loop;
    }

    void add(SimConnection lane) {
        ready.add(lane);
        loop.execute(this::next);
    }

    private void next() {
        Random random = shuffle;
        ready.remove(random == null ? 0 : random.nextInt(ready.size())).deliver();
    }
}
