package dev.fluxar.tests.cli;

import org.jspecify.annotations.Nullable;

/** A command failed; the message says all that a user needs. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
