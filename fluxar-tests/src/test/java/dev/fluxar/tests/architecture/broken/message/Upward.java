package dev.fluxar.tests.architecture.broken.message;

import dev.fluxar.tests.architecture.broken.session.Above;

/** A layer that knows the one above it. */
public interface Upward {
    Above above();
}
