package dev.fluxar.runtime;

import dev.fluxar.Listener;

/** Shows tests what a listener holds. */
public final class Connections {

    private Connections() {}

    /** Connections that were accepted and are not closed, whether a session came of them or not. */
    public static int open(Listener listener) {
        return ((RuntimeListener) listener).open();
    }
}
