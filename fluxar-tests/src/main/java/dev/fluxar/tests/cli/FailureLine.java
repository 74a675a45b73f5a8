package dev.fluxar.tests.cli;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.EnvelopeLine;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The one line that tells a user what failed. */
final class FailureLine {

    private FailureLine() {}

    /** For a failed operation {@code NAME (code), outcome: message}. */
    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof CompletionException || cause instanceof ExecutionException)) {
            cause = cause.getCause();
        }
        if (cause instanceof FluxarException told) {
            return ErrorCode.nameOf(told.code())
                    + " ("
                    + told.code()
                    + "), "
                    + told.outcome()
                    + ": "
                    + message(told)
                    + told.retry().map(r -> "; retry in " + r.toMillis() + " ms").orElse("");
        }
        if (cause instanceof CommandException) {
            return message(cause);
        }
        return "unexpected: " + EnvelopeLine.printable(cause.toString()) + " (--debug shows where)";
    }

    /** What this side refuses to send. */
    static FluxarException notSent(ErrorCode code, String message, @Nullable Throwable cause) {
        return new FluxarException(code.code(), message, Outcome.NOT_SENT, null, null, cause);
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? "no message" : EnvelopeLine.printable(message);
    }
}
