package dev.fluxar.tests.bench;

/** A benchmark could not be run; the message says which system and what it said. */
final class BenchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }
}
