package dev.fluxar.patterns.stream;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.ProtocolException;
import java.time.Duration;

/** What a stream fails with where the fault is found on this side (spec §4.3). */
final class StreamFailures {

    private StreamFailures() {}

    /** What is known of a stream that fails here. §4.3-1 */
    static Outcome outcome(StreamState state) {
        return switch (state) {
            case IDLE -> Outcome.NOT_SENT;
            case SENDING -> Outcome.NOT_PROCESSED; // §6.4-7
            case RECEIVING, ACTIVE, CANCELLING, CLOSED -> Outcome.UNKNOWN;
        };
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

    static ProtocolException afterEnd(String what) {
        return new ProtocolException(
                ErrorCode.PROTOCOL_ERROR,
                what + " of a stream was read after the end of its direction");
    }
}
