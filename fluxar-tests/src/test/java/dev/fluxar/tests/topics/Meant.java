package dev.fluxar.tests.topics;

/** A failure that a test means, without a stack trace in the log. */
final class Meant extends Exception {

    private static final long serialVersionUID = 1;

    Meant() {
        super("meant", null, false, false);
    }
}
