package dev.fluxar.tests.contest;

/** A benchmark could not be run; the message says which system and what it said. */
public final class BenchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With the whole story. */
    public BenchException(String message) {
        super(message);
    }
}
