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

    /** What is known of one that was refused. */
    static Outcome outcome(ErrorInfo error, OutboundPublish publish) {
        Outcome outcome = ErrorCode.outcomeOf(error.code());
        return outcome == Outcome.NOT_PROCESSED && publish.isRepetition()
                ? Outcome.UNKNOWN // §10.30-9
                : outcome;
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
