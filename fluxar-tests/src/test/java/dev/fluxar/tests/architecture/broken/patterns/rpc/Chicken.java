package dev.fluxar.tests.architecture.broken.patterns.rpc;

import dev.fluxar.tests.architecture.broken.patterns.stream.Egg;

/** Half a cycle. */
public interface Chicken {
    Egg egg();
}
