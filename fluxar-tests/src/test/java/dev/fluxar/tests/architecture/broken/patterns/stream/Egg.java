package dev.fluxar.tests.architecture.broken.patterns.stream;

import dev.fluxar.tests.architecture.broken.patterns.rpc.Chicken;

/** The other half. */
public interface Egg {
    Chicken chicken();
}
