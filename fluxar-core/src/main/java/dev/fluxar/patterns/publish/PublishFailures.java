package dev.fluxar.patterns.publish;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.ErrorInfo;
import java.time.Duration;

/** What a publish fails with where the fault is found at the producer (spec §4.3). */
final class PublishFailures {

    private PublishFailures() {}

    /** What is known of a publish that fails on this side. §4.3-1 */
    static Outcome outcome(ProducerState state) {
        return switch (state) {
            case QUEUED -> Outcome.NOT_SENT;
            case SENDING -> Outcome.NOT_PROCESSED; // §6.4-7
            case AWAITING, ABANDONED, CLOSED -> Outcome.UNKNOWN;
        };
    }

    /**
     * Of one that repeats another: that this one was not sent or processed does not say what became
     * of the other. §10.30-9
     */
    static FluxarException ofRepetition(FluxarException failure) {
        Outcome outcome = failure.outcome();
        return outcome == Outcome.NOT_SENT || outcome == Outcome.NOT_PROCESSED
                ? FluxarException.ofOperation(
                        failure.code(),
                        String.valueOf(failure.getMessage()),
                        Outcome.UNKNOWN,
                        failure.retry().orElse(null),
                        failure.data().orElse(null),
                        failure.getCause())
                : failure;
    }

    static FluxarException of(ErrorCode code, String message, Outcome outcome) {
        return FluxarException.ofOperation(code.code(), message, outcome, null, null, null);
    }

    static FluxarException notSent(ErrorCode code, String message) {
        return of(code, message, Outcome.NOT_SENT);
    }

    static FluxarException tooLarge(String what, int bytes, long most) {
        return notSent(
                ErrorCode.TOO_LARGE,
                what + " of " + bytes + " bytes, at most " + most + " accepted by the other side");
    }

    static FluxarException overloaded(String message) {
        return FluxarException.ofOperation(
                ErrorCode.OVERLOADED.code(),
                message,
                Outcome.NOT_SENT,
                Duration.ofMillis(ErrorInfo.RETRY_MILLIS),
                null,
                null);
    }
}
